"""Learn how far a net's probabilities of single digits go beyond what is right.

One temperature by maximum likelihood, on the digits of the training's sets that were kept for
validation, each set weighing what it weighed in training.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.recognition.classifier import Classifier
from reader.recognition.manifest import Manifest
from reader.training.alphabet import noun
from reader.training.datasets import SETS
from reader.training.pool import draw_validation
from reader.training.recipe import DataRecipe

__all__ = ["fit_digits", "fit_temperature", "mean_loss"]

USUAL_VALIDATION = 0.03
"""Tail of each set that is taken where the manifest does not say what training kept: that of the
recipe of the shipped model."""

FEWEST = 200
"""Digits needed to learn a temperature."""

RANGE = (1.0, 5.0)
"""Temperatures looked at. None below 1: the digits kept for validation are cleaner than what is
cut out of scans, so that the net reads them well is no reason to make it surer."""

Sets = Mapping[str, tuple[NDArray[np.float32], NDArray[np.int64]]]
"""A set's log-probabilities (n, classes) and labels (n,)."""


def fit_digits(classifier: Classifier, manifest: Manifest, *, data: Path) -> dict[str, Any]:
    """The content of ``digit`` in ``calibration.json``, with what it was fitted on.

    ``classifier`` is not scaled yet. Empty where too few of the training's sets are known here.

    Raises
    ------
    DataError
        If a set is missing or damaged.
    """
    shares = _shares(manifest)
    if not shares:
        return {}
    part = float(manifest.made.get("validation", USUAL_VALIDATION))
    classes = "".join(manifest.classes)
    kept = draw_validation(DataRecipe(classes=classes, sets=shares, validation=part), data)
    said = {name: (classifier.log_probs(one.glyphs), one.labels) for name, one in kept.items()}
    count = sum(len(labels) for _, labels in said.values())
    if count < FEWEST:
        return {}
    temperature = fit_temperature(said, shares)
    return {
        "temperature": round(temperature, 4),
        "fitted_on": {
            "digits": count,
            "loss_before": round(mean_loss(said, shares, temperature=1.0), 5),
            "loss": round(mean_loss(said, shares, temperature=temperature), 5),
        },
    }


def fit_temperature(said: Sets, shares: Mapping[str, float]) -> float:
    """The temperature under which the true labels are most probable, within ``RANGE``."""
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda t: mean_loss(said, shares, temperature=t), bounds=RANGE, method="bounded"
    )
    return float(found.x)


def mean_loss(said: Sets, shares: Mapping[str, float], *, temperature: float) -> float:
    """Mean negative log-probability of the true labels, sets weighed by their shares."""
    losses = [
        _losses(log_probs, labels, temperature).mean() * shares[name]
        for name, (log_probs, labels) in said.items()
    ]
    return float(sum(losses) / sum(shares[name] for name in said))


def _losses(
    log_probs: NDArray[np.float32], labels: NDArray[np.int64], temperature: float
) -> NDArray[np.float64]:
    wide = log_probs.astype(np.float64) / temperature
    total = np.logaddexp.reduce(wide, axis=1)
    return np.asarray(total - wide[np.arange(len(labels)), labels])


def _shares(manifest: Manifest) -> dict[str, float]:
    """The training's sets of digits that this version knows; sets of one's own it does not."""
    role = f"{noun(manifest.classes)}s"
    return {
        one["name"]: float(one["share"])
        for one in manifest.data
        if one.get("role") == role and one.get("name") in SETS
    }
