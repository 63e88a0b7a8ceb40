"""Page as shown -> picture at working size, the right way up, rows level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reader.imaging.binarize import binarize
from reader.imaging.deskew import (
    COARSE_STEP,
    LARGEST_SKEW,
    RIM,
    Upright,
    estimate_skew,
    rotate,
    scaled_only,
    turned_back,
)
from reader.imaging.frame_tilt import frame_tilt
from reader.imaging.illumination import extract_ink
from reader.imaging.ink import PageInk, find_ink
from reader.imaging.patterns import without_pattern
from reader.imaging.resample import reduced, resample, working_factor
from reader.imaging.turn import find_quarter_turns
from reader.imaging.under_stamps import freed_from_stamps
from reader.records import Image
from reader.settings import ImagingSettings

__all__ = ["bring_upright", "find_upright_ink"]

SKEW_SIDE = 1000
"""Longest side in pixels of the reduced page on which the skew is estimated."""

SMALLEST_SKEW = 0.2
"""Degrees below which a page is left as it is: turning blurs."""


def find_upright_ink(
    image: Image, settings: ImagingSettings, *, whole_page: bool, framed: bool = False
) -> tuple[Upright, float, PageInk]:
    """The picture brought upright, its skew in degrees, and its ink.

    Whole pages that lie on their side or head are turned: their ink tells, so it is found twice.
    Pictures that may be ``framed``, of one string, are turned where their frame slopes.
    """
    upright, skew = bring_upright(image, settings, whole_page=whole_page)
    if not whole_page:
        ink = find_ink(upright.image, settings)
        return _levelled(upright, ink, settings) if framed else (upright, skew, ink)
    ink = _page_ink(upright, skew, settings)
    turns = find_quarter_turns(ink.components, ink.scale)
    if turns == 0:
        return upright, skew, ink
    turned = np.ascontiguousarray(np.rot90(image, turns))
    upright, skew = bring_upright(turned, settings, whole_page=True)
    upright = turned_back(upright, turns)
    return upright, skew, _page_ink(upright, skew, settings)


def _levelled(
    upright: Upright, ink: PageInk, settings: ImagingSettings
) -> tuple[Upright, float, PageInk]:
    """A picture of one string with its frame level, if that is clearly turned."""
    tilt = frame_tilt(ink)
    if not tilt:
        return upright, 0.0, ink
    factor = upright.image.shape[0] / upright.shown_shape[0]
    level = rotate(
        upright.image, tilt, factor=factor, shown_shape=upright.shown_shape, keep_corners=True
    )
    return level, tilt, find_ink(level.image, settings)


def _page_ink(upright: Upright, skew: float, settings: ImagingSettings) -> PageInk:
    """The ink of a whole page without patterns and stamps; beside one that sloped steeply the
    picture's edges are drawn on, and are no ink."""
    ink = find_ink(upright.image, settings, whole_page=True)
    ink = freed_from_stamps(without_pattern(ink, settings), settings)
    if abs(skew) <= LARGEST_SKEW + COARSE_STEP or not ink.components:
        return ink
    boxes = [c.box for c in ink.components]
    middles = np.array([(b.middle_col, b.middle_row, 1.0) for b in boxes])
    cols, rows = upright.to_shown @ middles.T
    height, width = upright.shown_shape
    rim = RIM * max(height, width)
    inside = (cols >= rim) & (cols < width - rim) & (rows >= rim) & (rows < height - rim)
    kept = tuple(c for c, known in zip(ink.components, inside.tolist(), strict=True) if known)
    return replace(ink, components=kept)


def bring_upright(
    image: Image, settings: ImagingSettings, *, whole_page: bool
) -> tuple[Upright, float]:
    """The picture at working size and, for whole pages, turned level; and its skew in degrees.

    Single strings and digits are not turned: their few strokes say too little about level.
    """
    longest = settings.longest_page_side if whole_page else settings.longest_side
    factor = working_factor(image.shape, shortest=settings.shortest_side, longest=longest)
    working = resample(image, factor)
    if not whole_page:
        return scaled_only(working, factor=factor, shown_shape=image.shape), 0.0
    skew = _measure_skew(working, settings)
    if abs(skew) < SMALLEST_SKEW:
        return scaled_only(working, factor=factor, shown_shape=image.shape), skew
    return rotate(working, skew, factor=factor, shown_shape=image.shape), skew


def _measure_skew(image: Image, settings: ImagingSettings) -> float:
    mask = binarize(
        extract_ink(reduced(image, SKEW_SIDE)),
        level=settings.ink_level,
        noise_factor=settings.noise_factor,
        faintest=settings.faintest_ink,
    )
    return estimate_skew(mask)
