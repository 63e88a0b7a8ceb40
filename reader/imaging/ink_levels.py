"""Two levels of ink on one page, a pen's and something paler: which is which."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Component, Image, Mask

__all__ = ["parting_level", "reaches", "with_edge"]

DARKER = 1.6
"""Writing on a pattern is darker than the pattern by this factor at least."""

FEWEST_RIDGES = 20
"""Pixels on the middle of strokes from which two levels of ink can be told apart."""

PALE = 0.05
"""A pattern is at least this part of the ink; less is the blurred end of a stroke."""


def parting_level(ink: Image, mask: Mask) -> float | None:
    """The level that parts two kinds of ink, one clearly darker than the other; None where there
    are no two.

    What is measured is the middle of the strokes, where blur and the strokes' width matter least;
    Otsu's threshold (1979, doi:10.1109/TSMC.1979.4310076) parts it.
    """
    ridges = mask & (ink >= cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    levels = ink[ridges]
    if levels.size < FEWEST_RIDGES:
        return None
    level, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    pale, dark = levels[levels <= level], levels[levels > level]
    if pale.size < PALE * levels.size or float(dark.mean()) < DARKER * float(pale.mean()):
        return None
    return float(level)


def reaches(component: Component, ink: Image, level: float) -> bool:
    """Whether some of a component's ink is darker than ``level``."""
    return bool(ink[component.box.slices][component.mask].max() > level)


def with_edge(dark: Mask, mask: Mask) -> Mask:
    """What of ``mask`` is dark or right beside it: the blurred edge of its strokes."""
    near = cv2.dilate(np.asarray(dark, np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(mask & near)
