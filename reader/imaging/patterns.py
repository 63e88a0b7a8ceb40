"""Printed patterns on whole pages: pale fine ink all over the sheet, of which pieces were taken for
writing, squared paper or the waves of a security ground."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.imaging.further_inks import dark_level, parting_level
from reader.imaging.illumination import GreyInk
from reader.imaging.ink import PageInk, taken_apart
from reader.imaging.ruling import Ruling
from reader.imaging.scale import estimate_digit_height, estimate_stroke_width
from reader.records import Component, Image, Mask
from reader.settings import ImagingSettings

__all__ = ["without_pattern"]

MANY, MOSTLY = 150, 0.5
"""Pieces of a pattern on a page, at least, and their part of all its components."""

PARTS, EVERYWHERE = 8, 0.65
"""Of so many parts of a page by so many, this share shows pieces of a pattern: it is all over the
sheet. Other pale ink is in some places: a table beside it, logos, a second pen."""

SQUARES, ACROSS = 12, 0.5
"""Lines of squared paper each way, at least, and the part of the page's side that they are long."""

MANY_LINES = 60
"""So many pale lines are a pattern's, too: no form's frames."""

HIGH, BROAD, HIGHEST = 0.6, 0.3, 2.5
"""Pale ink this many digits high and wide may be a character, up to so high and wide: pieces of
lines are not."""

SELDOM = 0.1
"""Part of a pattern's pieces that may be characters, at most: more are pale writing or print."""

HARDLY = 0.6
"""Ink of which less than this part is dark, or beside what is, is pale writing with a dark spot."""


def without_pattern(page: PageInk, settings: ImagingSettings) -> PageInk:
    """The page without the pale pieces of a pattern; the same page where it has none.

    Its darker ink, forms' lines unless many are as pale, and pale ink as high and wide as a
    character stay.
    """
    level = parting_level(page.ink, page.raw_mask)
    if level is not None and _is_squared(page, level):
        return taken_apart(_grey(page), _darker(page, level), settings)
    level = dark_level(page) if len(page.components) >= MANY else None
    if level is None:
        return page
    pale = [c for c in page.components if page.ink[c.box.slices][c.mask].max() <= level]
    if len(pale) < max(MANY, MOSTLY * len(page.components)) or not _everywhere(pale, page.mask):
        return page
    dark = np.asarray(page.raw_mask & (page.ink > level))
    height = _digit_height(dark)
    characters = [c for c in pale if _may_be_character(c, height)]
    if len(characters) > SELDOM * len(pale):
        return page
    near = _near(dark)
    faint = sum(_level_of(ruling, page.ink) <= level for ruling in page.rulings)
    kept = np.asarray(page.raw_mask & (near if faint >= MANY_LINES else near | ~page.mask))
    for component in page.components:
        if _may_be_character(component, height):
            if near[component.box.slices][component.mask].mean() < HARDLY:
                kept[component.box.slices] |= component.mask
    return taken_apart(_grey(page), kept, settings)


def _is_squared(page: PageInk, level: float) -> bool:
    """Whether the page is squared paper: pale lines from side to side both ways, nearer to each
    other than its writing is high, so that no digit has a square for itself."""
    height = _digit_height(np.asarray(page.raw_mask & (page.ink > level)))
    for vertical in (False, True):
        lines = [
            r.middle
            for r in page.rulings
            if r.vertical == vertical
            and r.length >= ACROSS * page.mask.shape[not vertical]
            and _level_of(r, page.ink) <= level
        ]
        gaps = np.diff(sorted(lines))
        if len(lines) < SQUARES or float(np.median(gaps)) > height:
            return False
    return True


def _darker(page: PageInk, level: float) -> Mask:
    """What is darker, with its blurred edge."""
    return np.asarray(page.raw_mask & _near(page.raw_mask & (page.ink > level)))


def _digit_height(dark: Mask) -> float:
    pen = estimate_stroke_width(dark)
    return estimate_digit_height(find_components(dark, smallest=pen * pen), stroke_width=pen)


def _near(dark: Mask) -> Mask:
    return np.asarray(cv2.dilate(dark.view(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _grey(page: PageInk) -> GreyInk:
    return GreyInk(page.ink, page.noise, page.inverted, page.outside)


def _everywhere(pieces: Sequence[Component], mask: Mask) -> bool:
    middles = np.array([(c.box.middle_row, c.box.middle_col) for c in pieces])
    places = (PARTS * middles / mask.shape).astype(int).clip(0, PARTS - 1)
    return len({(row, col) for row, col in places.tolist()}) >= EVERYWHERE * PARTS**2


def _level_of(ruling: Ruling, ink: Image) -> float:
    """The ink in the middle of a line."""
    along = np.arange(ruling.start, ruling.stop)
    across = np.rint(ruling.centre).astype(int).clip(0, ink.shape[ruling.vertical] - 1)
    return float(np.median(ink[along, across] if ruling.vertical else ink[across, along]))


def _may_be_character(component: Component, height: float) -> bool:
    high, wide = component.box.height, component.box.width
    return high >= HIGH * height and wide >= BROAD * height and max(high, wide) <= HIGHEST * height
