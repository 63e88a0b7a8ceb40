"""Every line of handwriting on a page that may be a digit string."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from reader.imaging.ink import PageInk
from reader.imaging.rulings import Ruling
from reader.layout.bridges import part_rows, rows_of_cell
from reader.layout.cells import Uprights, split_at_rulings
from reader.layout.combs import find_combs
from reader.layout.incomplete import mark_incomplete, mark_parted
from reader.layout.print_likeness import (
    find_print,
    is_page_number,
    is_perhaps_print,
    letter_height,
)
from reader.layout.rows import find_rows
from reader.layout.slopes import find_steep_rows, slope_of
from reader.layout.stacked_combs import complete_combs, find_stacked_combs
from reader.layout.ticks import find_tick_combs
from reader.reasons import Reason
from reader.records import Box, Component, Line
from reader.settings import LayoutSettings

__all__ = ["find_page_lines"]

PRINTED = "printed"
"""The kind of lines that no hand wrote."""

TALLEST = 5.0
"""Components higher than this many digit heights are pictures, stamps or frames."""

WIDE_GAP = 2.0
"""A gap wider than this many median pitches starts another string (the string rule)."""

FARTHEST = 1.6
"""Outside combs no gap inside a string is wider than this many digit heights."""

NARROW_PITCH, WIDE_PITCH = 0.5, 1.6
"""Digit heights between which pitches count: parts of one digit stand closer, strings farther."""

SPACE = 0.3
"""Gaps between printed letters wider than this part of the highest one's height part words."""

SHORTEST_STROKE = 1.5
"""What is shorter than this many stroke widths both ways is a speck, not even a point."""

SAME_ROW = 0.5
"""Lines whose middles differ by this part of the first one's height are read left to right."""

BESIDE = 0.4
"""Small ink this many line heights before or behind the line may still be its sign or comma."""

ABOVE, BELOW = 0.1, 0.2
"""Line heights that its middle may lie outside the line; commas hang below the digits' feet."""


def find_page_lines(page: PageInk, settings: LayoutSettings) -> tuple[Line, ...]:
    """Lines in reading order; none on a blank page. Printed ones only if the settings ask."""
    height, stroke_width = page.scale.digit_height, page.scale.stroke_width
    usable = [c for c in page.components if _is_usable(c, height, stroke_width)]
    ticked = find_tick_combs(usable, page.rulings, stroke_width=stroke_width)
    closed = complete_combs(find_combs(page.rulings), page.rulings, usable)
    closed += find_stacked_combs(closed, page.rulings, usable)
    rests = {c for comb in closed for c in comb.rests(usable)}
    rests.update(tick for comb in ticked for tick in comb.ticks)
    usable = [c for c in usable if c not in rests]
    tall = [c for c in usable if c.box.height >= settings.smallest * height]
    boxed, parts = _each_once(
        [part for comb in closed if (part := comb.members(tall))],
        [part for comb in ticked if (part := comb.members(tall))],
    )
    combed = list(parts)
    rest = [c for c in tall if not any(c in part for part in boxed + parts)]
    parts += _free_parts(rest, page.rulings, settings)
    small = [c for c in usable if c.box.height < settings.smallest * height]
    written = [replace(_line(part, small), boxed=True) for part in boxed]
    known = find_print(parts, surely=settings.print_likeness)
    letter = letter_height([part for part, printed in zip(parts, known, strict=True) if printed])
    for part, printed in zip(parts, known, strict=True):
        if not printed:
            likely = is_perhaps_print(part, surely=settings.print_likeness)
            likely |= part not in combed and is_page_number(
                part, letter=letter, page=page.mask.shape
            )
            reasons = (Reason.PRINTED,) * likely
            line = replace(_line(part, small), slope=slope_of(part), reasons=reasons)
            written.append(line)
        elif settings.printed:
            written += [replace(_line(word, small), kind=PRINTED) for word in _words(part)]
    return tuple(mark_parted(mark_incomplete(in_reading_order(written)), page.rulings))


