"""Solid ink, wider than any stroke: blackened fields, bars, blots."""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.records import Box, Mask

__all__ = ["filled_boxes", "may_hold_square", "without_solids"]

SOLID = 4.0
"""Stroke widths both ways from which ink is solid: a pen fills no square so wide."""

SOLID_PIXELS = 9
"""Pixels from which it is, however thin the pen: crossings and blurred corners are smaller."""

FRAYED = 2
"""Pixels around solid ink that are still its edge."""

COARSE = 2
"""Every so many rows and columns are looked at where blackened fields are boxed."""

FILLED, FILLED_PIXELS = 0.8, 16
"""Part of its box that a blackened field fills, and pixels that it has at least, coarsely."""

GRID, HALF = 4, 2
"""Points of the grid on which solid ink is looked for first that lie along its side; half of it."""


def without_solids(mask: Mask, *, stroke_width: float) -> Mask:
    """``mask`` without its solid ink; the mask itself where there is none.

    A line that runs along a filled field and on beyond it can be told only where it is thin.
    """
    side = max(SOLID_PIXELS, round(SOLID * stroke_width))
    if not may_hold_square(mask, side):
        return mask
    ink = mask.view(np.uint8)
    kept = cv2.erode(ink, np.ones((side, side), np.uint8), borderValue=0)
    if not kept.any():
        return mask
    reach = side + 2 * FRAYED
    solid = cv2.dilate(kept, np.ones((reach, reach), np.uint8))
    return mask & (solid == 0)


def filled_boxes(mask: Mask, thin: Mask) -> tuple[Box, ...]:
    """Boxes of the blackened fields of ``mask``, if ``thin`` is what :func:`without_solids` leaves
    of it; to a pixel or two. Other solid ink fills no box."""
    if thin is mask:
        return ()
    solid = (mask & ~thin)[::COARSE, ::COARSE]
    found = find_components(np.ascontiguousarray(solid), smallest=FILLED_PIXELS)
    boxes = [c.box for c in found if c.area >= FILLED * c.box.area]
    return tuple(
        Box(COARSE * b.top, COARSE * b.left, COARSE * b.height, COARSE * b.width) for b in boxes
    )


def may_hold_square(mask: Mask, side: int, *, beyond: bool = False) -> bool:
    """False where ``mask`` surely has no inked square with sides of ``side`` pixels.

    A look at one pixel of many: in such a square :data:`GRID` of a grid's points lie each way.
    ``beyond`` says that what is beyond the picture's edge counts as ink, for half of a square.
    """
    step = side // GRID
    points = np.ascontiguousarray(mask[::step, ::step]).view(np.uint8)
    points = cv2.copyMakeBorder(points, *(HALF,) * 4, cv2.BORDER_CONSTANT, value=int(beyond))
    held = cv2.erode(points, np.ones((GRID, GRID), np.uint8), anchor=(0, 0), borderValue=0)
    return bool(held.any())
