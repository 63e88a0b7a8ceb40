"""The second reader: a net that reads a line's strip without parting it (:func:`train_lines`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.recognition.manifest import Manifest
from reader.training.lines.recipe import LinesRecipe

if TYPE_CHECKING:
    from reader.training.lines.pool import StripPool

__all__ = ["train_lines"]

VALIDATION_LINES = 2000
"""Lines of digits left out, drawn to say how many it reads wrong."""

AT_ONCE = 64
"""Strips of the validation in one call."""


def train_lines(
    recipe: LinesRecipe,
    folder: Path,
    *,
    data: Path,
    processes: int = 2,
    tick: Callable[[str, int, int, str], None] = lambda stage, done, total, note: None,
) -> Manifest:
    """Train the recipe's net and write its model folder; goes on where it was interrupted.

    Arguments and errors as :func:`reader.training.train_model`'s, which checks them.
    """
    from reader.training.fitting.unfinished import open_unfinished
    from reader.training.lines.export import write_lines_folder
    from reader.training.lines.fit import fit_lines
    from reader.training.lines.pool import StripPool, draw_validation_strips

    unfinished = open_unfinished(folder, recipe, data)
    arrays = unfinished.pool()
    if arrays is None:
        arrays = _drawn(recipe, data, processes=processes, tick=tick)
        unfinished.keep_pool(**arrays)
    fitted = fit_lines(
        recipe,
        StripPool(**arrays),
        listener=lambda p: tick("fit", p.step, p.steps, f"loss {p.loss:.4f}"),
        start=unfinished.checkpoint(),
        keep=unfinished.keep_checkpoint,
    )
    pools = draw_validation_strips(recipe.data, data, seed=recipe.seed, lines=VALIDATION_LINES)
    manifest = write_lines_folder(
        folder, fitted.net, recipe=recipe, metrics=_metrics(fitted.net, pools)
    )
    unfinished.remove()
    return manifest


def _drawn(
    recipe: LinesRecipe,
    data: Path,
    *,
    processes: int,
    tick: Callable[[str, int, int, str], None],
) -> dict[str, Any]:
    from reader.training.lines.pool import draw_strips

    counted = 0

    def drawn(count: int) -> None:
        nonlocal counted
        counted += count
        tick("lines", counted, recipe.data.lines, "")

    pool = draw_strips(recipe.data, data, seed=recipe.seed, processes=processes, tick=drawn)
    return {name: getattr(pool, name) for name in ("packed", "starts", "widths", "texts")}


def _metrics(net: Any, pools: Mapping[str, StripPool]) -> dict[str, dict[str, float]]:
    """Share of whole lines that the best symbol a column gets wrong."""
    return {
        name: {"n": len(pool), "error_percent": round(100 * _errors(net, pool) / len(pool), 3)}
        for name, pool in pools.items()
        if len(pool)
    }


def _errors(net: Any, pool: StripPool) -> int:
    from reader.training.lines.fit import greedy_texts, padded

    wrong = 0
    for start in range(0, len(pool), AT_ONCE):
        index = range(start, min(start + AT_ONCE, len(pool)))
        said = greedy_texts(net.predict_on_batch(padded([pool.strip(i) for i in index])))
        wrong += sum(text != pool.texts[i] for text, i in zip(said, index, strict=True))
    return wrong