def _each_once(
    boxed: Sequence[tuple[Component, ...]], ticked: Sequence[tuple[Component, ...]]
) -> tuple[list[tuple[Component, ...]], list[tuple[Component, ...]]]:
    """The digits of closed and of open combs, the larger first, but for those that share a digit
    with a larger one: open combs may look like boxes between rows, and none is read twice."""
    taken: set[Component] = set()
    closed: list[tuple[Component, ...]] = []
    opened: list[tuple[Component, ...]] = []
    combs = [(part, closed) for part in boxed] + [(part, opened) for part in ticked]
    for part, kept in sorted(combs, key=lambda comb: -len(comb[0])):
        if taken.isdisjoint(part):
            taken.update(part)
            kept.append(part)
    return closed, opened


def _free_parts(
    components: Sequence[Component], rulings: Sequence[Ruling], settings: LayoutSettings
) -> list[tuple[Component, ...]]:
    verticals = Uprights(rulings)
    parts = list(find_steep_rows(components, reach=settings.reach))
    steep = {component for part in parts for component in part}
    level = [c for c in components if c not in steep]
    rows = find_rows(level, reach=settings.reach)
    for row in part_rows(rows, reach=settings.reach):
        for cell in split_at_rulings(row, verticals):
            if cell.comb:
                parts.append(cell.components)
                continue
            for own in rows_of_cell(cell.components, reach=settings.reach):
                parts += _split_at_gaps(own)
    return parts


def in_reading_order(lines: Iterable[Line]) -> list[Line]:
    """Lines from top to bottom, those at one height from left to right."""
    rest = sorted(lines, key=lambda line: line.box.middle_row)
    ordered: list[Line] = []
    while rest:
        first = rest[0].box
        level = first.middle_row
        reach = SAME_ROW * max(first.height, 1)
        band = [r for r in rest if abs(r.box.middle_row - level) <= reach]
        ordered += sorted(band, key=lambda line: line.box.left)
        rest = [r for r in rest if r not in band]
    return ordered


def _is_usable(component: Component, height: float, stroke_width: float) -> bool:
    box = component.box
    if box.height > TALLEST * height:
        return False
    return max(box.height, box.width) >= SHORTEST_STROKE * stroke_width


def _split_at_gaps(components: tuple[Component, ...]) -> list[tuple[Component, ...]]:
    """Parts of a cell with no gap wider than twice their median pitch."""
    ordered = sorted(components, key=lambda c: c.box.left)
    if len(ordered) < 2:
        return [tuple(ordered)]
    height = float(np.median([c.box.height for c in ordered]))
    middles = np.array([c.box.middle_col for c in ordered])
    pitches = np.diff(middles)
    pitch = float(np.median(np.clip(pitches, NARROW_PITCH * height, WIDE_PITCH * height)))
    parts, right = [[ordered[0]]], ordered[0].box.right
    for component in ordered[1:]:
        if component.box.left - right > min(WIDE_GAP * pitch, FARTHEST * height):
            parts.append([])
        parts[-1].append(component)
        right = max(right, component.box.right)
    return [tuple(part) for part in parts]


def _words(part: tuple[Component, ...]) -> list[tuple[Component, ...]]:
    """A printed line's words: numbers stand among letters, with spaces of even width between."""
    ordered = sorted(part, key=lambda c: c.box.left)
    space = SPACE * max(c.box.height for c in part)
    words, right = [[ordered[0]]], ordered[0].box.right
    for component in ordered[1:]:
        if component.box.left - right > space:
            words.append([])
        words[-1].append(component)
        right = max(right, component.box.right)
    return [tuple(word) for word in words]


def _line(part: tuple[Component, ...], small: Sequence[Component]) -> Line:
    """A line with the small ink that stands within its height: bars, dots, commas."""
    box = Box.around(c.box for c in part)
    near = BESIDE * box.height
    own = [c for c in small if _belongs(c.box, box, near)]
    members = tuple(sorted((*part, *own), key=lambda c: (c.box.left, c.box.top)))
    return Line(Box.around(c.box for c in members), members)


def _belongs(small: Box, box: Box, near: float) -> bool:
    middle_row, middle_col = small.middle_row, small.middle_col
    return (
        box.top - ABOVE * box.height <= middle_row <= box.bottom + BELOW * box.height
        and box.left - near <= middle_col <= box.right + near
    )
