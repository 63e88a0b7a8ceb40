"""Crops that are too tight or too loose: digits cut off, frames and neighbours' strokes let in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reader.records import Image
from reader.training.augmentation.surroundings import draw_remnant, ink_box

__all__ = ["add_frame", "cut_edges", "let_neighbours_in"]

SIDES = 4
"""Turns by 90 degrees: whatever happens at the left may happen at each side."""


def cut_edges(ink: Image, rng: np.random.Generator) -> Image:
    """Up to a ninth of the digit cut off at one edge, less at each of several."""
    top, bottom, left, right = ink_box(ink)
    result = np.zeros_like(ink)
    count = int(rng.choice([1, 1, 1, 1, 1, 2, 2, 3, 4]))
    cut = np.zeros(SIDES)
    cut[rng.permutation(SIDES)[:count]] = rng.uniform(0.03, 0.11 / np.sqrt(count), count)
    rows, cols = bottom - top, right - left
    above, below = (round(part * rows) for part in cut[:2])
    before, behind = (round(part * cols) for part in cut[2:])
    window = np.s_[top + above : bottom - below, left + before : right - behind]
    result[window] = ink[window]
    return result


def add_frame(ink: Image, rng: np.random.Generator) -> Image:
    """A crop that holds some of its box: lines at its edges, apart from the digit."""
    top, bottom, left, right = ink_box(ink)
    edge = np.array([top, left, bottom, right]) + rng.uniform(4, 13, 4) * (-1, -1, 1, 1)
    corners = [(edge[1], edge[0]), (edge[3], edge[0]), (edge[3], edge[2]), (edge[1], edge[2])]
    for side in rng.permutation(SIDES)[: int(rng.choice([1, 1, 1, 2, 2, 2, 3, 4]))]:
        start, stop = np.array(corners[side]), np.array(corners[(side + 1) % SIDES])
        part = rng.uniform(0, 0.35, 2)
        tilt = rng.normal(0, 1.0, 2)
        ink = draw_remnant(
            ink, start + (stop - start) * part[0], stop - (stop - start) * part[1] + tilt, rng
        )
    return ink


def let_neighbours_in(
    ink: Image, neighbour: Callable[[], Image], rng: np.random.Generator
) -> Image:
    """Strokes of neighbours that come in from the crop's edge and stop before the digit.

    ``neighbour`` gives another digit on a canvas of the same shape; its outermost part, up to half
    of its width, stands at one to three sides. None has more than a quarter of the digit's ink:
    the digit dominates.
    """
    count = int(rng.choice([1, 1, 1, 1, 2, 2, 2, 3]))
    allowed = DOMINATED * int(ink.sum())
    for side in rng.choice(SIDES, count, replace=False, p=SIDE_CHANCES):
        turned = np.rot90(ink, int(side))
        other = np.rot90(neighbour(), int(side))
        ink = np.rot90(_entered(turned, other, allowed, rng), -int(side))
    return np.ascontiguousarray(ink)


SIDE_CHANCES = (0.35, 0.15, 0.35, 0.15)
"""Neighbours stand left (0) and right (2) more often than above (1) and below (3)."""

DOMINATED = 0.25
"""Part of the digit's ink that a neighbour's strokes at one side may have."""

THINNEST = 2
"""Pixels of a neighbour below which there is nothing to see."""


def _entered(ink: Image, other: Image, allowed: float, rng: np.random.Generator) -> Image:
    """The rightmost part of ``other`` at the left of ``ink``, with a gap."""
    top, bottom, left, _ = ink_box(ink)
    _, _, near, far = ink_box(other)
    gap = int(rng.integers(2, 8))
    depth = min(round((far - near) * rng.uniform(0.1, 0.5)), left - gap)
    margin, shift = int(rng.integers(0, 8)), round(rng.normal(0, 7))
    first, last = max(0, top - margin), min(ink.shape[0], bottom + margin)
    piece = np.roll(other, shift, axis=0)[first:last, near:far]
    inked = np.cumsum(piece[:, ::-1].sum(axis=0, dtype=np.int64))
    depth = min(depth, int(np.searchsorted(inked, allowed)))
    if depth < THINNEST:
        return ink
    start = left - gap - depth
    result = ink.copy()
    place = result[first:last, start : start + depth]
    np.maximum(place, piece[:, -depth:], out=place)
    return result
