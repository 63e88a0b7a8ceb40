"""What stands around a digit and stays in its crop: rulings, box borders, slivers, specks."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from reader.records import Image

__all__ = ["add_borders", "add_ruling", "add_sliver", "add_specks", "draw_remnant", "ink_box"]


def ink_box(ink: Image) -> tuple[int, int, int, int]:
    """(top, bottom, left, right), half-open, of the ink; the whole picture where it is blank."""
    strong = ink > 40
    rows, cols = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not len(rows):
        return 0, ink.shape[0], 0, ink.shape[1]
    return int(rows[0]), int(rows[-1]) + 1, int(cols[0]), int(cols[-1]) + 1


def add_ruling(ink: Image, rng: np.random.Generator) -> Image:
    """A remnant of a ruling above, below or through the digit: a line with holes, often faint."""
    top, bottom, left, right = ink_box(ink)
    row = float(rng.choice([top - rng.uniform(-3, 4), bottom + rng.uniform(-3, 4)]))
    if rng.random() < 0.25:
        row = rng.uniform(top, bottom)
    start = left - rng.uniform(0, 10)
    stop = right + rng.uniform(0, 10)
    if rng.random() < 0.6:
        start, stop = sorted(rng.uniform(start, stop, 2))
    return draw_remnant(ink, (start, row), (stop, row + rng.normal(0, 1.0)), rng)


def add_borders(ink: Image, rng: np.random.Generator) -> Image:
    """Remnants of a printed box on one to four sides, whole or in part."""
    top, bottom, left, right = ink_box(ink)
    gap = rng.uniform(-1, 6, 4)
    corners = {
        "top": ((left - gap[2], top - gap[0]), (right + gap[3], top - gap[0])),
        "bottom": ((left - gap[2], bottom + gap[1]), (right + gap[3], bottom + gap[1])),
        "left": ((left - gap[2], top - gap[0]), (left - gap[2], bottom + gap[1])),
        "right": ((right + gap[3], top - gap[0]), (right + gap[3], bottom + gap[1])),
    }
    sides = rng.permutation(list(corners))[: int(rng.choice([1, 1, 1, 2, 2, 3, 4]))]
    for side in sides:
        start, stop = (np.array(p, float) for p in corners[str(side)])
        if rng.random() < 0.5:
            first, last = sorted(rng.uniform(0, 1, 2))
            start, stop = start + (stop - start) * first, start + (stop - start) * last
        ink = draw_remnant(ink, tuple(start), tuple(stop), rng)
    return ink


def add_sliver(ink: Image, neighbour: Image, rng: np.random.Generator) -> Image:
    """A thin slice of another digit beside this one, as a cut beside the true place leaves it.

    ``neighbour`` is a canvas like ``ink``; at most a fifth of its width is kept.
    """
    _, _, left, right = ink_box(ink)
    _, _, near, far = ink_box(neighbour)
    width = max(2, round((far - near) * rng.uniform(0.06, 0.2)))
    side = ink.shape[1]
    result = ink.copy()
    gap = int(rng.integers(-1, 4))
    if rng.random() < 0.5:
        piece, start = neighbour[:, near : near + width], right + gap
    else:
        piece, start = neighbour[:, far - width : far], left - gap - width
    start = int(np.clip(start, 0, side - width))
    shift = int(rng.integers(-6, 7))
    piece = np.roll(piece, shift, axis=0)
    result[:, start : start + width] = np.maximum(result[:, start : start + width], piece)
    return result


def add_specks(ink: Image, rng: np.random.Generator) -> Image:
    """One to four small dots somewhere around the digit."""
    top, bottom, left, right = ink_box(ink)
    result = ink.copy()
    for _ in range(int(rng.integers(1, 5))):
        at = (
            int(rng.integers(max(0, left - 4), right + 4)),
            int(rng.integers(max(0, top - 4), bottom + 4)),
        )
        cv2.circle(result, at, int(rng.integers(0, 2)), int(rng.integers(90, 256)), -1)
    return result


def draw_remnant(
    ink: Image, start: Sequence[float], stop: Sequence[float], rng: np.random.Generator
) -> Image:
    """A printed line from ``start`` to ``stop`` (col, row); a removed one leaves broken rests."""
    line = np.zeros_like(ink)
    ends = [(round(float(p[0]) * 16), round(float(p[1]) * 16)) for p in (start, stop)]
    level = int(rng.integers(90, 256))
    cv2.line(line, ends[0], ends[1], level, int(rng.integers(1, 4)), cv2.LINE_AA, 4)
    if rng.random() < 0.5:
        holes = rng.random((1 + ink.shape[0] // 6, 1 + ink.shape[1] // 6)) < rng.uniform(0.2, 0.6)
        wide = cv2.resize(holes.astype(np.uint8), ink.shape[::-1], interpolation=cv2.INTER_NEAREST)
        line[wide > 0] = 0
    return np.maximum(ink, line)
