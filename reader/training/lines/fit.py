"""The fit of the second reader: passes over the pool, strips of like width together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.imaging.strips import STRIP_HEIGHT, STRIP_VIEWS
from reader.records import Image
from reader.training.fitting.fit import Fitted
from reader.training.fitting.loop import Progress, fit_loop, new_optimizer
from reader.training.fitting.unfinished import Checkpoint
from reader.training.lines.changes import changed_strip
from reader.training.lines.ctc import ctc_loss
from reader.training.lines.net import COLUMN, OUTPUTS, build_lines_net
from reader.training.lines.pool import StripPool
from reader.training.lines.recipe import LinesRecipe
from reader.training.lines.start import start_from

__all__ = ["fit_lines", "greedy_texts", "padded"]

WIDTH_STEP = 32
"""Widths of batches are multiples of this many pixels: a net is compiled for each."""

ALIKE = 32
"""So many batches are drawn at random, then sorted by width and cut."""

ROOM = 1.5
"""Columns that a symbol needs at least: what is squeezed further cannot be read, nor trained."""

NO_SYMBOL = -1
"""Fills up the targets of short texts."""


def fit_lines(
    recipe: LinesRecipe,
    pool: StripPool,
    *,
    listener: Callable[[Progress], None] = lambda _: None,
    start: Checkpoint | None = None,
    keep: Callable[[Checkpoint], None] = lambda _: None,
) -> Fitted:
    """A trained net with the averaged weights in place, and how its loss fell.

    Arguments and errors as :func:`reader.training.fitting.loop.fit_loop`'s.
    """
    usable = _usable(pool)
    steps = recipe.fit.passes * max(1, len(usable) // recipe.fit.batch_size)
    net = _compiled_net(recipe, steps)
    begun = _kept_weights(recipe, net)

    def show(index: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
        rng = np.random.default_rng((recipe.seed, *index[1:4].tolist(), int(index[0])))
        strips = [changed_strip(rng, pool.strip(int(i))) for i in index[1:]]
        return padded(strips), targets([str(pool.texts[i]) for i in index[1:]])

    curve = fit_loop(
        net,
        lambda: _batches(recipe, usable, pool.widths),
        show,
        steps=steps,
        batch_size=recipe.fit.batch_size,
        listener=listener,
        start=start,
        keep=keep,
    )
    weights, share = net.get_weights(), recipe.keep
    if share:
        weights = [share * a + (1 - share) * b for a, b in zip(begun, weights, strict=True)]
    exact = build_lines_net(recipe.net)
    exact.set_weights(weights)
    return Fitted(exact, curve)


def padded(strips: list[Image]) -> NDArray[np.float32]:
    """Strips (2, 40, width) as the net takes them: float32 (n, 40, widest, 2), zeros behind."""
    widest = max(s.shape[2] for s in strips)
    wide = -(-widest // WIDTH_STEP) * WIDTH_STEP
    batch = np.zeros((len(strips), STRIP_HEIGHT, wide, STRIP_VIEWS), np.float32)
    for place, strip in zip(batch, strips, strict=True):
        place[:, : strip.shape[2]] = strip.transpose(1, 2, 0)
    return batch


def targets(texts: list[str]) -> NDArray[np.int32]:
    """Digits as numbers, a row a text, filled up with ``NO_SYMBOL``."""
    longest = -(-max(1, *(len(t) for t in texts)) // 4) * 4
    rows = np.full((len(texts), longest), NO_SYMBOL, np.int32)
    for row, text in zip(rows, texts, strict=True):
        row[: len(text)] = [int(c) for c in text]
    return rows


def greedy_texts(logits: NDArray[np.float32]) -> list[str]:
    """The texts of the best symbol a column, repeats and *nothing here* taken out."""
    found = []
    for columns in logits.argmax(axis=-1):
        changed = np.flatnonzero(np.diff(columns, prepend=-1))
        found.append("".join(str(c) for c in columns[changed] if c != OUTPUTS - 1))
    return found


def _usable(pool: StripPool) -> NDArray[np.intp]:
    """Strips wide enough for their texts, a repeated digit needing a column between."""
    needs = [len(t) + sum(a == b for a, b in zip(t, t[1:], strict=False)) for t in pool.texts]
    return np.flatnonzero(pool.widths / COLUMN >= ROOM * np.array(needs) + 1)


def _batches(
    recipe: LinesRecipe, usable: NDArray[np.intp], widths: NDArray[np.int64]
) -> Iterator[NDArray[np.intp]]:
    """Number of the pass, then the indices of a batch."""
    rng = np.random.default_rng((recipe.seed, 7))
    size = min(recipe.fit.batch_size, len(usable))
    for number in range(recipe.fit.passes):
        order = rng.permutation(usable)
        batches = []
        for start in range(0, len(order), size * ALIKE):
            part = order[start : start + size * ALIKE]
            part = part[np.argsort(widths[part], kind="stable")]
            batches += [part[i : i + size] for i in range(0, len(part) - size + 1, size)]
        for place in rng.permutation(len(batches))[: max(1, len(usable) // size)]:
            yield np.concatenate([[number], batches[place]])


def _compiled_net(recipe: LinesRecipe, steps: int) -> Any:
    import keras

    keras.utils.set_random_seed(recipe.seed)
    with _computing(recipe.precision):
        net = build_lines_net(recipe.net)
    if recipe.start:
        start_from(net, recipe.start)
    optimizer = new_optimizer(recipe.fit, steps)
    net.compile(optimizer, ctc_loss)
    optimizer.build(net.trainable_variables)
    return net


def _kept_weights(recipe: LinesRecipe, net: Any) -> list[NDArray]:
    """What the result keeps a part of: where the fit begins, or the recipe's ``kept``."""
    if recipe.kept:
        net = build_lines_net(recipe.net)
        start_from(net, recipe.kept)
    weights: list[NDArray] = net.get_weights()
    return weights


@contextmanager
def _computing(precision: str) -> Iterator[None]:
    """Layers made here compute as ``precision`` says; their weights are float32 all the same."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
