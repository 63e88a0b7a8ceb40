"""Upright ink that is no digit: what is left of margins, folds, bands of shadow, broken rulings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.imaging.scale import estimate_stroke_width
from reader.records import Box, Component

__all__ = ["leave_out_bands", "leave_out_dashes", "leave_out_dividers"]

BAND = 0.7
"""A band runs through this part of the picture's height at least."""

BESIDE_BAND = 0.45
"""Where digits beside it are at most this part of the picture's height."""

DIGIT = 0.06
"""What tells how high the digits are is at least this part of the picture's height."""

DIGIT_STROKES = 4.0
"""And this many of its own stroke widths: higher than a comma."""

SLENDER_BAND = 5.0
"""A band is this many times as high as wide, or cut off by the picture on three sides."""

SLENDER = 3.0
"""A piece of a broken line is this many times as high as wide, unless it is a dot of one."""

DOT, DOT_PIXELS = 3.0, 4
"""Dots of a line are at most this many stroke widths in size, or pixels: where its hairlines are
most of a form's ink, they are taken for the strokes."""

ALIGNED = 1.5
"""Pieces of one line stand within this many stroke widths of its middle."""

ALIGNED_PIXELS = 2.0
"""Pixels of the same, however thin the pen."""

FEWEST_PIECES = 2
"""A line in fewer pieces is a stroke."""

PIECES = 3
"""A line in fewer pieces outside cells is one only if it is very long."""

LONG = 2.2
"""Digit heights over which pieces run that stand above each other: strings do not."""

AT_WALL, AT_WALL_PIXELS = 1.5, 4.0
"""Stroke widths, and pixels at least, between a line's end and the wall that it ends on."""

VERY_LONG = 4.0
"""Digit heights of a very long line."""

THROUGH = 0.75
"""A divider runs through this part of its cell's height."""

AT_DIVIDER = 0.07
"""Cell widths between a piece and the place of a divider: digits stand in the middle of cells."""

SAME_WIDTH = 1.4
"""Cells of one digit differ in width by no more than this factor."""

UNEVEN_CELLS = 0.2
"""Cell widths by which a cell may differ from several."""

COVERED = 0.35
"""Part of that run that the pieces cover."""


def leave_out_bands(components: Sequence[Component], shape: tuple[int, int]) -> list[Component]:
    """Without ink that runs through the picture from top to bottom beside much lower ink."""
    bands = [c for c in components if c.box.height >= BAND * shape[0]]
    rest = [c for c in components if c.box.height < BAND * shape[0]]
    inner = [c for c in rest if not _touches(c.box, shape)]
    if not bands or not inner or not all(_is_band(c.box, shape) for c in bands):
        return list(components)
    tallest = max(inner, key=lambda c: c.box.height)
    least = max(DIGIT * shape[0], DIGIT_STROKES * estimate_stroke_width(tallest.mask))
    digits = least <= tallest.box.height <= BESIDE_BAND * shape[0]
    return rest if digits else list(components)


def _is_band(box: Box, shape: tuple[int, int]) -> bool:
    """Slender, or cut off on three sides."""
    beside = box.left <= 0 or box.right >= shape[1]
    return box.height >= SLENDER_BAND * box.width or (beside and box.height >= shape[0])


def _touches(box: Box, shape: tuple[int, int]) -> bool:
    return box.top <= 0 or box.left <= 0 or box.bottom >= shape[0] or box.right >= shape[1]


def leave_out_dashes(
    components: Sequence[Component],
    walls: Sequence[float],
    *,
    digit_height: float,
    stroke_width: float,
) -> list[Component]:
    """Without thin pieces that stand above each other over more than a string's height.

    Fewer pieces will do from wall to wall; ``walls`` are rows of level rulings and of the
    picture's edges.
    """
    lines = _Lines(components, stroke_width)
    broken = (lines.span >= LONG * digit_height) & (lines.pieces >= PIECES)
    broken |= (lines.span >= VERY_LONG * digit_height) & (lines.pieces >= FEWEST_PIECES)
    near = max(AT_WALL_PIXELS, AT_WALL * stroke_width)
    across = (lines.span >= LONG * digit_height) & (lines.pieces >= FEWEST_PIECES)
    for ends in (lines.first, lines.last):
        across &= (np.abs(ends[:, None] - np.array(walls, float)[None, :]) <= near).any(axis=1)
    return lines.without(broken | across)


def leave_out_dividers(
    components: Sequence[Component], cells: Sequence[Box], *, stroke_width: float
) -> list[Component]:
    """Without what is left of dividers: thin pieces above each other most of the way through the
    ``cells`` (from left to right), or where a cell as wide as several must have been divided."""
    lines = _Lines(components, stroke_width)
    height = float(np.median([cell.height for cell in cells]))
    broken = (lines.span >= THROUGH * height) & (lines.pieces >= FEWEST_PIECES)
    expected, pitch = _dividers(cells)
    if expected.size:
        apart = np.abs(lines.cols[:, None] - expected[None, :]).min(axis=1)
        broken |= apart <= AT_DIVIDER * pitch
    return lines.without(broken)


def _dividers(cells: Sequence[Box]) -> tuple[NDArray[np.float64], float]:
    """Columns where cells as wide as several others must have been divided; a cell's width."""
    pitch = float(min(cell.width for cell in cells))
    widths = [cell.width for cell in cells if cell.width <= SAME_WIDTH * pitch]
    pitch = float(np.median(widths))
    found = []
    for cell in cells:
        several = round(cell.width / pitch)
        if cell.left <= 0:
            found += [cell.right - n * pitch for n in range(1, several + 1)]
        elif several > 1 and abs(cell.width / pitch - several) <= UNEVEN_CELLS:
            found += [cell.right - n * cell.width / several for n in range(1, several)]
    return np.array(found), pitch


class _Lines:
    """Thin upright components, each with those that stand above or below it."""

    def __init__(self, components: Sequence[Component], stroke_width: float) -> None:
        self.components = components
        boxes = [c.box for c in components]
        self.thin = [i for i, b in enumerate(boxes) if _is_piece(b, stroke_width)]
        self.cols = np.array([boxes[i].middle_col for i in self.thin])
        tops = np.array([boxes[i].top for i in self.thin], float)
        heights = np.array([boxes[i].height for i in self.thin], float)
        reach = max(ALIGNED_PIXELS, ALIGNED * stroke_width)
        self.near = np.abs(self.cols[:, None] - self.cols[None, :]) <= reach
        self.pieces = self.near.sum(axis=1)
        first = np.where(self.near, tops[None, :], np.inf).min(axis=1, initial=np.inf)
        last = np.where(self.near, (tops + heights)[None, :], 0.0).max(axis=1, initial=0.0)
        self.first, self.last = first, last
        covered = (self.near * heights[None, :]).sum(axis=1)
        self.span = np.where(covered >= COVERED * (last - first), last - first, 0.0)

    def without(self, broken: NDArray[np.bool_]) -> list[Component]:
        """All components but the pieces of the lines that are marked."""
        of_broken = (self.near & broken[:, None]).any(axis=0)
        left_out = {self.thin[i] for i in np.flatnonzero(of_broken)}
        return [c for i, c in enumerate(self.components) if i not in left_out]


def _is_piece(box: Box, stroke_width: float) -> bool:
    small = max(box.height, box.width) <= max(DOT * stroke_width, DOT_PIXELS)
    return small or box.height >= SLENDER * box.width
