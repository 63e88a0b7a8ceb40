"""Learn how far a net's probabilities of single digits go beyond what is right.

A temperature, and a shift of *not one digit*, by maximum likelihood on glyphs that are drawn as for
training, but of what was kept for validation. Half of the digits are as they are, the others
changed as paper and scanner change them; of rubbish there is as much as in pictures that are
meant to show one digit each, far less than in training.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.recognition.classifier import Classifier
from reader.recognition.manifest import Manifest
from reader.recognition.scaling import NOT_ONE
from reader.training.glyphs.pool import draw_kept, draw_validation
from reader.training.learned import recipe_of
from reader.training.recipe import DataRecipe

__all__ = ["fit_digits", "fit_scaling", "mean_loss"]

FEWEST = 200
"""Pictures needed to learn a temperature."""

DRAWN = 12_000
"""Glyphs drawn from them: about six seconds' work."""

PLAIN, RUBBISH = 0.5, 0.05
"""Shares of the drawn digits that are not changed, and of *not one digit* among all."""

SEED = 31
"""Seed of the drawn glyphs."""

TEMPERATURES = (1.0, 5.0)
"""Temperatures looked at. None below 1: the digits kept for validation are cleaner than what is
cut out of scans, so that the net reads them well is no reason to make it surer."""

SHIFTS = (-4.0, 4.0)
"""Shifts of *not one digit* looked at, in nats: odds of up to one to fifty."""

Said = NDArray[np.float32]
"""Log-probabilities of shape (n, classes)."""


def fit_digits(classifier: Classifier, manifest: Manifest, *, data: Path) -> dict[str, Any]:
    """The content of ``digit`` in ``calibration.json``, with what it was fitted on.

    ``classifier`` is not scaled yet. Empty where too few of the training's sets are known here.

    Raises
    ------
    DataError
        If a set is missing or damaged.
    """
    recipe = _recipe(manifest)
    if not recipe.sets:
        return {}
    count = sum(len(one.labels) for one in draw_validation(recipe, data).values())
    if count < FEWEST:
        return {}
    pool = draw_kept(recipe, data, seed=SEED)
    said = classifier.log_probs(pool.glyphs)
    place = manifest.classes.index(NOT_ONE) if NOT_ONE in manifest.classes else None
    temperature, shift = fit_scaling(said, pool.labels, place=place if recipe.rubbish else None)
    return {
        "temperature": round(temperature, 4),
        "shift": round(shift, 4),
        "fitted_on": {
            f"{noun(manifest.classes)}s": count,
            "drawn": len(pool.labels),
            "loss_before": round(mean_loss(said, pool.labels), 5),
            "loss": round(
                mean_loss(said, pool.labels, temperature=temperature, shift=shift, place=place), 5
            ),
        },
    }


def fit_scaling(said: Said, labels: NDArray[np.int64], *, place: int | None) -> tuple[float, float]:
    """Temperature and shift of the class at ``place`` under which the labels are most probable.

    Without a ``place`` nothing is shifted. Within ``TEMPERATURES`` and ``SHIFTS``.
    """
    from scipy.optimize import minimize

    def loss(at: NDArray[np.float64]) -> float:
        return mean_loss(said, labels, temperature=float(at[0]), shift=float(at[1]), place=place)

    shifts = SHIFTS if place is not None else (0.0, 0.0)
    found = minimize(loss, x0=(1.5, 0.0), bounds=(TEMPERATURES, shifts), method="L-BFGS-B")
    return float(found.x[0]), float(found.x[1])


def mean_loss(
    said: Said,
    labels: NDArray[np.int64],
    *,
    temperature: float = 1.0,
    shift: float = 0.0,
    place: int | None = None,
) -> float:
    """Mean negative log-probability of the true labels under a scaling."""
    wide = said.astype(np.float64) / temperature
    if place is not None:
        wide[:, place] += shift
    total = np.logaddexp.reduce(wide, axis=1)
    return float((total - wide[np.arange(len(labels)), labels]).mean())


def _recipe(manifest: Manifest) -> DataRecipe:
    """What to draw. Rubbish needs signs, too, as one kind of it is made of them."""
    learned = recipe_of(manifest)
    rubbish = RUBBISH if learned.signs else 0.0
    return dataclasses.replace(learned, glyphs=DRAWN, rubbish=rubbish, plain=PLAIN)
