"""Solid ink, wider than any stroke: filled fields, bars, blots."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Mask

__all__ = ["without_solids"]

SOLID = 4.0
"""Stroke widths both ways from which ink is solid: a pen fills no square so wide."""

SOLID_PIXELS = 9
"""Pixels from which it is, however thin the pen: crossings and blurred corners are smaller."""

FRAYED = 2
"""Pixels around solid ink that are still its edge."""


def without_solids(mask: Mask, *, stroke_width: float) -> Mask:
    """``mask`` without its solid ink; the mask itself where there is none.

    A line that runs along a filled field and on beyond it can be told only where it is thin.
    """
    side = max(SOLID_PIXELS, round(SOLID * stroke_width))
    ink = mask.view(np.uint8)
    kept = cv2.erode(ink, np.ones((side, side), np.uint8), borderValue=0)
    if not kept.any():
        return mask
    reach = side + 2 * FRAYED
    solid = cv2.dilate(kept, np.ones((reach, reach), np.uint8))
    return mask & (solid == 0)
