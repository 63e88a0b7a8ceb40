"""Cells of tables and combs: where upright rulings part a row, and where they do not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from reader.imaging.rulings import Ruling
from reader.layout.rows import Row
from reader.records import Box, Component

__all__ = ["split_at_rulings"]

COMB_CELL = 2.2
"""A cell up to this many digit heights wide may be one cell of a comb."""

SAME_BORDER = 0.35
"""Upright rulings nearer to each other than this many digit heights are one border."""

COMB_SINGLE = 0.7
"""A comb is believed if this part of its filled cells holds one digit each."""


def split_at_rulings(row: Row, verticals: Sequence[Ruling]) -> list[tuple[Component, ...]]:
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
        if joined and joined[-1][-1] == index - 1 and _alike(index, cells, borders, height):
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


def _alike(
    index: int, cells: dict[int, list[Component]], borders: Sequence[float], height: float
) -> bool:
    """Whether a cell and the one before it are narrow and equally wide, as in a comb.

    A cell whose outer border was not found (a digit lies on it) is as wide as the other.
    """
    widths = [_cell_width(i, borders) for i in (index - 1, index)]
    known = [w for w in widths if w]
    if not known or max(known) > COMB_CELL * height:
        return False
    if len(known) == 2:
        return min(known) >= 0.7 * max(known)
    outer = Box.around(c.box for c in cells[index if widths[0] else index - 1])
    border = borders[index - 1]
    return max(outer.right - border, border - outer.left) <= 1.3 * known[0]


def _cell_width(index: int, borders: Sequence[float]) -> float:
    """Width of the cell before border ``index``; 0 for what lies beyond the outermost borders."""
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
