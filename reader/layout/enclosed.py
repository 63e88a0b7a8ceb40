"""Places that rulings enclose: in a picture of one string, what stands in them is the string."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.ink import PageInk
from reader.imaging.rulings import Ruling
from reader.layout.between import ink_between_borders
from reader.records import Box, Component, Image

__all__ = ["find_enclosures", "leave_out_captions"]

OVERSHOOT = 2.0
"""Stroke widths by which rulings are drawn longer than they were found: prints break where lines
meet, and corners may be rounded."""

LEAST_OVERSHOOT = 3
"""Pixels of the same, however thin the pen."""

BROKEN_BORDER = 0.4
"""A border of cells is drawn as long as the one across if this part of it was found."""

SHORTEST = 0.7
"""A cell is at least this many digit heights high and half as wide: smaller ones lie between the
two lines of a double border."""

SAME_ROW = 0.5
"""Cells stand side by side that share this part of the lower one's height."""

ALIKE = 3.0
"""Two cells are one comb if the first is no narrower than the other by more than this factor: in
a small cell before the string stands a currency sign."""

COMB_DIGITS = 2
"""Three and more cells are one comb if half of them hold no more digits than this each."""

FEWEST_GAPS = 3
"""Gaps between digits that tell whether these stand at one pitch."""

PITCH, UNEVEN, MOST_UNEVEN = 0.7, 0.3, 0.15
"""Digits of a comb stand this many of their heights apart or more, a pitch; of the gaps only that
part at most may differ by more than so many pitches."""

DIVIDER, SLENDER = 0.85, 4.0
"""Rests of a divider are this part of the cells' height, and so many times as high as wide."""

WIDE = 0.35
"""Cells that span this part of the picture's width are what the picture was cut out for."""

ENOUGH = 0.5
"""Narrower ones must hold this part of the ink's height that stands outside."""

TOPMOST = 0.5
"""Of several rows of cells the topmost counts that has this part of the fullest one's ink."""

THROUGH = 0.2
"""A line this part of a digit's height from its head and foot runs through it, not along it."""

FEWEST_CROSSED = 2
"""Digits that a line runs through at least: one may have been written over a border."""

CAPTION = 0.6
"""Ink lower than this many digit heights fills no cell: a printed caption may stand in one."""


def find_enclosures(page: PageInk) -> tuple[Box, ...]:
    """Boxes of the regions that rulings enclose, from top to bottom.

    One side may be the picture's left or right edge, where the crop cut a comb short.
    """
    walls = [r for r in page.rulings if r.vertical or not _is_written_across(r, page)]
    levels = sum(not r.vertical for r in walls)
    uprights = len(walls) - levels + (page.outside is not None)
    if levels < 2 or uprights < 2:
        return ()
    paper: Image = np.ones(page.mask.shape, np.uint8)
    reach = _reach(page)
    for ruling, start, stop in _completed(walls, reach):
        _draw(paper, ruling, start - reach, stop + reach)
    if page.outside is not None:
        paper[page.outside] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        paper, 4, cv2.CV_32S, cv2.CCL_SAUF
    )
    height, width = page.mask.shape
    sides = ((int(n[1]), int(n[0]), int(n[3]), int(n[2])) for n in stats[1:])
    boxes = (Box(*n) for n in sides)
    inner = (b for b in boxes if b.top > 0 and b.bottom < height and b.width < width)
    inner = (b for b in inner if b.left > 0 or b.right < width)
    return tuple(sorted(inner, key=lambda b: (b.top, b.left)))


def _is_written_across(level: Ruling, page: PageInk) -> bool:
    """Whether a ruling runs through the middle of most digits that stand at its height: squared
    paper, not the border of a cell."""
    height = page.scale.digit_height
    tall = [c.box for c in page.components if c.box.height >= CAPTION * height]
    crossed = near = 0
    for box in tall:
        col = box.left + box.width // 2
        if level.start <= col < level.stop:
            above = (float(level.centre[col - level.start]) - box.top) / box.height
            near += -1.0 <= above <= 2.0
            crossed += THROUGH <= above <= 1.0 - THROUGH
    return crossed >= FEWEST_CROSSED and crossed > near / 2


def _reach(page: PageInk) -> int:
    return max(LEAST_OVERSHOOT, round(OVERSHOOT * page.scale.stroke_width))


def _completed(rulings: Sequence[Ruling], reach: int) -> list[tuple[Ruling, int, int]]:
    """The rulings with start and stop; the upper and the lower border of cells are equally long,
    though one of them may have been found in part."""
    spans = {id(r): (r.start, r.stop) for r in rulings}
    levels = [r for r in rulings if not r.vertical]
    for upright in (r for r in rulings if r.vertical):
        above = [r for r in levels if _ends_on(upright, 0, r, reach)]
        below = [r for r in levels if _ends_on(upright, -1, r, reach)]
        if len(above) == len(below) == 1:
            both = [spans[id(r)] for r in above + below]
            whole = min(b[0] for b in both), max(b[1] for b in both)
            for ruling in above + below:
                if ruling.length >= BROKEN_BORDER * (whole[1] - whole[0]):
                    spans[id(ruling)] = whole
    return [(r, *spans[id(r)]) for r in rulings]


def _ends_on(upright: Ruling, end: int, level: Ruling, reach: int) -> bool:
    row = upright.start if end == 0 else upright.stop
    beside = level.start - reach <= upright.middle <= level.stop + reach
    return beside and abs(level.middle - row) <= reach + level.thickness


