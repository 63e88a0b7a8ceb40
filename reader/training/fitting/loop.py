"""The loop of every fit: a fixed number of steps under a cosine, with averaged weights.

Nothing is chosen by looking at validation or test data: the last weights are the net.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.training.fitting.unfinished import Checkpoint, Curve
from reader.training.recipe import FitRecipe

__all__ = ["Progress", "fit_loop", "new_optimizer"]

WARM_UP = 0.05
"""Part of the steps in which the learning rate rises from zero."""

Show = Callable[[NDArray[np.intp]], tuple[NDArray, NDArray]]
"""What the net is shown of a batch's indices: inputs and targets."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a fit stands: ``step`` of ``steps`` done, mean ``loss`` of the last steps."""

    step: int
    steps: int
    loss: float


def fit_loop(
    net: Any,
    batches: Callable[[], Iterable[NDArray[np.intp]]],
    show: Show,
    *,
    steps: int,
    batch_size: int,
    listener: Callable[[Progress], None] = lambda _: None,
    start: Checkpoint | None = None,
    keep: Callable[[Checkpoint], None] = lambda _: None,
) -> Curve:
    """Fit a compiled net in place; its weights end as their running average (EMA).

    ``batches`` gives the indices of all steps, the same in every call. ``keep`` is given a
    checkpoint every ``CHECKPOINT_STEPS``; with one as ``start`` the fit goes on from there as if it
    had never stopped. Gives how the loss fell.

    Raises
    ------
    DataError
        If the checkpoint is of another net, or a batch does not fit into memory.
    """
    first, loss, curve = 0, math.nan, list[tuple[int, float]]()
    if start is not None:
        _restore(net, start)
        first, loss, curve = start.step, start.loss, list(start.curve)
    rest = itertools.islice(batches(), first, None)
    for step, (shown, wanted) in enumerate(_shown_ahead(rest, show), start=first + 1):
        with _memory_named(batch_size):
            now = float(net.train_on_batch(shown, wanted))
        net.reset_metrics()
        loss = now if math.isnan(loss) else 0.98 * loss + 0.02 * now
        if step % max(1, steps // CURVE_POINTS) == 0:
            curve.append((step, loss))
        if step % CHECKPOINT_STEPS == 0 and step < steps:
            keep(Checkpoint(step, loss, tuple(curve), _values(net)))
        listener(Progress(step, steps, loss))
    net.optimizer.finalize_variable_values(net.trainable_variables)
    for index in itertools.islice(batches(), REFRESHING_BATCHES):
        net(show(index)[0], training=True)
    return tuple(curve)


def _shown_ahead(
    batches: Iterable[NDArray[np.intp]], show: Show
) -> Iterator[tuple[NDArray, NDArray]]:
    """What the net is shown, each batch made ready while the one before is learnt."""
    with ThreadPoolExecutor(1) as thread:
        waiting: Future[tuple[NDArray, NDArray]] | None = None
        for index in batches:
            following = thread.submit(show, index)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()


CHECKPOINT_STEPS = 250
"""Steps between checkpoints: about a quarter of a minute on two cores."""

CURVE_POINTS = 200
"""Points of the learning curve."""

REFRESHING_BATCHES = 200
"""Batches that refresh the statistics of the averaged weights (those kept so far belong to the
last ones): their momentum of 0.98 forgets the old ones to 2 %."""


def new_optimizer(recipe: FitRecipe, steps: int) -> Any:
    """AdamW under a cosine with a warm-up, keeping a running average of the weights."""
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
