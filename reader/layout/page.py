"""Every line of handwriting on a page that may be a digit string."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np

from reader.imaging.ink import PageInk
from reader.imaging.rulings import Ruling
from reader.layout.print_likeness import print_likeness
from reader.layout.rows import Row, find_rows
from reader.records import Box, Component, Line
from reader.settings import LayoutSettings

__all__ = ["find_page_lines"]

TALLEST = 5.0
"""Components higher than this many digit heights are pictures, stamps or frames."""

WIDE_GAP = 2.0
"""A gap wider than this many median pitches starts another string (the string rule)."""

COMB_CELL = 2.2
"""A cell up to this many digit heights wide may be one cell of a comb."""

SAME_BORDER = 0.35
"""Upright rulings nearer to each other than this many digit heights are one border."""

COMB_SINGLE = 0.7
"""A comb is believed if this part of its filled cells holds one digit each."""


def find_page_lines(page: PageInk, settings: LayoutSettings) -> tuple[Line, ...]:
    """Lines in reading order; none on a blank page."""
    height = page.scale.digit_height
    usable = [c for c in page.components if _is_usable(c, height, page.scale.stroke_width)]
    tall = [c for c in usable if c.box.height >= settings.smallest * height]
    verticals = [r for r in page.rulings if r.vertical]
    parts: list[tuple[Component, ...]] = []
    for row in find_rows(tall, reach=settings.reach):
        for cell in _split_at_rulings(row, verticals):
            parts += _split_at_gaps(cell)
    small = [c for c in usable if c.box.height < settings.smallest * height]
    lines = [_line(part, small) for part in parts if not _is_print(part, settings)]
    return tuple(in_reading_order(lines))


def in_reading_order(lines: Iterable[Line]) -> list[Line]:
    """Lines from top to bottom, those at one height from left to right."""
    rest = sorted(lines, key=lambda line: line.box.top + line.box.height / 2)
    ordered: list[Line] = []
    while rest:
        first = rest[0].box
        level = first.top + first.height / 2
        reach = 0.5 * max(first.height, 1)
        band = [r for r in rest if abs(r.box.top + r.box.height / 2 - level) <= reach]
        ordered += sorted(band, key=lambda line: line.box.left)
        rest = [r for r in rest if r not in band]
    return ordered


def _is_print(part: tuple[Component, ...], settings: LayoutSettings) -> bool:
    return print_likeness(part) >= settings.print_likeness


def _is_usable(component: Component, height: float, stroke_width: float) -> bool:
    box = component.box
    if box.height > TALLEST * height:
        return False
    return max(box.height, box.width) >= 1.5 * stroke_width


def _split_at_rulings(row: Row, verticals: Sequence[Ruling]) -> list[tuple[Component, ...]]:
    """The row's cells; neighbouring cells of a comb stay together."""
    height = float(np.median([c.box.height for c in row.components]))
    borders = _borders(row.box, verticals, near=SAME_BORDER * height)
    if not borders:
        return [row.components]
    cells: dict[int, list[Component]] = {}
    for component in row.components:
        middle = component.box.left + component.box.width / 2
        cells.setdefault(int(np.searchsorted(borders, middle)), []).append(component)
    joined: list[list[int]] = []
    for index in sorted(cells):
        if joined and joined[-1][-1] == index - 1 and _alike(index, borders, height):
            joined[-1].append(index)
        else:
            joined.append([index])
    return [part for run in joined for part in _comb_or_cells([cells[i] for i in run], height)]


def _borders(box: Box, verticals: Sequence[Ruling], *, near: float) -> list[float]:
    """Columns of the upright rulings that pass through ``box``, double lines taken as one."""
    found: list[float] = []
    for col in sorted(r.middle for r in verticals if _passes_through(r, box)):
        if found and col - found[-1] <= near:
            found[-1] = (found[-1] + col) / 2
        else:
            found.append(col)
    return found


def _passes_through(ruling: Ruling, box: Box) -> bool:
    shared = min(ruling.stop, box.bottom) - max(ruling.start, box.top)
    near = box.left - 2 * box.height <= ruling.middle <= box.right + 2 * box.height
    return near and shared >= 0.5 * box.height


def _alike(index: int, borders: Sequence[float], height: float) -> bool:
    """Whether a cell and the one before it are narrow and equally wide, as in a comb."""
    widths = [_cell_width(i, borders) for i in (index - 1, index)]
    return 0 < max(widths) <= COMB_CELL * height and min(widths) >= 0.7 * max(widths)


def _cell_width(index: int, borders: Sequence[float]) -> float:
    """Width of the cell before border ``index``; cells at the ends have none."""
    if 0 < index < len(borders):
        return borders[index] - borders[index - 1]
    return 0.0


def _comb_or_cells(cells: list[list[Component]], height: float) -> list[tuple[Component, ...]]:
    """One string where most cells hold one digit, else a string a cell."""
    single = [_is_single(cell, height) for cell in cells]
    if sum(single) >= COMB_SINGLE * len(cells):
        return [tuple(c for cell in cells for c in cell)]
    return [tuple(cell) for cell in cells]


def _is_single(components: Sequence[Component], height: float) -> bool:
    """Whether the components overlap from side to side: parts of one digit, not several."""
    tall = sorted((c.box for c in components if c.box.height > 0.6 * height), key=lambda b: b.left)
    return all(b.left < a.right for a, b in itertools.pairwise(tall))


def _split_at_gaps(components: tuple[Component, ...]) -> list[tuple[Component, ...]]:
    """Parts of a cell with no gap wider than twice their median pitch."""
    ordered = sorted(components, key=lambda c: c.box.left)
    if len(ordered) < 2:
        return [tuple(ordered)]
    height = float(np.median([c.box.height for c in ordered]))
    middles = np.array([c.box.left + c.box.width / 2 for c in ordered])
    pitches = np.diff(middles)
    pitch = float(np.median(np.clip(pitches, 0.5 * height, 1.6 * height)))
    parts, right = [[ordered[0]]], ordered[0].box.right
    for component in ordered[1:]:
        if component.box.left - right > WIDE_GAP * pitch:
            parts.append([])
        parts[-1].append(component)
        right = max(right, component.box.right)
    return [tuple(part) for part in parts]


def _line(part: tuple[Component, ...], small: Sequence[Component]) -> Line:
    """A line with the small ink that stands within its height: bars, dots, commas."""
    box = Box.around(c.box for c in part)
    near = 0.4 * box.height
    own = [c for c in small if _belongs(c.box, box, near)]
    members = tuple(sorted((*part, *own), key=lambda c: (c.box.left, c.box.top)))
    return Line(Box.around(c.box for c in members), members)


def _belongs(small: Box, box: Box, near: float) -> bool:
    middle_row, middle_col = small.top + small.height / 2, small.left + small.width / 2
    return (
        box.top - 0.1 * box.height <= middle_row <= box.bottom + 0.2 * box.height
        and box.left - near <= middle_col <= box.right + near
    )
