"""Cells of tables and combs: where upright rulings part a row, and where they do not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reader.imaging.rulings import Ruling
from reader.layout.rows import Row
from reader.records import Box, Component

__all__ = ["Cell", "Uprights", "split_at_rulings"]

COMB_CELL = 2.2
"""A cell up to this many digit heights wide may be one cell of a comb."""

GRID_CELL = 1.6
"""The same between rulings of a whole table, whose columns are wider than one digit."""

OWN_BORDER = 3.2
"""A ruling up to this many digit heights long belongs to one row, not to a whole table."""

SLENDER = 1.0
"""A cell between such rulings may be one of a comb if it is no wider than this times its height."""

SAME_BORDER = 0.35
"""Upright rulings nearer to each other than this many digit heights are one border."""

COMB_SINGLE = 0.7
"""A comb is believed if this part of its filled cells holds one digit each."""

NEAR_ROW = 2
"""Row heights beside a row within which a ruling may border its outermost cell."""

PASSING = 0.5
"""A ruling parts a row if it covers this part of its height: the stem of a digit covers all of
it, but is no ruling; a short tick of the form covers less."""

AS_WIDE = 0.7
"""Cells of a comb differ in width: the narrower one has this part of the wider one at least."""

OVERHANG = 1.3
"""Ink of a cell without an outer border reaches at most this many widths of its neighbour."""

TALL = 0.6
"""Ink higher than this many digit heights is a digit, or most of one; bars and dots are not."""


class Uprights:
    """A page's upright rulings, asked by many rows which of them pass through."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self._rulings = [r for r in rulings if r.vertical]
        spans = [(r.start, r.stop, r.middle) for r in self._rulings]
        self._spans = np.array(spans, float).reshape(-1, 3)

    def passing(self, box: Box) -> list[Ruling]:
        """Those that cover half of the box's height, inside it or not far beside it."""
        start, stop, middle = self._spans.T
        reach = NEAR_ROW * box.height
        near = (box.left - reach <= middle) & (middle <= box.right + reach)
        shared = np.minimum(stop, box.bottom) - np.maximum(start, box.top)
        found = np.flatnonzero(near & (shared >= PASSING * box.height))
        return [self._rulings[i] for i in found]


@dataclass(frozen=True, slots=True)
class Cell:
    """Components that belong together in a row; ``comb``: one digit a cell of a comb."""

    components: tuple[Component, ...]
    comb: bool = False


@dataclass(frozen=True, slots=True)
class _Border:
    """Where an upright ruling crosses the row, and how long it is, in pixels."""

    col: float
    length: float


def split_at_rulings(row: Row, verticals: Uprights) -> list[Cell]:
    """The row's cells; neighbouring cells of a comb stay together."""
    height = float(np.median([c.box.height for c in row.components]))
    borders = _borders(row.box, verticals, near=SAME_BORDER * height)
    if not borders:
        return [Cell(row.components)]
    cells: dict[int, list[Component]] = {}
    cols = [b.col for b in borders]
    for component in row.components:
        middle = component.box.middle_col
        cells.setdefault(int(np.searchsorted(cols, middle)), []).append(component)
    joined: list[list[int]] = []
    for index in sorted(cells):
        if joined and joined[-1][-1] == index - 1 and _alike(index, cells, borders):
            joined[-1].append(index)
        else:
            joined.append([index])
    return [cell for run in joined for cell in _comb_or_cells([cells[i] for i in run])]


def _borders(box: Box, verticals: Uprights, *, near: float) -> list[_Border]:
    """Upright rulings that pass through ``box``, from left to right, double lines as one."""
    found: list[_Border] = []
    crossing = [_Border(r.middle, float(r.length)) for r in verticals.passing(box)]
    for border in sorted(crossing, key=lambda b: b.col):
        if found and border.col - found[-1].col <= near:
            last = found[-1]
            found[-1] = _Border((last.col + border.col) / 2, min(last.length, border.length))
        else:
            found.append(border)
    return found


def _alike(index: int, cells: dict[int, list[Component]], borders: Sequence[_Border]) -> bool:
    """Whether a cell and the one before it are narrow and equally wide, as in a comb.

    A cell whose outer border was not found (a digit lies on it) is as wide as the other. Narrow
    are they for their own digits: a row may begin with words in small print.
    """
    height = max(_digit_height(cells[i]) for i in (index - 1, index))
    widths = [_cell_width(i, borders) for i in (index - 1, index)]
    known = [w for w in widths if w]
    between = borders[index - 1]
    if not known or max(known) > _widest_comb_cell(between, height):
        return False
    if len(known) == 2:
        return min(known) >= AS_WIDE * max(known)
    outer = Box.around(c.box for c in cells[index if widths[0] else index - 1])
    return max(outer.right - between.col, between.col - outer.left) <= OVERHANG * known[0]


def _widest_comb_cell(between: _Border, height: float) -> float:
    """Widest cell of a comb in pixels: cells of tables are wider than high, a comb's are not."""
    if between.length <= OWN_BORDER * height:
        return max(COMB_CELL * height, SLENDER * between.length)
    return GRID_CELL * height


def _cell_width(index: int, borders: Sequence[_Border]) -> float:
    """Width of the cell before border ``index``; 0 for what lies beyond the outermost borders."""
    if 0 < index < len(borders):
        return borders[index].col - borders[index - 1].col
    return 0.0


def _digit_height(components: Sequence[Component]) -> float:
    return float(np.median([c.box.height for c in components]))


def _comb_or_cells(cells: list[list[Component]]) -> list[Cell]:
    """One string where most cells hold one digit, else a string a cell."""
    height = max(_digit_height(cell) for cell in cells)
    single = [_is_single(cell, height) for cell in cells]
    if len(cells) > 1 and sum(single) >= COMB_SINGLE * len(cells):
        return [Cell(tuple(c for cell in cells for c in cell), comb=True)]
    return [Cell(tuple(cell)) for cell in cells]


def _is_single(components: Sequence[Component], height: float) -> bool:
    """Whether the components overlap from side to side: parts of one digit, not several."""
    high = (c.box for c in components if c.box.height > TALL * height)
    tall = sorted(high, key=lambda b: b.left)
    return all(b.left < a.right for a, b in itertools.pairwise(tall))
