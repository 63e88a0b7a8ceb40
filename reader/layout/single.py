"""A picture that holds one string or one digit: which of its ink is that string?"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import cv2
import numpy as np

from reader.imaging.ink import PageInk
from reader.imaging.scale import LARGE, estimate_digit_height
from reader.layout.cut_off import is_cut_by_edge
from reader.layout.enclosed import leave_out_captions
from reader.layout.incomplete import mark_left_out
from reader.layout.labels import is_caption, is_label
from reader.layout.print_likeness import leave_out_print
from reader.layout.remnants import leave_out_bands, leave_out_dashes, leave_out_dividers
from reader.layout.rows import Row, find_rows
from reader.layout.strikes import is_struck_out
from reader.layout.ticks import find_tick_combs
from reader.reasons import Reason
from reader.records import Box, Component, Layout, Line
from reader.settings import LayoutSettings

__all__ = ["find_single_line"]

TOPMOST = 0.4
"""Of several rows the topmost counts that has this part of the best row's weight: the sum of the
squared heights of its ink, so that small print does not outweigh large digits."""

MOST_LINES = 3
"""Rows that the readers are shown at most."""

CUT_OFF = 0.75
"""Ink that touches the picture's edge and is lower than this many digit heights belongs to a
neighbour; a string may touch the edge, but then at its full height."""

ALONG_EDGE = 2.0
"""Ink along the edge it touches, at most this many stroke widths thick, is a cut-off frame."""

ELONGATED = 1.8
"""Thin upright ink this many times as high as the digits is what is left of a ruling."""

HAIRLINE = 0.6
"""Upright ink thinner than this part of the strokes is what is left of a ruling."""

BROKEN = 0.2
"""Strokes above or below a digit belong to it if the gap is at most this part of its height."""

LARGEST = 0.95
"""A component that spans this part of the picture both ways is a frame or a shadow."""

HOLLOW = 0.5
"""A frame or shadow fills less than this part of its box; a bold digit up to the edge more."""

ABOVE_TICKS = 1.3
"""Digits in an open comb are this many times as high as its ticks."""

BESIDE_MARGIN = 0.04
"""Part of the picture's shorter side beside a black margin where the sheet's edge, its fold and its
shadow may be seen: upright ink that stands in it is no digit."""

ELONGATED_EDGE = 2
"""Ink along the edge is more than this many times as long as thick; a cut-off dot is not."""

CUT_OFF_BESIDE = 0.5
"""As CUT_OFF, for the left and right edge: there a digit is cut in width, and stays as high."""

NARROW, SLENDER = 3, 3
"""What is left of a ruling is at most this many stroke widths wide, and this many times as high
as wide at least."""

THIN_HIGH = 0.4
"""Beside a row that is one thin stroke, another row counts that has this part of its height."""

DOT = 0.2
"""Ink lower than this part of the highest, or of a large digit, tells no digit height, however much
there is of it: the dots of lines."""

BIG_INK = 1.2
"""Ink higher than this many digit heights speaks no louder for its row: rows of tall scrawls
are not the string."""

ASTRAY = 0.1
"""Digit heights that the middle of small ink may lie above or below the row it belongs to."""

BESIDE = 1.0
"""Digit heights before or behind the row within which small ink belongs to it."""

SHARED = 0.5
"""Strokes of one digit overlap from side to side by this part of the narrower one."""


def find_single_line(page: PageInk, settings: LayoutSettings) -> tuple[Line, ...]:
    """The one string of the picture as a line, or none where nothing is written.

    In layout ``line``, where several rows may be the string, up to three from top to bottom: the
    readers choose. A row that is crossed out has the reason ``struck-out``, one whose digits the
    picture's edge cuts ``touches-edge``.
    """
    shape = page.mask.shape
    found, boxed = _written_ink(page, settings)
    height = _typical_height(found, shape, page)
    tall = [c for c in found if c.box.height >= settings.smallest * height]
    tall = [c for c in tall if not _is_remnant(c, height, page.scale.stroke_width)] or tall
    whole = [c for c in tall if not _is_cut_off(c, shape, height)] or tall
    if not whole:
        return ()
    rows = find_rows(whole, reach=inf if boxed else settings.reach)
    kept = _written_rows(rows, settings) if len(rows) > 1 else list(rows)
    if not boxed and settings.mode is Layout.LINE:
        kept = [row for row in kept if not is_caption(row, page, surely=settings.print_likeness)]
    if not kept:
        return ()
    single = settings.mode is Layout.DIGIT
    ink = sum(c.box.height for c in tall)
    lines = []
    for row in _contenders(kept, page, height)[: 1 if single else MOST_LINES]:
        members = _with_small_parts(row, found, height)
        if single:
            inner = [c for c in found if not _is_cut_off(c, shape, height)]
            members = _with_broken_parts(members, inner)
        aside = max(0.0, ink / sum(c.box.height for c in row.components) - 1.0)
        reasons = () if single else _reasons(row, page, height)
        lines.append(
            Line(Box.around(c.box for c in members), members, reasons=reasons, aside=aside)
        )
    return tuple(lines if single else mark_left_out(lines, page.components, digit_height=height))


def _written_rows(rows: Sequence[Row], settings: LayoutSettings) -> list[Row]:
    """The rows that are written by hand; all of them where none is."""
    written = leave_out_print([r.components for r in rows], surely=settings.print_likeness)
    return [Row(part) for part in written] or list(rows)


def _reasons(row: Row, page: PageInk, height: float) -> tuple[str, ...]:
    struck = is_struck_out(row.components, page.rulings, digit_height=height)
    cut = is_cut_by_edge(row.components, page.mask.shape, digit_height=height)
    return (Reason.STRUCK_OUT,) * struck + (Reason.TOUCHES_EDGE,) * cut


def _written_ink(page: PageInk, settings: LayoutSettings) -> tuple[list[Component], bool]:
    """The ink without shadows, frames and captions; and whether it stands in boxes."""
    shape, stroke_width = page.mask.shape, page.scale.stroke_width
    found = [c for c in page.components if not _is_shadow(c, shape, page)]
    found = _without_sheet_edge(found, page)
    found = _without_ticks(leave_out_bands(found, shape), page)
    height = _typical_height(found, shape, page)
    enclosed, cells = leave_out_captions(found, page, digit_height=height)
    is_string = settings.mode is Layout.LINE
    if cells and is_string and is_label(enclosed, found, shape, surely=settings.print_likeness):
        enclosed, cells = (), ()
    found = list(enclosed) or found
    if cells:
        cleaned = leave_out_dividers(found, cells, stroke_width=stroke_width)
    else:
        walls = [0.0, *(r.middle for r in page.rulings if not r.vertical), float(shape[0])]
        cleaned = leave_out_dashes(found, walls, digit_height=height, stroke_width=stroke_width)
    return cleaned, bool(cells)


def _without_ticks(components: list[Component], page: PageInk) -> list[Component]:
    """Without the ticks of open combs, if none is missing or higher ink stands between them: else
    they may be ones."""
    ticks: set[Component] = set()
    combs = find_tick_combs(components, page.rulings, stroke_width=page.scale.stroke_width)
    for comb in combs:
        high = ABOVE_TICKS * max(c.box.height for c in comb.ticks)
        if comb.is_whole or any(c.box.height >= high for c in comb.members(components)):
            ticks.update(comb.ticks)
    return [c for c in components if c not in ticks]


def _is_shadow(component: Component, shape: tuple[int, int], page: PageInk) -> bool:
    """Whether ink is a frame around everything, or a remnant of one along the edge it touches."""
    box = component.box
    if len(page.components) > 1 and component.area < HOLLOW * box.area:
        if box.height >= LARGEST * shape[0] and box.width >= LARGEST * shape[1]:
            return True
    thin = ALONG_EDGE * page.scale.stroke_width
    beside = box.left <= 0 or box.right >= shape[1]
    if beside and box.width <= thin and box.height > ELONGATED_EDGE * box.width:
        return True
    above = box.top <= 0 or box.bottom >= shape[0]
    return above and box.height <= thin and box.width > ELONGATED_EDGE * box.height


def _without_sheet_edge(components: list[Component], page: PageInk) -> list[Component]:
    """Without upright ink right beside a black margin."""
    if page.outside is None:
        return components
    reach = 2 * round(BESIDE_MARGIN * min(page.mask.shape)) + 1
    near = cv2.dilate(page.outside.view(np.uint8), np.ones((1, reach), np.uint8)) > 0
    return [c for c in components if not (_is_upright(c.box) and near[c.box.slices][c.mask].all())]


def _is_upright(box: Box) -> bool:
    return box.height > ELONGATED_EDGE * box.width


def _typical_height(
    components: Sequence[Component], shape: tuple[int, int], page: PageInk
) -> float:
    inner = [c for c in components if not _touches(c.box, shape)] or list(components)
    stroke_width = page.scale.stroke_width
    tallest = max((c.box.height for c in inner), default=0)
    least = DOT * min(tallest, LARGE * stroke_width)
    inner = [c for c in inner if c.box.height >= least]
    return estimate_digit_height(inner, stroke_width=stroke_width)


def _touches(box: Box, shape: tuple[int, int]) -> bool:
    return box.top <= 0 or box.left <= 0 or box.bottom >= shape[0] or box.right >= shape[1]


def _is_cut_off(component: Component, shape: tuple[int, int], height: float) -> bool:
    box = component.box
    if box.top <= 0 or box.bottom >= shape[0]:
        return box.height < CUT_OFF * height
    beside = box.left <= 0 or box.right >= shape[1]
    return beside and box.height < CUT_OFF_BESIDE * height


def _is_remnant(component: Component, height: float, stroke_width: float) -> bool:
    """Thin upright ink that is too long for a digit, or thinner than any stroke of the pen."""
    box = component.box
    thickness = component.area / box.height
    if box.width > NARROW * stroke_width or box.height < SLENDER * box.width:
        return False
    return box.height > ELONGATED * height or thickness <= HAIRLINE * stroke_width


def _contenders(rows: Sequence[Row], page: PageInk, height: float) -> list[Row]:
    """The topmost row with enough ink, the topmost of these that the picture's edge does not touch,
    and the one with the most; where the topmost is crossed out, the next ones, too; where all these
    are single thin strokes, the topmost broad one. From top to bottom."""
    weights = [
        sum(min(c.box.height, BIG_INK * height) ** 2 for c in row.components) for row in rows
    ]
    most = max(weights)
    enough = [i for i, weight in enumerate(weights) if weight >= TOPMOST * most]
    if len(enough) > 1 and not is_struck_out(
        rows[enough[0]].components, page.rulings, digit_height=height
    ):
        whole = [i for i in enough if _is_within(rows[i].box, page.mask.shape[0])]
        enough = sorted({enough[0], weights.index(most), *whole[:1]})
    enough = enough[:MOST_LINES]
    thin = [rows[i] for i in enough if _is_thin(rows[i], page.scale.stroke_width)]
    if len(thin) == len(enough):
        least = THIN_HIGH * max(row.box.height for row in thin)
        high = [i for i, row in enumerate(rows) if row.box.height >= least]
        broad = [i for i in high if not _is_thin(rows[i], page.scale.stroke_width)]
        enough = sorted({*enough[: MOST_LINES - 1], *broad[:1]})
    return [rows[i] for i in enough]


def _is_within(box: Box, height: int) -> bool:
    """Whether ink stands clear of a picture's upper and lower edge, where neighbours are cut."""
    return box.top > 0 and box.bottom < height


