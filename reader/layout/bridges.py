"""Rows that one piece of ink joins: digits of two rows that touch, a stroke through both, a rest of
a border between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reader.imaging.components import find_components
from reader.layout.rows import Row, find_rows
from reader.records import Box, Component

__all__ = ["part_rows", "rows_of_cell"]

HIGH = 1.5
"""A bridge is at least this many times as high as the row's other ink."""

BROAD = 3.0
"""And at most this many heights wide: wider ink is a frame or a picture, and is not cut."""

MOST = 0.7
"""Bridges are at most this many for each of the row's other pieces: where there are more, the
pieces are specks beside pictures."""

WHOLE = 0.6
"""Ink of this part of the others' height tells how high they are: bars and dots do not."""

REACH = 1.5
"""Heights that rows reach farther where a bridge between their digits is left out."""

INSIDE = 0.5
"""A bridge covers this part of the height of the rows that it joins."""

APART = 0.3
"""Heights that two rows may overlap and still stand one below the other."""

NECK = 0.25
"""Heights above and below the middle between two rows where the thinnest place is looked for."""

SLIM = 0.1
"""What is no wider than this part of the digits' height may be left of a border."""

SMALLEST = 0.1
"""Pieces of a bridge smaller than this part of a squared height are crumbs."""


def part_rows(rows: Sequence[Row], *, reach: float) -> list[Row]:
    """The rows, those that only a bridge joins parted, and the bridge with them."""
    return [part for row in rows for own in _unhooked(row, reach) for part in _parted(own, reach)]


def rows_of_cell(components: Sequence[Component], *, reach: float) -> list[tuple[Component, ...]]:
    """The components of a table's cell; in rows, if whole ones stand one below the other: what
    joined them stands in another cell."""
    rows = find_rows(components, reach=reach)
    highest = max((row.box.height for row in rows), default=0)
    whole = [row for row in rows if row.box.height >= WHOLE * highest]
    if not any(_is_below(lower.box, upper.box, highest) for upper, lower in pairwise(whole)):
        return [tuple(components)]
    members = [list(row.components) for row in whole]
    for row in rows:
        if row not in whole:
            members[_nearest_row(row.box, whole)] += row.components
    return [tuple(sorted(part, key=lambda c: c.box.left)) for part in members]


def _nearest_row(box: Box, rows: Sequence[Row]) -> int:
    """The one of ``rows`` that shares most of the height of ``box``, or is the nearest."""
    return int(np.argmax([_shared(box, row.box) for row in rows]))


def _unhooked(row: Row, reach: float) -> list[Row]:
    """The rows one below the other that only slim ink joins; each slim piece goes to the row with
    which it shares most of its height."""
    height = float(np.median([c.box.height for c in row.components]))
    slim = [c for c in row.components if c.box.width <= SLIM * height]
    rest = [c for c in row.components if c.box.width > SLIM * height]
    if not slim or len(rest) < 2:
        return [row]
    stacked = find_rows(rest, reach=reach + REACH)
    if not any(_is_below(lower.box, upper.box, height) for upper, lower in pairwise(stacked)):
        return [row]
    members = [list(part.components) for part in stacked]
    for piece in slim:
        members[_nearest_row(piece.box, stacked)].append(piece)
    return [Row(tuple(sorted(part, key=lambda c: c.box.left))) for part in members]


def _is_below(lower: Box, upper: Box, height: float) -> bool:
    beside = min(lower.right, upper.right) - max(lower.left, upper.left)
    return beside > 0 and lower.top >= upper.bottom - APART * height


def _shared(one: Box, other: Box) -> int:
    return min(one.bottom, other.bottom) - max(one.top, other.top)


def _parted(row: Row, reach: float) -> list[Row]:
    heights = np.array([c.box.height for c in row.components], float)
    height = float(np.median(heights[heights >= WHOLE * np.median(heights)]))
    bridges = [c for c in row.components if c.box.height >= HIGH * height]
    pictures = [c for c in bridges if c.box.width > BROAD * height]
    if pictures:
        return _beside_pictures(row, pictures, reach, height)
    rest = [c for c in row.components if c.box.height < HIGH * height]
    if not bridges or len(rest) < 2 or len(bridges) > MOST * len(rest):
        return [row]
    stacked = find_rows(rest, reach=reach + REACH)
    if len(stacked) < 2:
        return [row]
    pieces = [piece for bridge in bridges for piece in _cut(bridge, stacked, height)]
    if len(pieces) == len(bridges):
        return [row]
    return list(find_rows([*rest, *pieces], reach=reach))


def _beside_pictures(
    row: Row, pictures: Sequence[Component], reach: float, height: float
) -> list[Row]:
    """The row, or the rows one below the other that only frames or pictures join; these are rows
    of their own."""
    rest = [c for c in row.components if c not in pictures]
    stacked = find_rows(rest, reach=reach)
    joined = [
        [part for part in stacked if _shared(c.box, part.box) >= INSIDE * part.box.height]
        for c in pictures
    ]
    if not any(
        _is_below(lower.box, upper.box, height)
        for rows in joined
        for upper, lower in pairwise(rows)
    ):
        return [row]
    alone = [Row((picture,)) for picture in pictures]
    return [*(part for own in stacked for part in _parted(own, reach)), *alone]


def _cut(bridge: Component, rows: Sequence[Row], height: float) -> list[Component]:
    """The bridge cut between the rows that it joins; itself where it joins none."""
    beside = [near for row in rows if (near := _nearest(bridge, row))]
    beside = [c for c in beside if _covers(bridge, c) and c.box.height >= WHOLE * height]
    beside.sort(key=lambda c: c.box.top)
    ends = [0]
    for upper, lower in zip(beside, beside[1:], strict=False):
        if lower.box.top >= upper.box.bottom - APART * height:
            middle = (upper.box.bottom + lower.box.top) / 2 - bridge.box.top
            ends.append(_thinnest(bridge, middle, NECK * height))
    if len(ends) == 1:
        return [bridge]
    ends.append(bridge.box.height)
    return [
        piece
        for start, stop in zip(ends, ends[1:], strict=False)
        for piece in _pieces(bridge, start, stop, SMALLEST * height**2)
    ]


def _nearest(bridge: Component, row: Row) -> Component:
    middle = bridge.box.middle_col
    return min(row.components, key=lambda c: abs(c.box.middle_col - middle))


def _covers(bridge: Component, component: Component) -> bool:
    return _shared(bridge.box, component.box) >= INSIDE * component.box.height


def _thinnest(bridge: Component, middle: float, near: float) -> int:
    """The row of the bridge with the least ink around ``middle``, the nearest of several."""
    ink = bridge.mask.sum(axis=1)
    rows = np.arange(max(1, round(middle - near)), min(len(ink) - 1, round(middle + near)) + 1)
    if rows.size == 0:
        return round(min(max(middle, 1), len(ink) - 1))
    return int(rows[np.lexsort((np.abs(rows - middle), ink[rows]))[0]])


def _pieces(bridge: Component, start: int, stop: int, smallest: float) -> list[Component]:
    found = find_components(np.ascontiguousarray(bridge.mask[start:stop]), smallest=smallest)
    return [
        Component(c.box.moved(bridge.box.top + start, bridge.box.left), c.mask, c.area)
        for c in found
    ]
