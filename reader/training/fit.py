"""The fit: a fixed number of passes over a pool of glyphs, under a cosine, with averaged weights.

Nothing is chosen by looking at validation or test data: the last weights are the net.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reader.records import Image
from reader.training.architectures import build_net
from reader.training.pool import CLASSES, Pool
from reader.training.recipe import FitRecipe, Recipe

__all__ = ["Progress", "fit_net", "measure_errors", "steps_of"]

WARM_UP = 0.05
"""Part of the steps in which the learning rate rises from zero."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a fit stands: ``step`` of ``steps`` done, mean ``loss`` of the last steps."""

    step: int
    steps: int
    loss: float


def steps_of(recipe: FitRecipe, glyphs: int) -> int:
    """Number of optimiser steps; a last incomplete batch is left out."""
    return recipe.passes * max(1, glyphs // recipe.batch_size)


def fit_net(
    recipe: Recipe, pool: Pool, *, listener: Callable[[Progress], None] = lambda _: None
) -> Any:
    """A trained Keras net with the averaged weights (EMA) in place."""
    import keras

    keras.utils.set_random_seed(recipe.seed)
    net = build_net(
        recipe.net.architecture,
        len(CLASSES),
        widths=recipe.net.widths,
        dropout=recipe.net.dropout,
    )
    steps = steps_of(recipe.fit, len(pool.labels))
    optimizer = _optimizer(recipe.fit, steps)
    net.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    loss = math.nan
    for step, index in enumerate(_batches(recipe, len(pool.labels)), start=1):
        glyphs = pool.glyphs[index][..., None].astype(np.float32)
        now = float(net.train_on_batch(glyphs, pool.labels[index]))
        net.reset_metrics()
        loss = now if math.isnan(loss) else 0.98 * loss + 0.02 * now
        listener(Progress(step, steps, loss))
    optimizer.finalize_variable_values(net.trainable_variables)
    _refresh_norms(net, recipe, pool)
    return net


def measure_errors(
    log_probs: Callable[[Image], np.ndarray], pools: Mapping[str, Pool]
) -> dict[str, tuple[int, int]]:
    """(errors, n) a set; *not one digit* counts as an error where a digit is the truth."""
    found = {}
    for name, pool in pools.items():
        said = log_probs(pool.glyphs).argmax(axis=1)
        found[name] = int((said != pool.labels).sum()), len(pool.labels)
    return found


def _refresh_norms(net: Any, recipe: Recipe, pool: Pool) -> None:
    """Batch statistics of the averaged weights: those kept so far belong to the last ones."""
    for _, index in zip(
        range(REFRESHING_BATCHES), _batches(recipe, len(pool.labels)), strict=False
    ):
        net(pool.glyphs[index][..., None].astype(np.float32), training=True)


REFRESHING_BATCHES = 200
"""Batches that refresh the statistics: their momentum of 0.98 forgets the old ones to 2 %."""


def _optimizer(recipe: FitRecipe, steps: int) -> Any:
    import keras

    warm_up = max(1, round(steps * WARM_UP))
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate * 0.01,
        max(1, steps - warm_up),
        alpha=0.0,
        warmup_target=recipe.learning_rate,
        warmup_steps=warm_up,
    )
    optimizer = keras.optimizers.AdamW(
        rate, weight_decay=recipe.weight_decay, use_ema=True, ema_momentum=recipe.ema
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _batches(recipe: Recipe, count: int) -> Any:
    rng = np.random.default_rng((recipe.seed, 7))
    size = min(recipe.fit.batch_size, count)
    for _ in range(recipe.fit.passes):
        order = rng.permutation(count)
        for start in range(0, count - size + 1, size):
            yield np.sort(order[start : start + size])
