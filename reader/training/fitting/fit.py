"""The fit of a classifier: passes over a pool of glyphs in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.records import Image
from reader.training.fitting.architectures import build_net
from reader.training.fitting.loop import Progress, fit_loop, new_optimizer
from reader.training.fitting.unfinished import Checkpoint
from reader.training.glyphs.pool import Pool
from reader.training.recipe import FitRecipe, Recipe

__all__ = ["Fitted", "fit_net", "measure_errors", "steps_of"]


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

    ``targets`` (n, classes), if given, are learnt instead of the pool's labels; ``start`` and
    ``keep`` as :func:`reader.training.fitting.loop.fit_loop` has them.

    Raises
    ------
    DataError
        If the checkpoint is of another net, or a batch does not fit into memory.
    """
    steps = steps_of(recipe.fit, len(pool.labels))
    net = _compiled_net(recipe, steps, soft=targets is not None)
    wanted = pool.labels if targets is None else targets

    def show(index: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
        return pool.glyphs[index][..., None].astype(np.float32), wanted[index]

    curve = fit_loop(
        net,
        lambda: _batches(recipe, len(pool.labels)),
        show,
        steps=steps,
        batch_size=recipe.fit.batch_size,
        listener=listener,
        start=start,
        keep=keep,
    )
    return Fitted(net, curve)


def measure_errors(
    log_probs: Callable[[Image], np.ndarray], pools: Mapping[str, Pool]
) -> dict[str, tuple[int, int]]:
    """(errors, n) a set; *not one digit* counts as an error where a digit is the truth."""
    found = {}
    for name, pool in pools.items():
        said = log_probs(pool.glyphs).argmax(axis=1)
        found[name] = int((said != pool.labels).sum()), len(pool.labels)
    return found


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
    optimizer = new_optimizer(recipe.fit, steps)
    losses = keras.losses
    kind = losses.CategoricalCrossentropy if soft else losses.SparseCategoricalCrossentropy
    net.compile(optimizer, kind(from_logits=True))
    optimizer.build(net.trainable_variables)
    return net


def _batches(recipe: Recipe, count: int) -> Iterator[NDArray[np.intp]]:
    rng = np.random.default_rng((recipe.seed, 7))
    size = min(recipe.fit.batch_size, count)
    for _ in range(recipe.fit.passes):
        order = rng.permutation(count)
        for start in range(0, count - size + 1, size):
            yield np.sort(order[start : start + size])
