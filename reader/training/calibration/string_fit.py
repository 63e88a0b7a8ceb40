"""Fit how a line's evidence becomes a text and the confidence in it.

Two steps on two parts of the strings: the weights by maximum likelihood on one (the lattice's, and
those of two readers), then a logistic regression from the evidence to *the string is right* on
the other, so that it sees evidence as it will be in reading.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.decoding import decode
from reader.decoding.calibration import Calibration, Confidence, JointFit
from reader.decoding.evidence import EVIDENCE, JOINT_EVIDENCE
from reader.decoding.lattice import LatticeWeights
from reader.errors import DataError
from reader.settings import DecodingSettings
from reader.training.calibration.joint_fit import fit_joint_weights
from reader.training.calibration.lattice_fit import fit_lattice_weights, reachable
from reader.training.calibration.strings import KnownString

__all__ = ["fit_calibration", "fit_confidence", "operating_points"]

WEIGHTS_SHARE, MOST_FOR_WEIGHTS = 0.4, 1200
"""Part of the strings that the weights are learnt on, and how many at most: there are few weights,
and a string costs a tenth of a second. On 300 they were chance: other 300 of the same strings moved
single digits on paper by two points. The rest is for confidence."""

SPEAKS_FOR = ("posterior", "margin", "lattice", "line", "agree", "weakest")
SPEAKS_AGAINST = ("doubt", "uneven", "aside")
"""Evidence that cannot mean the opposite: what the drawn strings say of it by chance does not hold
for others."""

SHRINKAGE = 1.0
"""Strength of the pull of the slopes towards 0, as of one string."""

POINTS = 40
"""Steps in which the strings are counted off: each is some twenty strings of a thousand."""


def fit_calibration(
    strings: Sequence[KnownString],
    classes: Sequence[str],
    *,
    second_reader: str = "",
    seed: int = 0,
) -> dict[str, Any]:
    """The content of ``calibration.json`` for a model, with what it was fitted on.

    With the checksum of a ``second_reader``, whose words the strings hold, there is a fit of both
    together under ``joint``, too.

    Raises
    ------
    DataError
        If there are too few usable strings, or all are read right, or all wrong.
    """
    order = np.random.default_rng(seed).permutation(len(strings))
    share = min(MOST_FOR_WEIGHTS, round(WEIGHTS_SHARE * len(strings)))
    first, second = ([strings[i] for i in part] for part in (order[:share], order[share:]))
    lattice = fit_lattice_weights(first, classes)
    alone, right = fit_confidence(second, classes, Calibration(lattice), EVIDENCE)
    covered = sum(reachable(k, classes) for k in strings)
    fitted: dict[str, Any] = {
        "lattice": dataclasses.asdict(lattice),
        "string": alone,
        "fitted_on": {
            "strings": len(strings),
            "coverage": round(covered / len(strings), 4),
            "right": round(right, 4),
        },
    }
    if second_reader:
        fitted["joint"] = _fit_joint(first, second, classes, lattice, second_reader)
    return fitted


def _fit_joint(
    first: Sequence[KnownString],
    second: Sequence[KnownString],
    classes: Sequence[str],
    lattice: LatticeWeights,
    second_reader: str,
) -> dict[str, Any]:
    weights = fit_joint_weights(first, classes, lattice)
    calibration = Calibration(lattice, joint=JointFit(weights))
    together, right = fit_confidence(second, classes, calibration, JOINT_EVIDENCE)
    return {
        "second_reader": second_reader,
        "weights": dataclasses.asdict(weights),
        **together,
        "fitted_on": {"strings": len(first) + len(second), "right": round(right, 4)},
    }


def fit_confidence(
    strings: Sequence[KnownString],
    classes: Sequence[str],
    calibration: Calibration,
    names: Sequence[str],
    *,
    heard: Collection[str] | None = None,
) -> tuple[dict[str, Any], float]:
    """The regression on evidence of these names, and the part of the strings that are right.

    Only the names that are ``heard`` may speak (None: all); the others' slopes are 0.

    Raises
    ------
    DataError
        If all strings are read right, or all wrong.
    """
    outcomes = [(_outcome(k, classes, calibration, len(names)), k.weight) for k in strings]
    found = [(*outcome, weight) for outcome, weight in outcomes if outcome is not None]
    right = np.array([r for _, r, _ in found])
    if right.all() or not right.any():
        known = "right" if right.all() else "wrong"
        raise DataError(
            f"all {len(found)} strings for the confidence are read {known}; expected some of both: "
            "add harder or easier ones"
        )
    counts = np.array([weight for _, _, weight in found])
    speaks = np.array([heard is None or name in heard for name in names], float)
    intercept, slopes = _logistic(speaks * [e for e, _, _ in found], right, counts, names)
    regression = Confidence(intercept, tuple(slopes))
    sure = np.array([regression.of(e) for e, _, _ in found])
    points = operating_points(sure, right, counts)
    facts = {"evidence": list(names), "intercept": intercept, "slopes": slopes, "points": points}
    return facts, float(np.mean(right))


def operating_points(
    confidences: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[list[float]]:
    """Confidences, and which share of the strings that are at least so sure is right.

    From the surest twentieth of the strings down to all of them, in steps of a fortieth.
    """
    order = np.argsort(-confidences, kind="stable")
    counted = np.cumsum(weights[order])
    share = np.cumsum((weights * right)[order]) / counted
    steps = np.arange(2, POINTS + 1) / POINTS * counted[-1]
    places = np.minimum(np.searchsorted(counted, steps), len(order) - 1)
    return [[round(float(confidences[order[i]]), 4), round(float(share[i]), 4)] for i in places]


def _outcome(
    known: KnownString, classes: Sequence[str], calibration: Calibration, size: int
) -> tuple[tuple[float, ...], bool] | None:
    """Evidence and whether the string is right; None for one with a reason for review.

    Such a string is never accepted, whatever its confidence: it would only blur that of others.
    So would a blank line that is read as blank, which has no confidence.
    """
    decoded = decode(
        known.line.slices,
        known.line.candidates,
        known.log_probs,
        classes=classes,
        calibration=calibration,
        beam=DecodingSettings().beam,
        aside=known.line.aside,
        columns=known.columns,
    )
    if decoded is None:
        return (0.0,) * size, False
    text = decoded.hypotheses[0].text
    if decoded.reasons or not (text or known.text):
        return None
    return decoded.evidence, text == known.text


def _logistic(
    evidence: NDArray[np.float64],
    right: NDArray[np.bool_],
    weights: NDArray[np.float64],
    names: Sequence[str],
) -> tuple[float, list[float]]:
    """Intercept and slopes on the evidence as it is measured; none against its meaning."""
    from scipy.optimize import minimize

    middle, spread = evidence.mean(axis=0), evidence.std(axis=0)
    spread[spread == 0] = 1.0
    known = np.column_stack([np.ones(len(evidence)), (evidence - middle) / spread])
    sign = np.where(right, 1.0, -1.0)

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = sign * (known @ at)
        doubt = np.exp(-np.logaddexp(0.0, odds))
        away = np.append(0.0, at[1:]) * SHRINKAGE
        lost = float(weights @ np.logaddexp(0.0, -odds) + away @ at / 2)
        return lost, away - known.T @ (weights * sign * doubt)

    bounds = [(None, None), *(_bounds(name) for name in names)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x
    slopes = found[1:] / spread
    return float(found[0] - slopes @ middle), [float(v) for v in slopes]


def _bounds(name: str) -> tuple[float | None, float | None]:
    return (0.0 if name in SPEAKS_FOR else None, 0.0 if name in SPEAKS_AGAINST else None)
