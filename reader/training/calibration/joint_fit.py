"""Learn how much each of two readers is to be heard, from strings whose truth is known.

Maximum likelihood of the true texts among all that either reader thinks of: the weights of a
log-linear model, for each of a few floors below which a reader's word counts the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.decoding.joint import JointText, JointWeights, join_readers
from reader.decoding.lattice import LatticeWeights, build_lattice, score_lattice
from reader.decoding.search import search
from reader.errors import DataError
from reader.settings import DecodingSettings
from reader.training.calibration.strings import KnownString

__all__ = ["fit_joint_weights"]

FLOORS = (-4.0, -6.0, -8.0, -10.0, -12.0)
"""Floors looked at, for either reader."""

PRIOR = 0.001
"""Strength of the pull towards the default weights, per string."""

WEIGHTS = (0.02, 2.0)
"""Bounds of the weights: no reader goes unheard."""

NOTHING = (-3.0, 3.0)
"""Bounds of what speaks for *no digits at all*, in nats: strings say little of blank lines."""

FEWEST = 20
"""Strings needed to learn anything."""

Scores = NDArray[np.float64]
"""Log-probabilities of shape (strings, texts), ``-inf`` where a string has fewer texts; the first
text of each is the true one."""


def fit_joint_weights(
    strings: Sequence[KnownString], classes: Sequence[str], lattice: LatticeWeights
) -> JointWeights:
    """The weights under which the true texts are most probable.

    Strings whose truth neither reader thinks of are left out: no weight makes them right.

    Raises
    ------
    DataError
        If fewer than 20 strings are left.
    """
    found = [_texts(k, classes, lattice) for k in strings if k.columns is not None]
    known = [texts for texts in found if texts is not None]
    if len(known) < FEWEST:
        raise DataError(
            f"{len(known)} strings whose truth one of two readers thinks of; expected {FEWEST} at "
            "least to weigh the readers on"
        )
    by_lattice = _padded([[one.lattice for one in texts] for texts in known])
    by_line = _padded([[one.line for one in texts] for texts in known])
    nothing = _padded([[float(not one.text) for one in texts] for texts in known])
    fits = [
        _fitted(by_lattice, by_line, nothing, floors)
        for floors in itertools.product(FLOORS, FLOORS)
    ]
    return min(fits, key=lambda fit: fit[0])[1]


def _texts(
    known: KnownString, classes: Sequence[str], lattice: LatticeWeights
) -> list[JointText] | None:
    """What the readers say of each text, the true one first; None where it is none of them."""
    built = build_lattice(known.line.slices, known.line.candidates, known.log_probs)
    edges = score_lattice(built, lattice, classes=classes)
    beam = DecodingSettings().beam
    hypotheses = search(edges, built.slices, beam=beam)
    if not hypotheses or known.columns is None:
        return None
    texts = join_readers(
        hypotheses,
        edges,
        built.slices,
        known.columns,
        labels=[one for one in classes if one],
        weights=JointWeights(),
        beam=beam,
    )
    true = [one for one in texts if one.text == known.text]
    return [*true, *(one for one in texts if one.text != known.text)] if true else None


def _padded(rows: Sequence[Sequence[float]]) -> Scores:
    found = np.full((len(rows), max(len(row) for row in rows)), -np.inf)
    for place, row in zip(found, rows, strict=True):
        place[: len(row)] = row
    return found


def _fitted(
    by_lattice: Scores, by_line: Scores, nothing: Scores, floors: tuple[float, float]
) -> tuple[float, JointWeights]:
    """The smallest loss with these floors, and its weights."""
    from scipy.optimize import minimize

    start = np.array([JointWeights().lattice, JointWeights().line, JointWeights().nothing])
    there = np.isfinite(by_lattice)
    said = np.stack(
        [np.maximum(by_lattice, floors[0]), np.maximum(by_line, floors[1]), np.maximum(nothing, 0)]
    )

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = np.where(there, np.tensordot(weights, said, 1), -np.inf)
        log_probs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        expected = (np.exp(log_probs) * said).sum(axis=2) - said[:, :, 0]
        away = PRIOR * len(by_line) * (weights - start)
        lost = float(-log_probs[:, 0].sum() + (away * (weights - start)).sum())
        return lost, expected.sum(axis=1) + 2 * away

    bounds = [WEIGHTS, WEIGHTS, NOTHING]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    lattice, line, more = (float(v) for v in found.x)
    return float(found.fun), JointWeights(lattice, line, more, *floors)
