"""Printed patterns on whole pages: pale fine ink all over the sheet, of which pieces were taken for
writing, squared paper or the waves of a security ground."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.imaging.ink import PageInk, grey_of, taken_apart
from reader.imaging.ink_levels import parting_level, reaches, with_edge
from reader.imaging.ruling import Ruling
from reader.imaging.rulings import remove_rulings
from reader.imaging.scale import estimate_digit_height, estimate_stroke_width
from reader.records import Component, Image, Mask
from reader.settings import ImagingSettings

__all__ = ["without_pattern"]

MANY, MOSTLY = 150, 0.5
"""Pieces of a pattern on a page, at least, and their part of all its components."""

PARTS, EVERYWHERE = 8, 0.65
"""Of so many parts of a page by so many, this share shows pieces of a pattern: it is all over the
sheet. Other pale ink is in some places: a table beside it, logos, a second pen."""

PASSES = 2
"""Pieces that were taken for a form's lines, by the width of a pattern's strokes, are found to be
pieces when the pen tells the width."""

SQUARES, ACROSS = 12, 0.5
"""Lines of squared paper each way, at least, and the part of the page's side that they are long."""

ONE_LINE = 2.5
"""Strokes of a pen between two lines, at least: nearer ones are the edges of one, or a double."""

DARKER = 2.0
"""What is so many times as dark as the lines of squared paper stays: a pen's, or a pencil's."""

STRAIGHT = 0.25
"""Digit heights that what is left of squares runs straight, level or upright."""

SMALLER = 0.75
"""Squares lower than this part of a digit have no digit each."""

HIGH, BROAD, HIGHEST = 0.6, 0.3, 2.5
"""Pale ink this many digits high and wide, and not too high, may be a character; so may what is
narrower, beside such: a 1."""

SELDOM = 0.1
"""Part of a pattern's pieces that may be characters, at most: more are pale writing or print."""

HARDLY = 0.6
"""Ink of which less than this part is dark, or beside what is, is pale writing with a dark spot."""

THICK, FEW_THICK = 0.75, 0.05
"""What is left out is finer than the pen: of strokes this part as wide as the pen's there is no
more than this part of the darker ink. More is a paler writer's."""

FINEST_PEN, THINNEST = 2.5, 3
"""Pixels from which a pen's width can be told from a hairline's, and which no hairline has."""


def without_pattern(page: PageInk, settings: ImagingSettings) -> PageInk:
    """The page without a pale pattern's ink; the same page where it has none, or where what would
    go is as bold as a pen.

    What stays is darker ink, forms' lines (but for squares smaller than the writing), and pale ink
    as large as a character.
    """
    for _ in range(PASSES):
        kept = _without_squares(page)
        kept = _without_pieces(page) if kept is None else kept
        if kept is None:
            return page
        page = taken_apart(grey_of(page), kept, settings, whole_page=True)
    return page


def _without_squares(page: PageInk) -> Mask | None:
    """The ink beside pale squares smaller than the writing, if the page is squared paper."""
    shape = page.mask.shape
    if any(len(_long_ones(page.rulings, shape, vertical=v)) < SQUARES for v in (False, True)):
        return None
    level = parting_level(page.ink, page.raw_mask)
    if level is None:
        return None
    levels = [_level_of(r, page.ink) for r in page.rulings]
    known = list(zip(page.rulings, levels, strict=True))
    pale = [ruling for ruling, own in known if own <= level]
    frames = tuple(ruling for ruling, own in known if own > level)
    level = min(
        level, DARKER * float(np.median([own for own in levels if own <= level] or [level]))
    )
    kept = with_edge(page.raw_mask & (page.ink > level), page.raw_mask)
    dark = remove_rulings(kept, frames, stroke_width=page.scale.stroke_width)
    pen = estimate_stroke_width(dark)
    height = _digit_height(dark, pen)
    if not all(_are_squares(pale, shape, pen, height, vertical=v) for v in (False, True)):
        return None
    gone = _without_straight(page.mask & ~kept, round(STRAIGHT * height))
    return kept if _is_fine(gone, pen, dark) else None


def _without_straight(mask: Mask, length: int) -> Mask:
    """What is no level or upright line of that many pixels, nor right beside one."""
    ink = mask.view(np.uint8)
    straight = np.zeros_like(ink)
    for shape in ((1, max(2, length)), (max(2, length), 1)):
        straight |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    return mask & ~with_edge(straight > 0, mask)


def _are_squares(
    rulings: Sequence[Ruling], shape: tuple[int, ...], pen: float, height: float, *, vertical: bool
) -> bool:
    gaps = np.diff(sorted(r.middle for r in _long_ones(rulings, shape, vertical=vertical)))
    gaps = gaps[gaps > ONE_LINE * pen]
    return len(gaps) >= SQUARES - 1 and float(np.median(gaps)) <= SMALLER * height


def _long_ones(
    rulings: Sequence[Ruling], shape: tuple[int, ...], *, vertical: bool
) -> list[Ruling]:
    least = ACROSS * shape[not vertical]
    return [r for r in rulings if r.vertical == vertical and r.length >= least]


def _without_pieces(page: PageInk) -> Mask | None:
    """The ink but for the pale pieces that are everywhere, if there are such."""
    level = parting_level(page.ink, page.mask) if len(page.components) >= MANY else None
    if level is None:
        return None
    pale = [c for c in page.components if not reaches(c, page.ink, level)]
    if len(pale) < max(MANY, MOSTLY * len(page.components)) or not _everywhere(pale, page.mask):
        return None
    dark = with_edge(page.mask & (page.ink > level), page.mask)
    pen = estimate_stroke_width(dark)
    height = _digit_height(dark, pen)
    characters = [c for c in pale if _may_be_character(c, height)]
    if len(characters) > SELDOM * len(pale):
        return None
    kept = dark.copy()
    others = [c for c in pale if not _may_be_character(c, height)]
    characters += _beside(others, characters, height)
    spotted = [c for c in page.components if kept[c.box.slices][c.mask].mean() < HARDLY]
    for component in (*characters, *(c for c in spotted if _may_be_character(c, height))):
        kept[component.box.slices] |= component.mask
    if not _is_fine(page.mask & ~kept, pen, dark):
        return None
    return np.asarray(kept | (page.raw_mask & ~page.mask))


def _is_fine(gone: Mask, pen: float, dark: Mask) -> bool:
    """Whether hardly any of what would go is as bold as a pen."""
    if pen < FINEST_PEN:
        return False
    wide = max(THINNEST, round(THICK * pen))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    bold = cv2.morphologyEx(gone.view(np.uint8), cv2.MORPH_OPEN, disc)
    return bool(np.count_nonzero(bold) <= FEW_THICK * np.count_nonzero(dark))


def _digit_height(dark: Mask, pen: float) -> float:
    return estimate_digit_height(find_components(dark, smallest=pen * pen), stroke_width=pen)


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
    return HIGH * height <= high <= HIGHEST * height and wide >= BROAD * height


def _beside(
    pieces: Sequence[Component], characters: Sequence[Component], height: float
) -> list[Component]:
    """Narrow pieces as high as a character that stand beside one."""
    boxes = [c.box for c in characters]
    return [
        piece
        for piece in pieces
        if HIGH * height <= piece.box.height <= HIGHEST * height
        and any(
            box.top < piece.box.middle_row < box.bottom
            and max(box.left - piece.box.right, piece.box.left - box.right) <= height
            for box in boxes
        )
    ]
