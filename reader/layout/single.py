"""A picture that holds one string or one digit: which of its ink is that string?"""

from __future__ import annotations

from collections.abc import Sequence

from reader.imaging.ink import PageInk
from reader.imaging.scale import estimate_digit_height
from reader.layout.print_likeness import leave_out_print
from reader.layout.rows import Row, find_rows
from reader.records import Box, Component, Layout, Line
from reader.settings import LayoutSettings

__all__ = ["find_single_line"]

TOPMOST = 0.5
"""Of several rows the topmost counts that has this part of the best row's ink height."""

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


def find_single_line(page: PageInk, settings: LayoutSettings) -> tuple[Line, ...]:
    """The one string of the picture as a line, or none where nothing is written."""
    shape = page.mask.shape
    found = [c for c in page.components if not _is_shadow(c, shape, page)]
    if not found:
        return ()
    height = _typical_height(found, shape, page)
    tall = [c for c in found if c.box.height >= settings.smallest * height]
    tall = [c for c in tall if not _is_remnant(c, height, page.scale.stroke_width)] or tall
    whole = [c for c in tall if not _is_cut_off(c, shape, height)] or tall
    if not whole:
        return ()
    rows = find_rows(whole, reach=settings.reach)
    written = leave_out_print([r.components for r in rows], surely=settings.print_likeness)
    row = _chosen([Row(part) for part in written] or rows, height)
    members = _with_small_parts(row, found, height)
    if settings.mode is Layout.DIGIT:
        inner = [c for c in found if not _is_cut_off(c, shape, height)]
        members = _with_broken_parts(members, inner)
    aside = sum(c.box.height for c in tall) / sum(c.box.height for c in row.components) - 1.0
    return (Line(Box.around(c.box for c in members), members, aside=max(0.0, aside)),)


def _is_shadow(component: Component, shape: tuple[int, int], page: PageInk) -> bool:
    """Whether ink is a frame around everything, or a remnant of one along the edge it touches."""
    box = component.box
    if len(page.components) > 1 and component.area < 0.5 * box.area:
        if box.height >= LARGEST * shape[0] and box.width >= LARGEST * shape[1]:
            return True
    thin = ALONG_EDGE * page.scale.stroke_width
    beside = box.left <= 0 or box.right >= shape[1]
    if beside and box.width <= thin and box.height > 2 * box.width:
        return True
    above = box.top <= 0 or box.bottom >= shape[0]
    return above and box.height <= thin and box.width > 2 * box.height


def _typical_height(
    components: Sequence[Component], shape: tuple[int, int], page: PageInk
) -> float:
    inner = [c for c in components if not _touches(c.box, shape)] or list(components)
    return estimate_digit_height(inner, stroke_width=page.scale.stroke_width)


def _touches(box: Box, shape: tuple[int, int]) -> bool:
    return box.top <= 0 or box.left <= 0 or box.bottom >= shape[0] or box.right >= shape[1]


def _is_cut_off(component: Component, shape: tuple[int, int], height: float) -> bool:
    box = component.box
    if box.top <= 0 or box.bottom >= shape[0]:
        return box.height < CUT_OFF * height
    return (box.left <= 0 or box.right >= shape[1]) and box.height < 0.5 * height


def _is_remnant(component: Component, height: float, stroke_width: float) -> bool:
    """Thin upright ink that is too long for a digit, or thinner than any stroke of the pen."""
    box = component.box
    thickness = component.area / box.height
    if box.width > 3 * stroke_width or box.height < 3 * box.width:
        return False
    return box.height > ELONGATED * height or thickness <= HAIRLINE * stroke_width


def _chosen(rows: Sequence[Row], height: float) -> Row:
    weights = [sum(min(c.box.height, 1.2 * height) for c in row.components) for row in rows]
    enough = TOPMOST * max(weights)
    return next(row for row, weight in zip(rows, weights, strict=True) if weight >= enough)


def _with_small_parts(
    row: Row, components: Sequence[Component], height: float
) -> tuple[Component, ...]:
    """The row and the small ink that stands within its height: bars, dots, commas."""
    box = row.box
    chosen = set(row.components)
    for component in components:
        middle = component.box.top + component.box.height / 2
        inside = box.top - 0.1 * height <= middle <= box.bottom + 0.1 * height
        near = box.left - height <= component.box.left and component.box.right <= box.right + height
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
    return gap <= BROKEN * digit.height and shared >= 0.5 * min(part.width, digit.width)
