"""A pool of strips, drawn once before the fit, in as many processes as one likes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.imaging.strips import STRIP_HEIGHT, STRIP_VIEWS
from reader.records import Image, Layout
from reader.training.augmentation.chance import glyph_generator
from reader.training.data.cheques import iter_cheques
from reader.training.data.datasets import load_set
from reader.training.glyphs.stock import Sets, load_stock
from reader.training.lines.hand import RealHand
from reader.training.lines.recipe import KINDS, LinesData
from reader.training.lines.scene import Cheque, Scene
from reader.training.lines.scene_source import SceneSource, Strip, iter_strips
from reader.training.workers import working

__all__ = ["StripPool", "draw_strip_portion", "draw_strips", "draw_validation_strips", "pool_of"]

PORTION = 500
"""Strips drawn at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class StripPool:
    """Strips, packed: they are mostly black. ``packed[starts[i]:starts[i + 1]]`` is the i-th."""

    packed: NDArray[np.uint8]
    starts: NDArray[np.int64]
    widths: NDArray[np.int64]
    texts: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.widths)

    def strip(self, index: int) -> Image:
        """uint8 of shape (2, 40, width)."""
        data = self.packed[self.starts[index] : self.starts[index + 1]]
        shape = (STRIP_VIEWS, STRIP_HEIGHT, int(self.widths[index]))
        return np.frombuffer(zlib.decompress(data.tobytes()), np.uint8).reshape(shape)


def pool_of(strips: Sequence[Strip]) -> StripPool:
    """The strips in a pool."""
    packed = [zlib.compress(s.views.tobytes(), 1) for s in strips]
    return StripPool(
        np.frombuffer(b"".join(packed), np.uint8),
        np.concatenate([[0], np.cumsum([len(p) for p in packed])]).astype(np.int64),
        np.array([s.views.shape[2] for s in strips], np.int64),
        np.array([s.text for s in strips], str),
    )


def joined(pools: Sequence[StripPool]) -> StripPool:
    """Several pools as one."""
    sizes = [p.packed.size for p in pools]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    starts = [p.starts[:-1] + o for p, o in zip(pools, offsets, strict=False)]
    return StripPool(
        np.concatenate([p.packed for p in pools]),
        np.concatenate([*starts, [offsets[-1]]]).astype(np.int64),
        np.concatenate([p.widths for p in pools]),
        np.concatenate([p.texts for p in pools]),
    )


def draw_strips(
    data: LinesData,
    folder: Path,
    *,
    seed: int,
    processes: int,
    tick: Callable[[int], None] = lambda count: None,
) -> StripPool:
    """``data.lines`` strips; the same for any number of processes. ``tick`` is told how many more.

    Raises
    ------
    DataError
        If a set of digits or the cheques are missing or damaged.
    """
    stock = load_stock(data.as_sets(), folder, training=True)
    cheques = load_known_cheques(folder) if data.cheques else ()
    starts = range(0, data.lines, PORTION)
    jobs = [((seed, n), min(PORTION, data.lines - at)) for n, at in enumerate(starts)]
    pools: list[StripPool] = []
    signs = tuple((load_set(folder, name), share) for name, share in data.signs.items())
    needed = (stock.digits, stock.signs, signs, cheques, data)
    with working(needed, processes) as run:
        for portion in run(_draw, jobs):
            pools.append(portion)
            tick(len(portion))
    return joined(pools)


def draw_validation_strips(
    data: LinesData, folder: Path, *, seed: int, lines: int
) -> dict[str, StripPool]:
    """``lines`` lines of digits kept apart, and the cheques kept apart, as they are."""
    stock = load_stock(data.as_sets(), folder, training=False)
    rng = glyph_generator((seed, 2))
    hand = RealHand(tuple(pair for pair in stock.digits if pair[0].ink), rng)
    source = SceneSource(hand, hand, (), data, rng)
    found: list[Strip] = []
    while len(found) < lines:
        found += [s for s in source.strips("real") if s.text]
    pools = {"lines of digits left out": pool_of(found[:lines])}
    if data.cheques:
        scenes = (
            Scene(c.image, ((c.text, c.boxes),)) for c in load_known_cheques(folder, held=True)
        )
        strips = [s for scene in scenes for s in iter_strips(scene, rng, Layout.LINE) if s.text]
        pools["cheque amounts left out"] = pool_of(strips)
    return pools


def load_known_cheques(folder: Path, *, held: bool = False) -> tuple[Cheque, ...]:
    """The real amounts that are not kept apart for calibration, or (``held``) those that are."""
    found = []
    for _, image, truth in iter_cheques(folder, held=held):
        text = "".join(label for label, _ in truth)
        if text:
            found.append(Cheque(image, text, tuple(box for _, box in truth)))
    return tuple(found)


def draw_strip_portion(source: SceneSource, data: LinesData, *, seed: int, size: int) -> StripPool:
    """``size`` strips in the recipe's shares."""
    rng = np.random.default_rng((seed, 11))
    shares = np.array([getattr(data, kind) for kind in KINDS], float)
    shares /= shares.sum()
    wanted = np.bincount(rng.choice(len(KINDS), size, p=shares), minlength=len(KINDS))
    strips: list[Strip] = []
    for kind, count in zip(KINDS, wanted.tolist(), strict=True):
        part: list[Strip] = []
        while len(part) < count:
            part += source.strips(kind)
        strips += part[:count]
    return pool_of(strips)


Needed = tuple[Sets, Sets, Sets, tuple[Cheque, ...], LinesData]
Job = tuple[tuple[int, int], int]


def _draw(needed: Needed, job: Job) -> StripPool:
    sets, letters, signs, cheques, data = needed
    (seed, number), size = job
    rng = glyph_generator((seed, number))
    hand, words = RealHand(sets, rng, signs), RealHand(letters, rng)
    source = SceneSource(hand, words, cheques, data, rng)
    return draw_strip_portion(source, data, seed=seed * 1_000_003 + number, size=size)
