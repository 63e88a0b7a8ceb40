"""Printed rulings and box borders: found in the mask, removed without the strokes across them.

Method: runs of ink longer than handwriting makes are opened out of the mask, joined where they
lie on one line, kept where they are straight, even, and either long or part of a frame; then
only ink no thicker than the line is deleted, and what crosses the line stays
(design notes in ARCHITECTURE.md).
"""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.fragments import joined, parted
from reader.imaging.frames import believed
from reader.imaging.ruling import LIMITS, Ruling, RulingLimits, edges_of
from reader.imaging.ruling_parts import connected_parts, lines_of_part, narrowed, widened
from reader.imaging.solids import filled_boxes, without_solids
from reader.records import Mask

__all__ = ["Ruling", "find_rulings", "remove_rulings"]


RUN_PIXELS = 7
"""No run is shorter, however thin the pen: shorter ones are the steps of any oblique edge."""

GAP_PIXELS = 3
"""Gaps up to this are always bridged: a row that a slightly sloping line steps over."""

RUNS = 1.5
"""A line is at least this many runs long: one run alone is any straight stroke."""

MOST_RULINGS = 3000
"""Lines of one direction on a page that are looked at: a sheet of small boxes has that many."""

FRINGE = 1.0
"""Pixels erased on each side of a line beyond half its thickness: its blurred edge."""

CROSSING_FRINGE = 2
"""The same where two lines cross, whose inner corners blur more."""


def find_rulings(
    mask: Mask, *, stroke_width: float, limits: RulingLimits = LIMITS
) -> tuple[Ruling, ...]:
    """Straight lines of a form in a mask; none in a blank one."""
    ink, mask = mask, without_solids(mask, stroke_width=stroke_width)
    fields = filled_boxes(ink, mask)
    horizontal, blotted = _find_along_rows(mask, stroke_width, limits, vertical=False)
    turned = cv2.transpose(mask.view(np.uint8)).view(np.bool_)
    vertical, more = _find_along_rows(turned, stroke_width, limits, vertical=True)
    blotted = _longest(blotted + more)
    found = believed(
        joined(_longest(horizontal), ink),
        joined(_longest(vertical), ink),
        mask,
        stroke_width,
        limits,
        blotted=blotted,
        edges=[edge for field in fields for edge in edges_of(field)],
    )
    return parted(found, ink)


def _longest(rulings: list[Ruling]) -> list[Ruling]:
    """As many as any form has, in their order: each is compared with all others."""
    if len(rulings) <= MOST_RULINGS:
        return rulings
    kept = {id(r) for r in sorted(rulings, key=lambda r: -r.length)[:MOST_RULINGS]}
    return [r for r in rulings if id(r) in kept]


def remove_rulings(mask: Mask, rulings: tuple[Ruling, ...], *, stroke_width: float) -> Mask:
    """A copy of ``mask`` without the rulings; strokes that cross a line keep their ink."""
    cleaned = mask.copy()
    for ruling in rulings:
        _erase(cleaned.T if ruling.vertical else cleaned, ruling, stroke_width)
    upright = [r for r in rulings if r.vertical]
    spans = np.array([(r.start, r.stop, r.centre.min(), r.centre.max()) for r in upright])
    start, stop, first, last = spans.reshape(-1, 4).T
    widest = max((r.thickness for r in rulings), default=0.0)
    for level in (r for r in rulings if not r.vertical):
        top, bottom = level.centre.min() - widest, level.centre.max() + widest
        near = (start <= bottom) & (top <= stop)
        near &= (level.start - widest <= last) & (first <= level.stop + widest)
        for index in np.flatnonzero(near).tolist():
            _erase_crossing(cleaned, level, upright[index])
    return cleaned


def _erase_crossing(mask: Mask, level: Ruling, other: Ruling) -> None:
    """Delete what is left where a level ruling and an upright one cross or meet.

    Each spared the other there, as it spares every stroke that crosses it.
    """
    col = round(other.middle)
    if not level.start - other.thickness <= col < level.stop + other.thickness:
        return
    row = round(float(level.centre[min(max(col - level.start, 0), level.length - 1)]))
    if not other.start - level.thickness <= row < other.stop + level.thickness:
        return
    col = round(float(other.centre[min(max(row - other.start, 0), other.length - 1)]))
    high, wide = (round(line.thickness / 2 + CROSSING_FRINGE) for line in (level, other))
    mask[max(0, row - high) : row + high + 1, max(0, col - wide) : col + wide + 1] = False


def _find_along_rows(
    mask: Mask, stroke_width: float, limits: RulingLimits, *, vertical: bool
) -> tuple[list[Ruling], list[Ruling]]:
    """Lines, and what may be the cores of lines that other ink blots."""
    run = max(RUN_PIXELS, round(limits.run * stroke_width))
    ink = mask.view(np.uint8)
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    runs = widened(narrowed(bridged, run), run)
    if not runs.any():
        return [], []
    gap = max(GAP_PIXELS, round(limits.gap * stroke_width), round(limits.dash * run))
    joined = narrowed(widened(runs, gap), gap)
    joined = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    shortest = max(RUNS * run, limits.shortest * stroke_width)
    found: list[Ruling] = []
    blotted: list[Ruling] = []
    for top, left, part in connected_parts(joined, shortest=shortest):
        window = (slice(top, top + part.shape[0]), slice(left, left + part.shape[1]))
        part &= runs[window] > 0
        if part.any():
            lines, cores = lines_of_part(
                part, top, left, stroke_width, limits, vertical=vertical, shortest=shortest
            )
            found += lines
            blotted += cores
    return found, blotted


def _erase(mask: Mask, ruling: Ruling, stroke_width: float) -> None:
    """Delete the line from ``mask`` (rows across it), sparing strokes on both sides of it."""
    half = ruling.thickness / 2 + FRINGE
    along = np.arange(ruling.start, ruling.stop)
    upper = np.floor(ruling.centre - half).astype(int)
    lower = np.ceil(ruling.centre + half).astype(int)
    band = np.arange(int((lower - upper).max()) + 1)[:, None] + upper[None, :]
    inside = (band <= lower[None, :]) & (band >= 0) & (band < mask.shape[0])
    crossed = _inked(mask, upper - 1, along) & _inked(mask, upper - 2, along)
    under = _inked(mask, lower + 1, along) & _inked(mask, lower + 2, along)
    kept = _spread(crossed, ruling.thickness, stroke_width) & _spread(
        under, ruling.thickness, stroke_width
    )
    delete = inside & ~kept[None, :]
    rows, cols = delete.nonzero()
    mask[band[rows, cols], along[cols]] = False


def _inked(mask: Mask, rows: np.ndarray, cols: np.ndarray) -> Mask:
    inside = np.minimum(np.maximum(rows, 0), mask.shape[0] - 1)
    return (inside == rows) & mask[inside, cols]


def _spread(ink: Mask, thickness: float, stroke_width: float) -> Mask:
    """Columns within a line's thickness of ink, but not where ink runs along the line."""
    reach = int(np.ceil(thickness / 2)) + 1
    kernel = np.ones((1, 2 * reach + 1), np.uint8)
    return cv2.dilate(ink.view(np.uint8)[None, :], kernel)[0] > 0
