"""Learn the lattice's weights from strings whose truth is known.

Maximum likelihood of the true texts under the segmental log-linear model: the gradient is the
difference between the features expected on paths that spell the truth and on all paths.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.decoding.lattice import LatticeWeights, build_lattice, edge_features, score_lattice
from reader.decoding.posterior import edge_posteriors, text_log_score
from reader.errors import DataError
from reader.records import Lattice
from reader.training.calibration.strings import KnownString

__all__ = ["fit_lattice_weights", "reachable"]

PRIOR = 0.001
"""Strength of the pull towards the default weights, per string: a few strings do not overturn
what is plausible."""

OUTLIER = -6.0
"""Strings whose truth stays less probable than this (natural log) were spoilt before the
lattice, by a neighbour taken for the string, say: they teach it nothing."""

FEWEST = 20
"""Strings needed to learn anything."""

NAMES = tuple(f.name for f in dataclasses.fields(LatticeWeights))


@dataclass(frozen=True, slots=True, eq=False)
class _Example:
    lattice: Lattice
    text: str
    digit: NDArray[np.float64]
    skip: NDArray[np.float64]


def reachable(known: KnownString, classes: Sequence[str]) -> bool:
    """Whether some path of the line's lattice spells its truth (coverage)."""
    lattice = build_lattice(known.line.slices, known.line.candidates, known.log_probs)
    edges = score_lattice(lattice, LatticeWeights(), classes=classes)
    return bool(np.isfinite(text_log_score(edges, lattice.slices, text=known.text)))


def fit_lattice_weights(strings: Sequence[KnownString], classes: Sequence[str]) -> LatticeWeights:
    """The weights under which the true texts are most probable.

    Raises
    ------
    DataError
        If fewer than 20 strings can be spelt by their lattice.
    """
    examples = [_example(k, classes) for k in strings if reachable(k, classes)]
    if len(examples) < FEWEST:
        raise DataError(
            f"{len(examples)} usable strings to calibrate on; expected {FEWEST} at least"
        )
    start = np.array(dataclasses.astuple(LatticeWeights()))
    rough = _fitted(start, examples, classes)
    usual = [e for e in examples if _truth_log_prob(e, rough, classes) >= OUTLIER]
    return _weights(_fitted(rough, usual if len(usual) >= FEWEST else examples, classes))


def _fitted(
    start: NDArray[np.float64], examples: Sequence[_Example], classes: Sequence[str]
) -> NDArray[np.float64]:
    from scipy.optimize import minimize

    found = minimize(
        _loss,
        start,
        args=(examples, classes),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 30},
    )
    return np.asarray(found.x)


def _truth_log_prob(
    example: _Example, values: NDArray[np.float64], classes: Sequence[str]
) -> float:
    edges = score_lattice(example.lattice, _weights(values), classes=classes)
    slices = example.lattice.slices
    return text_log_score(edges, slices, text=example.text) - text_log_score(edges, slices)


def _weights(values: NDArray[np.float64]) -> LatticeWeights:
    return LatticeWeights(**dict(zip(NAMES, (float(v) for v in values), strict=True)))


def _example(known: KnownString, classes: Sequence[str]) -> _Example:
    lattice = build_lattice(known.line.slices, known.line.candidates, known.log_probs)
    not_one = list(classes).index("")
    digits = [i for i in range(len(classes)) if i != not_one]
    features = edge_features(lattice, digits=digits, not_one=not_one)
    count = len(lattice.edges)
    digit = np.zeros((count, len(digits), len(NAMES)))
    skip = np.zeros((count, len(NAMES)))
    digit[:, :, NAMES.index("digit")] = features.digit
    digit[:, :, NAMES.index("is_digit")] = features.odds[:, None]
    digit[:, :, NAMES.index("bias")] = 1.0
    for column, name in enumerate(("small", "wide", "gap", "off", "split")):
        digit[:, :, NAMES.index(name)] = features.shape[:, column, None]
    skip[:, NAMES.index("skip")] = 1.0
    skip[:, NAMES.index("skip_height")] = features.skipped_height
    skip[:, NAMES.index("skip_not")] = features.not_one
    return _Example(lattice, known.text, digit, skip)


def _loss(
    values: NDArray[np.float64], examples: Sequence[_Example], classes: Sequence[str]
) -> tuple[float, NDArray[np.float64]]:
    weights = _weights(values)
    away = values - np.array(dataclasses.astuple(LatticeWeights()))
    loss = PRIOR * len(examples) * float((away**2).sum())
    slope = 2 * PRIOR * len(examples) * away
    for example in examples:
        edges = score_lattice(example.lattice, weights, classes=classes)
        slices = example.lattice.slices
        loss += text_log_score(edges, slices) - text_log_score(edges, slices, text=example.text)
        free = edge_posteriors(edges, slices)
        true = edge_posteriors(edges, slices, text=example.text)
        if free is None or true is None:
            continue
        for edge, all_paths, true_paths in zip(edges, free, true, strict=True):
            excess = all_paths - true_paths
            if edge.labels == ("",):
                slope += excess[0] * example.skip[edge.candidate]
            else:
                slope += excess @ example.digit[edge.candidate]
    return loss, slope