def _is_thin(row: Row, stroke_width: float) -> bool:
    """Whether a row is one upright stroke: a one, or what is left of a ruling."""
    return len(row.components) == 1 and row.box.width <= NARROW * stroke_width


def _with_small_parts(
    row: Row, components: Sequence[Component], height: float
) -> tuple[Component, ...]:
    """The row and the small ink that stands within its height: bars, dots, commas."""
    box, aside, reach = row.box, ASTRAY * height, BESIDE * height
    chosen = set(row.components)
    for component in components:
        middle = component.box.middle_row
        inside = box.top - aside <= middle <= box.bottom + aside
        near = box.left - reach <= component.box.left and component.box.right <= box.right + reach
        if inside and near and component.box.height < height:
            chosen.add(component)
    return tuple(sorted(chosen, key=lambda c: (c.box.left, c.box.top)))


def _with_broken_parts(
    members: tuple[Component, ...], components: Sequence[Component]
) -> tuple[Component, ...]:
    """One digit with the strokes above and below it that the pen or the scan left apart."""
    box = Box.around(c.box for c in members)
    for component in components:
        if component not in members and _continues(component.box, box):
            return _with_broken_parts((*members, component), components)
    return tuple(sorted(members, key=lambda c: (c.box.left, c.box.top)))


def _continues(part: Box, digit: Box) -> bool:
    gap = max(part.top - digit.bottom, digit.top - part.bottom)
    shared = min(part.right, digit.right) - max(part.left, digit.left)
    return gap <= BROKEN * digit.height and shared >= SHARED * min(part.width, digit.width)
