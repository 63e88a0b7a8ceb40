"""The darkest or boldest ink of a picture whose ground was taken for ink, or for all there is: a
printed pattern, a texture; and what is thin there, where the ground is shadows."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from reader.imaging.illumination import SMOOTH, GreyInk, thin_ink
from reader.imaging.ink import PageInk, clean_ink, taken_apart
from reader.records import Component, Image, Mask
from reader.settings import ImagingSettings

__all__ = [
    "find_bold_ink",
    "find_dark_ink",
    "find_thin_ink",
    "grey_of",
    "is_grainy",
    "iter_inks_in_grain",
    "parting_level",
    "reaches",
    "with_edge",
]

DARKER = 1.6
"""Writing on a pattern is darker than the pattern by this factor at least."""

FEWEST_RIDGES = 20
"""Pixels on the middle of strokes from which two levels of ink can be told apart."""

PALE = 0.05
"""A pattern is at least this part of the ink; less is the blurred end of a stroke."""

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


def grey_of(page: PageInk) -> GreyInk:
    """The page's ink as it was before it was binarised."""
    return GreyInk(page.ink, page.noise, page.inverted, page.outside)


def reaches(component: Component, ink: Image, level: float) -> bool:
    """Whether some of a component's ink is darker than ``level``."""
    return bool(ink[component.box.slices][component.mask].max() > level)


def with_edge(dark: Mask, mask: Mask) -> Mask:
    """What of ``mask`` is dark or right beside it: the blurred edge of its strokes."""
    near = cv2.dilate(np.asarray(dark, np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(mask & near)


def _apart(page: PageInk, raw: Mask, settings: ImagingSettings) -> PageInk:
    return taken_apart(grey_of(page), raw, settings)


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