def _draw(paper: Image, ruling: Ruling, start: int, stop: int) -> None:
    """A ruling from ``start`` to ``stop`` as a wall of two pixels."""
    course = _places(ruling.length)
    run = ruling.slope * np.array([start - ruling.start, stop - ruling.stop])
    along = np.concatenate([[start], ruling.start + course, [stop]])
    centre = ruling.centre[course]
    across = np.concatenate([[centre[0] + run[0]], centre, [centre[-1] + run[1]]])
    points = np.stack([across, along] if ruling.vertical else [along, across], axis=1)
    cv2.polylines(paper, [np.round(points).astype(np.int32)], False, 0, 2)


@lru_cache
def _places(length: int) -> NDArray[np.int64]:
    """Evenly spread places of a ruling, where its course is followed."""
    return np.linspace(0, length - 1, min(length, 16)).round().astype(np.int64)


def leave_out_captions(
    components: Sequence[Component], page: PageInk, *, digit_height: float
) -> tuple[tuple[Component, ...], tuple[Box, ...]]:
    """What stands in the cells of one row, and the cells; neither where no cells hold the
    picture's string.

    Of cells of quite different widths those count that hold the most: an amount, not the
    currency sign in the small cell before it.
    """
    least = SHORTEST * digit_height
    cells = [b for b in find_enclosures(page) if b.height >= least and b.width >= least / 2]
    filled = [(cell, inner) for cell in cells if (inner := _inside(components, cell))]
    filled = [(cell, inner) for cell, inner in filled if _weight(inner, digit_height)]
    if not filled:
        return (), ()
    row = _string_of(_topmost(_rows(filled), digit_height), digit_height)
    own = {c for _, inner in row for c in inner}
    others = [cell for cell, _ in filled] if len(row) > 1 else cells
    free = [c for c in components if not any(_holds(cell, c.box) for cell in others)]
    chosen_cells = tuple(sorted((cell for cell, _ in row), key=lambda cell: cell.left))
    own.update(ink_between_borders(free, chosen_cells, page.rulings, reach=_reach(page)))
    chosen = tuple(c for c in components if c in own)
    rest = tuple(c for c in components if c not in own)
    span = sum(cell.width for cell in chosen_cells)
    inside, outside = _weight(chosen, digit_height), _weight(rest, digit_height)
    if span < WIDE * page.mask.shape[1] and inside < ENOUGH * outside:
        return (), ()
    return chosen, chosen_cells


_Filled = tuple[Box, tuple[Component, ...]]


def _inside(components: Sequence[Component], cell: Box) -> tuple[Component, ...]:
    return tuple(c for c in components if _holds(cell, c.box))


def _holds(cell: Box, box: Box) -> bool:
    row, col = box.middle_row, box.middle_col
    return cell.top <= row < cell.bottom and cell.left - 2 <= col < cell.right + 1


def _weight(components: Sequence[Component], digit_height: float) -> float:
    heights = [min(c.box.height, digit_height) for c in components]
    return float(sum(h for h in heights if h >= CAPTION * digit_height))


def _rows(filled: Sequence[_Filled]) -> list[list[_Filled]]:
    """Cells side by side, from top to bottom."""
    rows: list[list[_Filled]] = []
    for cell, inner in filled:
        for row in rows:
            first = row[0][0]
            shared = min(first.bottom, cell.bottom) - max(first.top, cell.top)
            if shared >= SAME_ROW * min(first.height, cell.height):
                row.append((cell, inner))
                break
        else:
            rows.append([(cell, inner)])
    return rows


def _topmost(rows: Sequence[list[_Filled]], digit_height: float) -> list[_Filled]:
    weights = [sum(_weight(inner, digit_height) for _, inner in row) for row in rows]
    return next(row for row, w in zip(rows, weights, strict=True) if w >= TOPMOST * max(weights))


def _string_of(row: list[_Filled], digit_height: float) -> list[_Filled]:
    """The cells of a comb, or the one cell that holds the most."""
    fullest = max(row, key=lambda f: _weight(f[1], digit_height))
    counts = [sum(c.box.height >= CAPTION * digit_height for c in inner) for _, inner in row]
    if len(row) > 2:
        single = float(np.median(counts)) <= COMB_DIGITS
        return row if single or _is_even(row, digit_height) else [fullest]
    return [f for f in row if f[0].width * ALIKE >= fullest[0].width or f[0].left > fullest[0].left]


def _is_even(row: Sequence[_Filled], digit_height: float) -> bool:
    """Whether the digits of all cells stand at one pitch: a comb not all of whose dividers were
    found, no numbers in the columns of a table."""
    height = float(np.median([cell.height for cell, _ in row]))
    boxes = sorted(
        (c.box for _, inner in row for c in inner if _is_digit(c.box, height, digit_height)),
        key=lambda box: box.left,
    )
    digits: list[list[float]] = []
    for box in boxes:
        if digits and box.middle_col < digits[-1][1]:
            digits[-1][1] = max(digits[-1][1], box.right)
        else:
            digits.append([box.left, box.right])
    gaps = np.diff([(left + right) / 2 for left, right in digits])
    if len(gaps) < FEWEST_GAPS:
        return False
    pitch = float(np.median(gaps))
    uneven = np.abs(gaps / pitch - 1.0) > UNEVEN
    return pitch >= PITCH * digit_height and float(uneven.mean()) <= MOST_UNEVEN


def _is_digit(box: Box, cell_height: float, digit_height: float) -> bool:
    """Whether ink is as high as digits, and no divider from border to border."""
    divider = box.height >= DIVIDER * cell_height and box.height >= SLENDER * box.width
    return box.height >= CAPTION * digit_height and not divider
