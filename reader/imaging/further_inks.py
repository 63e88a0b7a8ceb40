"""The darkest or boldest ink of a picture whose ground was taken for ink, or for all there is: a
printed pattern, a texture; and what is thin there, where the ground is shadows."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from reader.imaging.illumination import SMOOTH, thin_ink
from reader.imaging.ink import PageInk, clean_ink, grey_of, taken_apart
from reader.imaging.ink_levels import parting_level
from reader.records import Mask
from reader.settings import ImagingSettings

__all__ = ["find_bold_ink", "find_dark_ink", "find_thin_ink", "is_grainy", "iter_inks_in_grain"]

GRAINY = 1.5
"""Where ink must exceed the paper's noise by more than this many times the level of the faintest
ink, the noise is a texture, whose own lines reach no higher than two or three times it."""

LEVELS = 2
"""Darker kinds of ink that are looked for in a texture: a frame's, and the pen's."""

DEPTH_STEPS = 16
"""Levels a pixel from paper: strokes of up to 30 pixels' width are told apart."""

WIDEST_STROKE = 1 / 7
"""Strokes are thinner than this part of the short side of a picture of one string."""


def find_dark_ink(page: PageInk, settings: ImagingSettings) -> PageInk | None:
    """The page with only the darker of two levels of ink; None where there are no two.

    Lines of forms are found anew in what is left.
    """
    level = parting_level(page.ink, page.mask)
    if level is None:
        return None
    return _apart(page, page.raw_mask & (page.ink > level), settings)


def find_bold_ink(page: PageInk, settings: ImagingSettings) -> PageInk | None:
    """The page with only the bolder of two widths of stroke: a pen's on a pattern of fine lines
    that is as dark, as all ink of a bilevel scan is. None where there are no two.

    What is measured is how far the middle of the strokes is from paper; what is taken is the ink
    around the middle of the bolder ones, as far as they are wide (an opening by a disc).
    """
    depth = cv2.distanceTransform(page.raw_mask.view(np.uint8), cv2.DIST_L2, 5)
    steps = np.rint(DEPTH_STEPS * depth).clip(0, 255).astype(np.uint8)
    level = parting_level(steps, page.raw_mask)
    if level is None:
        return None
    far = level / DEPTH_STEPS
    apart = np.asarray(depth <= far, np.uint8)
    near = cv2.distanceTransform(apart, cv2.DIST_L2, 5) <= far + 1
    return _apart(page, page.raw_mask & near, settings)


def is_grainy(page: PageInk, settings: ImagingSettings) -> bool:
    """Whether so much of a page's ink was taken for noise that writing may be among it."""
    return settings.noise_factor * page.noise > GRAINY * settings.faintest_ink


def iter_inks_in_grain(page: PageInk, settings: ImagingSettings) -> Iterator[PageInk]:
    """As :func:`find_dark_ink`, of all that is darker than paper: what binarising took for noise,
    too. A second time with what is paler than that, since frames are often darker than writing."""
    soft = np.asarray(cv2.GaussianBlur(page.ink, (0, 0), SMOOTH), np.uint8)
    among = np.asarray(soft >= settings.faintest_ink)
    for _ in range(LEVELS):
        level = parting_level(soft, among)
        if level is None:
            return
        yield _apart(page, soft > level, settings)
        among &= soft <= level


def find_thin_ink(page: PageInk, settings: ImagingSettings) -> PageInk:
    """The page with only what is thin, for the noise of that alone: strokes in deep shadows, of
    which too much was left to tell strokes from."""
    widest = round(WIDEST_STROKE * min(page.ink.shape)) | 1
    return clean_ink(thin_ink(grey_of(page), widest=widest), settings)


def _apart(page: PageInk, raw: Mask, settings: ImagingSettings) -> PageInk:
    return taken_apart(grey_of(page), raw, settings)
