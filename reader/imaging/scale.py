"""The page's own measures: stroke width and digit height in pixels."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Component, Mask, Scale

__all__ = ["LARGE", "estimate_digit_height", "estimate_scale", "estimate_stroke_width"]

BAND = 256
"""Rows of a band: many strokes high, so that its edges do not matter."""

SHORTEST = 2.5
"""A digit is at least this many stroke widths high."""

TALLEST = 250.0
"""A digit is at most this many stroke widths high."""

LARGE = 20.0
"""Height of a large digit in stroke widths."""

THIN, DOUBLE = 1.5, 5
"""Pixels from paper of the ridges of strokes one or two pixels wide, at most; and how many pixels
of such a ridge lie around one of it, itself among them, if it is two wide."""

PAGE, BROAD = 500, 0.02
"""Pixels of a page's shorter side from which this part of it is wider than any stroke: blackened
fields and logos are as wide, and may be most of its ink."""

USUAL = 10.0
"""Digit height in stroke widths, assumed where nothing can be measured."""


def estimate_stroke_width(mask: Mask, *, whole_page: bool = False) -> float:
    """Typical width of the strokes in pixels; 1.0 for a mask without ink.

    Ridges of the distance transform are half a stroke from both edges. The median over the
    ink's area (not its length) is robust against specks, and against blots, which are few
    ridges however large. A mask that is ink all over is one stroke. On a ``whole_page``
    blackened fields are no strokes, though they may be most ink, and of fine strokes those of
    two pixels are told from those of one.
    """
    if not mask.any():
        return 1.0
    if mask.all():
        return float(min(mask.shape))
    bands = _sampled(mask)
    distance = cv2.distanceTransform(bands.view(np.uint8), cv2.DIST_L2, 3)
    ridge = bands & (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)))
    is_large = whole_page and min(mask.shape) >= PAGE
    if is_large:
        distance = _with_half_pixels(distance, ridge)
    widths = np.sort(distance[ridge])
    if is_large:
        fine = int(np.searchsorted(widths, BROAD * min(mask.shape) / 2, side="right"))
        widths = widths[: fine or None]
    covered = np.cumsum(widths)
    return max(1.0, 2.0 * float(widths[np.searchsorted(covered, 0.5 * covered[-1])]) - 0.8)


def _with_half_pixels(distance: NDArray[np.float32], ridge: Mask) -> NDArray[np.float32]:
    """Strokes of one pixel and of two have ridges as far from paper; those of two are double."""
    around = cv2.boxFilter(ridge.view(np.uint8), -1, (3, 3), normalize=False)
    double = (around >= DOUBLE) & (distance < THIN)
    return np.asarray(distance + 0.5 * double, np.float32)


def _sampled(mask: Mask) -> Mask:
    """A large page's bands: every third one of :data:`BAND` rows tells as much as all of them."""
    if mask.shape[0] < 6 * BAND:
        return mask
    bands = [mask[top : top + BAND] for top in range(0, mask.shape[0], 3 * BAND)]
    chosen = np.concatenate(bands)
    return chosen if chosen.any() else mask


def estimate_digit_height(components: Sequence[Component], *, stroke_width: float) -> float:
    """Height in pixels of the components that are most of the ink.

    Each counts by its height, but no more than a large digit: one frame does not outweigh a row.
    """
    heights = np.array([c.box.height for c in components], float)
    heights = heights[(heights >= SHORTEST * stroke_width) & (heights <= TALLEST * stroke_width)]
    if heights.size == 0:
        return USUAL * stroke_width
    ordered = np.sort(heights)
    weight = np.cumsum(np.minimum(ordered, LARGE * stroke_width))
    return float(ordered[np.searchsorted(weight, 0.5 * weight[-1])])


def estimate_scale(components: Sequence[Component], *, stroke_width: float) -> Scale:
    """Measures of a page from its components; usual proportions for a blank one."""
    height = estimate_digit_height(components, stroke_width=stroke_width)
    return Scale(stroke_width, height, 2.0 * height)
