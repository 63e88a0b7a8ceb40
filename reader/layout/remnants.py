"""Upright ink that is no digit: what is left of margins, folds, bands of shadow, broken rulings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.imaging.scale import estimate_stroke_width
from reader.records import Box, Component

__all__ = ["leave_out_bands", "leave_out_dashes"]

BAND = 0.7
"""A band runs through this part of the picture's height at least."""

BESIDE_BAND = 0.45
"""Where digits beside it are at most this part of the picture's height."""

DIGIT = 0.1
"""What tells how high the digits are is at least this part of the picture's height."""

DIGIT_STROKES = 5.0
"""And this many of its own stroke widths: higher than a comma."""

SLENDER_BAND = 5.0
"""A band is this many times as high as wide, or cut off by the picture on three sides."""

SLENDER = 3.0
"""A piece of a broken line is this many times as high as wide, unless it is a dot of one."""

DOT = 3.0
"""Dots of a line are at most this many stroke widths in size."""

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

VERY_LONG = 4.0
"""Digit heights of a very long line."""

THROUGH = 0.75
"""A divider runs through this part of its cell's height."""

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
    *,
    digit_height: float,
    stroke_width: float,
    cell_height: float | None = None,
) -> list[Component]:
    """Without thin pieces that stand above each other over more than a string's height, or most of
    the way through the cells that the string stands in."""
    boxes = [c.box for c in components]
    thin = [i for i, b in enumerate(boxes) if _is_piece(b, stroke_width)]
    if len(thin) < FEWEST_PIECES:
        return list(components)
    cols = np.array([boxes[i].left + boxes[i].width / 2 for i in thin])
    tops = np.array([boxes[i].top for i in thin], float)
    heights = np.array([boxes[i].height for i in thin], float)
    near = np.abs(cols[:, None] - cols[None, :]) <= max(ALIGNED_PIXELS, ALIGNED * stroke_width)
    first = np.where(near, tops[None, :], np.inf).min(axis=1)
    last = np.where(near, (tops + heights)[None, :], -np.inf).max(axis=1)
    covered = (near * heights[None, :]).sum(axis=1)
    pieces = near.sum(axis=1)
    if cell_height is not None:
        broken = (last - first >= THROUGH * cell_height) & (pieces >= FEWEST_PIECES)
    else:
        broken = (last - first >= LONG * digit_height) & (pieces >= PIECES)
        broken |= (last - first >= VERY_LONG * digit_height) & (pieces >= FEWEST_PIECES)
    broken &= covered >= COVERED * (last - first)
    left_out = {thin[i] for i in np.flatnonzero((near & broken[:, None]).any(axis=0))}
    return [c for i, c in enumerate(components) if i not in left_out]


def _is_piece(box: Box, stroke_width: float) -> bool:
    small = max(box.height, box.width) <= DOT * stroke_width
    return small or box.height >= SLENDER * box.width
