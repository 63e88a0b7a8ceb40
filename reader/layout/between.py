"""Boxes of a comb that are not closed, or hold low ink only: what stands between the comb's upper
and lower border belongs to its string all the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.imaging.rulings import Ruling
from reader.records import Box, Component

__all__ = ["ink_between_borders"]

SLENDER = 4.0
"""A divider that was not found is this many times as high as wide,"""

THROUGH = 0.8
"""runs through this part of the comb's height,"""

ASIDE = 0.15
"""and stands within this many box widths of a divider's place."""


def ink_between_borders(
    components: Sequence[Component],
    cells: Sequence[Box],
    rulings: Sequence[Ruling],
    *,
    reach: float,
) -> tuple[Component, ...]:
    """Components that stand in a row of ``cells`` (from left to right), though in none of them.

    They lie between an upper and a lower border of the cells, as far as either was found; rulings
    within ``reach`` pixels of a cell's edge are its border.
    """
    levels = [r for r in rulings if not r.vertical]
    upper = [r for r in levels if any(_runs_along(r, c, c.top, reach) for c in cells)]
    lower = [r for r in levels if any(_runs_along(r, c, c.bottom, reach) for c in cells)]
    if not upper or not lower:
        return ()
    between = [c for c in components if _is_between(c.box, upper, lower)]
    return tuple(c for c in between if not _is_divider(c.box, cells))


def _runs_along(ruling: Ruling, cell: Box, row: int, reach: float) -> bool:
    col = cell.middle_col
    beside = ruling.start - cell.width / 2 <= col <= ruling.stop + cell.width / 2
    return beside and abs(_row(ruling, col) - row) <= reach


def _is_between(box: Box, upper: Sequence[Ruling], lower: Sequence[Ruling]) -> bool:
    row, col = box.middle_row, box.middle_col
    return any(
        (_covers(above, col) or _covers(below, col)) and _row(above, col) < row < _row(below, col)
        for above in upper
        for below in lower
    )


def _covers(ruling: Ruling, col: float) -> bool:
    return ruling.start <= col < ruling.stop


def _row(ruling: Ruling, col: float) -> float:
    """The ruling's row in a column; beyond its ends it goes on straight."""
    at = int(min(max(col - ruling.start, 0), ruling.length - 1))
    return float(ruling.centre[at]) + ruling.slope * (col - ruling.start - at)


def _is_divider(box: Box, cells: Sequence[Box]) -> bool:
    """Whether ink is a divider that no ruling was seen in: upright, from border to border, a
    whole number of boxes away from the cells."""
    height = float(np.median([c.height for c in cells]))
    if box.height < SLENDER * box.width or box.height < THROUGH * height:
        return False
    width = float(np.median([c.width for c in cells]))
    away = (box.middle_col - cells[0].left) / width
    return abs(away - round(away)) <= ASIDE
