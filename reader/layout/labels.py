"""What labels a form and is not the string of the picture: print in its cells, captions."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from reader.imaging.ink import PageInk
from reader.layout.enclosed import find_enclosures
from reader.layout.print_likeness import print_likeness
from reader.layout.rows import Row, find_rows
from reader.records import Box, Component

__all__ = ["is_caption", "is_label"]

HIGHER = 1.3
"""Writing beside a label is this many times as high as its letters."""

LETTER = 0.6
"""Ink lower than this part of the highest letter tells nothing: dots, what is left of lines."""

SLENDER = 3.0
"""Ink this many times as high as wide may be what is left of a ruling."""

WIDE = 0.35
"""An empty cell that spans this part of the picture's width is what the picture was cut out for."""

FULL = 0.3
"""A cell that holds ink of this part of its height is not empty."""


def is_caption(row: Row, page: PageInk, *, surely: float) -> bool:
    """Whether a row stands outside of a wide empty cell, and looks printed or is cut by the
    picture's edge.

    The picture was cut out for the cell: beside it stand captions and cut-off neighbours. A
    likeness to print of ``surely`` is enough, however few the letters.
    """
    if _is_within(row.box, page.mask.shape) and print_likeness(row.components) < surely:
        return False
    least = WIDE * page.mask.shape[1]
    cells = [cell for cell in find_enclosures(page) if cell.width >= least]
    return any(_is_empty(cell, page) for cell in cells) and not any(
        cell.holds(c.box) for cell in cells for c in row.components
    )


def _is_empty(cell: Box, page: PageInk) -> bool:
    high = FULL * cell.height
    return not any(c.box.height >= high and cell.holds(c.box) for c in page.components)


def is_label(
    enclosed: Sequence[Component],
    components: Sequence[Component],
    shape: tuple[int, int],
    *,
    surely: float,
) -> bool:
    """Whether all of the ``enclosed`` ink looks printed, and higher ink stands beside it.

    ``components`` are all that a picture of that shape (h, w) holds; ink that its edges cut does
    not count. A likeness to print of ``surely`` is enough here, however few the letters.
    """
    own = set(enclosed)
    letters = [c for c in enclosed if c.box.height >= LETTER * max(e.box.height for e in enclosed)]
    highest = max(c.box.height for c in letters)
    outside = [c.box for c in components if c not in own and _is_within(c.box, shape)]
    if not any(HIGHER * highest <= b.height < SLENDER * b.width for b in outside):
        return False
    rows = find_rows(letters, reach=inf)
    return all(print_likeness(row.components) >= surely for row in rows)


def _is_within(box: Box, shape: tuple[int, int]) -> bool:
    return box.top > 0 and box.left > 0 and box.bottom < shape[0] and box.right < shape[1]
