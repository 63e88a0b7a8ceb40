"""A pool of training glyphs: augmented digits and rubbish through the production normaliser.

Drawn before the fit, in portions that depend on nothing but the seed and the portion's number:
the same recipe gives the same glyphs for any number of processes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.imaging.normalize import GLYPH_SIDE, normalize_glyph
from reader.records import Image
from reader.training.augmentation.chance import Apart, glyph_generator
from reader.training.data.ink_sets import InkSet
from reader.training.glyphs.mining import Mined, joined, mine_cheques, mine_drawn_lines
from reader.training.glyphs.stock import GlyphSource, Sets, Stock, check_classes, load_stock
from reader.training.recipe import DataRecipe
from reader.training.workers import working

__all__ = ["Pool", "draw_pool", "draw_validation"]

PORTION = 5_000
"""Glyphs drawn at a time: a second's work, so the bar moves."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """``glyphs`` uint8 (n, 28, 28), ``labels`` int64 (n,): indices into the recipe's outputs."""

    glyphs: Image
    labels: NDArray[np.int64]


def draw_pool(
    recipe: DataRecipe,
    folder: Path,
    *,
    seed: int,
    processes: int = 2,
    tick: Callable[[int], None] = lambda _: None,
) -> Pool:
    """``recipe.glyphs`` training glyphs; ``tick`` is told after each portion how many it held.

    Raises
    ------
    DataError
        If a set is missing or damaged, a class has no picture in any set, or so many glyphs do
        not fit into memory.
    """
    glyphs, labels = _room(recipe.glyphs)
    stock = load_stock(recipe, folder, training=True)
    check_classes(stock)
    if recipe.mined:
        stock = _with_mined(stock, recipe, folder, processes)
    starts = range(0, recipe.glyphs, PORTION)
    sizes = [min(PORTION, recipe.glyphs - start) for start in starts]
    jobs = [((seed, number), size) for number, size in enumerate(sizes)]
    with working((stock, recipe), processes) as run:
        for start, portion in zip(starts, run(_draw, jobs), strict=True):
            stop = start + len(portion.labels)
            glyphs[start:stop], labels[start:stop] = portion.glyphs, portion.labels
            tick(stop - start)
    return Pool(glyphs, labels)


def _room(count: int) -> tuple[Image, NDArray[np.int64]]:
    try:
        glyphs = np.zeros((count, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
        return glyphs, np.zeros(count, np.int64)
    except MemoryError as error:
        gigabytes = count * GLYPH_SIDE * GLYPH_SIDE / 1e9
        raise DataError(
            f"glyphs = {count:,} need {gigabytes:,.1f} GB of memory, more than there is; "
            "lower glyphs in the recipe"
        ) from error


def draw_validation(recipe: DataRecipe, folder: Path) -> Mapping[str, Pool]:
    """What of every set is kept apart, not augmented; empty where ``recipe.validation`` is 0."""
    stock = load_stock(recipe, folder, training=False)
    return {one.name: _plain_pool(one, stock.classes) for one, _ in stock.digits if one.ink}


def draw_kept(recipe: DataRecipe, folder: Path, *, seed: int) -> Pool:
    """``recipe.glyphs`` glyphs drawn as for training, but of what is kept for validation."""
    stock = load_stock(recipe, folder, training=False)
    return draw_portion(stock, recipe, seed=(seed, 0), size=recipe.glyphs)


def _with_mined(stock: Stock, recipe: DataRecipe, folder: Path, processes: int) -> Stock:
    """The stock with what the segmenter proposes on drawn lines, and on the cheques."""
    jobs = [((number, MINING), LINES) for number in range(-(-recipe.lines // LINES))]
    with working((stock, recipe), processes) as run:
        found = [(joined(list(run(_mine, jobs))), DRAWN_LINES)]
    if "cheque_amounts" in recipe.sets:
        files = {f for one, _ in stock.digits if one.name == "cheque_amounts" for f in one.sources}
        found.append((mine_cheques(folder, files=files), 1 - DRAWN_LINES))
    return dataclasses.replace(
        stock, mined=(_as_sets(found, rubbish=False), _as_sets(found, rubbish=True))
    )


Job = tuple[tuple[int, int], int]
"""(seed, size) of a portion."""

LINES = 200
"""Lines mined at a time."""

STRETCH = 1 << 100
"""Random numbers that each glyph has for itself."""

DRAWN_LINES = 0.6
"""Share of drawn lines in what is mined; the rest are real strings."""

MINING = 1_000_003
"""Keeps the seeds of mined lines apart from those of drawn glyphs."""


Needed = tuple[Stock, DataRecipe]
"""What every portion is drawn from."""


def _mine(needed: Needed, job: Job) -> Mined:
    stock, recipe = needed
    rng = glyph_generator(job[0])
    source = GlyphSource(stock, rng, recipe.augmentation)
    return mine_drawn_lines(source.drawer, rng, lines=job[1])


def _draw(needed: Needed, job: Job) -> Pool:
    stock, recipe = needed
    return draw_portion(stock, recipe, seed=job[0], size=job[1])


def _as_sets(found: Sequence[tuple[Mined, float]], *, rubbish: bool) -> Sets:
    """The digits or the rubbish of what was mined, with the shares of where it was mined."""
    sets: list[tuple[InkSet, float]] = []
    for one, share in found:
        pairs = zip(one.glyphs, one.labels, strict=True)
        chosen = [(glyph, label) for glyph, label in pairs if bool(label) != rubbish]
        if chosen:
            glyphs, labels = zip(*chosen, strict=True)
            sets.append((InkSet("mined", glyphs, labels), share))
    return tuple(sets)


def draw_portion(stock: Stock, recipe: DataRecipe, *, seed: tuple[int, int], size: int) -> Pool:
    """``size`` glyphs from a generator seeded by ``seed`` alone.

    Each draws from a stretch of its own: with a group of changes switched off, the others of a
    glyph and the next glyphs stay as they were.
    """
    rng = glyph_generator(seed)
    source = GlyphSource(stock, rng, recipe.augmentation)
    glyphs = np.zeros((size, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    labels = np.zeros(size, np.int64)
    outputs = recipe.outputs
    with Apart(rng) as stretch:
        for at in range(size):
            stretch.start(at * STRETCH)
            ink, label = source.any_glyph(recipe)
            glyphs[at], labels[at] = normalize_glyph(ink), outputs.index(label)
    return Pool(glyphs, labels)


def _plain_pool(one: InkSet, classes: Sequence[str]) -> Pool:
    glyphs = np.stack([normalize_glyph(ink) for ink in one.ink])
    return Pool(glyphs, np.array([classes.index(label) for label in one.labels], np.int64))
