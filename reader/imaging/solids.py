"""Solid ink, wider than any stroke: filled fields, bars, blots."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Mask

__all__ = ["may_hold_square", "without_solids"]

SOLID = 4.0
"""Stroke widths both ways from which ink is solid: a pen fills no square so wide."""

SOLID_PIXELS = 9
"""Pixels from which it is, however thin the pen: crossings and blurred corners are smaller."""

FRAYED = 2
"""Pixels around solid ink that are still its edge."""

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
