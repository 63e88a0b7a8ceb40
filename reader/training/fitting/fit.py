"""The fit: a fixed number of passes over a pool of glyphs, under a cosine, with averaged weights.

Nothing is chosen by looking at validation or test data: the last weights are the net.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.records import Image
from reader.training.fitting.architectures import build_net
from reader.training.fitting.unfinished import Checkpoint
from reader.training.glyphs.pool import Pool
from reader.training.recipe import FitRecipe, Recipe

__all__ = ["Fitted", "Progress", "fit_net", "measure_errors", "steps_of"]

WARM_UP = 0.05
"""Part of the steps in which the learning rate rises from zero."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a fit stands: ``step`` of ``steps`` done, mean ``loss`` of the last steps."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A trained net and its learning curve: (step, mean loss of the last steps)."""

    net: Any
    curve: tuple[tuple[int, float], ...]


def steps_of(recipe: FitRecipe, glyphs: int) -> int:
    """Number of optimiser steps; a last incomplete batch is left out."""
    return recipe.passes * max(1, glyphs // recipe.batch_size)


def fit_net(
    recipe: Recipe,
    pool: Pool,
    *,
    targets: NDArray[np.float32] | None = None,
    listener: Callable[[Progress], None] = lambda _: None,
    start: Checkpoint | None = None,
    keep: Callable[[Checkpoint], None] = lambda _: None,
) -> Fitted:
    """A trained Keras net with the averaged weights (EMA) in place, and how its loss fell.

    ``targets`` (n, classes), if given, are learnt instead of the pool's labels. ``keep`` is given
    a checkpoint every ``CHECKPOINT_STEPS``; with one as ``start`` the fit goes
    on from there as if it had never stopped.

    Raises
    ------
    DataError
        If the checkpoint is of another net, or a batch does not fit into memory.
    """
    steps = steps_of(recipe.fit, len(pool.labels))
    net = _compiled_net(recipe, steps, soft=targets is not None)
    wanted = pool.labels if targets is None else targets
    first, loss, curve = 0, math.nan, list[tuple[int, float]]()
    if start is not None:
        _restore(net, start)
        first, loss, curve = start.step, start.loss, list(start.curve)
    batches = itertools.islice(_batches(recipe, len(pool.labels)), first, None)
    for step, index in enumerate(batches, start=first + 1):
        glyphs = pool.glyphs[index][..., None].astype(np.float32)
        with _memory_named(recipe.fit.batch_size):
            now = float(net.train_on_batch(glyphs, wanted[index]))
        net.reset_metrics()
        loss = now if math.isnan(loss) else 0.98 * loss + 0.02 * now
        if step % max(1, steps // CURVE_POINTS) == 0:
            curve.append((step, loss))
        if step % CHECKPOINT_STEPS == 0 and step < steps:
            keep(Checkpoint(step, loss, tuple(curve), _values(net)))
        listener(Progress(step, steps, loss))
    net.optimizer.finalize_variable_values(net.trainable_variables)
    _refresh_norms(net, recipe, pool)
    return Fitted(net, tuple(curve))


@contextmanager
def _memory_named(batch_size: int) -> Iterator[None]:
    """Each of Keras's backends has an error of its own for a full memory; names tell them."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ not in OUT_OF_MEMORY:
            raise
        raise DataError(
            f"out of memory with batch_size = {batch_size}; lower it in the recipe and delete the "
            "folder that ends in .unfinished, or close other programs and go on"
        ) from error


OUT_OF_MEMORY = frozenset(
    {"MemoryError", "_ArrayMemoryError", "ResourceExhaustedError", "OutOfMemoryError"}
)

CHECKPOINT_STEPS = 250
"""Steps between checkpoints: about a quarter of a minute on two cores."""

CURVE_POINTS = 200
"""Points of the learning curve."""


def _compiled_net(recipe: Recipe, steps: int, *, soft: bool) -> Any:
    import keras

    keras.utils.set_random_seed(recipe.seed)
    net = build_net(
        recipe.net.architecture,
        len(recipe.data.outputs),
        widths=recipe.net.widths,
        blocks=recipe.net.blocks,
        dropout=recipe.net.dropout,
    )
    optimizer = _optimizer(recipe.fit, steps)
    losses = keras.losses
    kind = losses.CategoricalCrossentropy if soft else losses.SparseCategoricalCrossentropy
    net.compile(optimizer, kind(from_logits=True))
    optimizer.build(net.trainable_variables)
    return net


def _variables(net: Any) -> list[Any]:
    """All that a step changes: weights, statistics, dropout's generator, the optimiser's state."""
    state = (net.trainable_variables, net.non_trainable_variables, net.optimizer.variables)
    return [variable for group in state for variable in group]


def _values(net: Any) -> tuple[np.ndarray, ...]:
    return tuple(variable.numpy() for variable in _variables(net))


def _restore(net: Any, start: Checkpoint) -> None:
    variables = _variables(net)
    if [tuple(v.shape) for v in variables] != [v.shape for v in start.variables]:
        raise DataError(
            "the checkpoint of the unfinished training is of another net; "
            "delete the folder that ends in .unfinished to start anew"
        )
    for variable, value in zip(variables, start.variables, strict=True):
        variable.assign(value)


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
