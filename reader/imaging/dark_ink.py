"""The darkest ink of a picture whose ground was taken for ink: a printed pattern, a texture."""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.illumination import GreyInk
from reader.imaging.ink import PageInk, taken_apart
from reader.settings import ImagingSettings

__all__ = ["find_dark_ink"]

DARKER = 1.6
"""Writing on a pattern is darker than the pattern by this factor at least."""

FEWEST_RIDGES = 20
"""Pixels on the middle of strokes from which two levels of ink can be told apart."""


PALE = 0.05
"""A pattern is at least this part of the ink; less is the blurred end of a stroke."""


def find_dark_ink(page: PageInk, settings: ImagingSettings) -> PageInk | None:
    """The page with only the darker of two levels of ink; None where there are no two.

    What is measured is the middle of the strokes, where blur and the strokes' width matter least;
    Otsu's threshold parts it. Lines of forms are found anew in what is left.
    """
    level = _parting_level(page)
    if level is None:
        return None
    grey = GreyInk(page.ink, page.noise, page.inverted, page.outside)
    return taken_apart(grey, page.raw_mask & (page.ink > level), settings)


def _parting_level(page: PageInk) -> float | None:
    """The level that parts two kinds of ink, one clearly darker than the other."""
    ridges = page.mask & (page.ink >= cv2.dilate(page.ink, np.ones((3, 3), np.uint8)))
    levels = page.ink[ridges]
    if levels.size < FEWEST_RIDGES:
        return None
    level, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    pale, dark = levels[levels <= level], levels[levels > level]
    if pale.size < PALE * levels.size or float(dark.mean()) < DARKER * float(pale.mean()):
        return None
    return float(level)
