"""Printed rulings and box borders: found in the mask, removed without the strokes across them.

Method: runs of ink longer than handwriting makes are opened out of the mask, joined where they
lie on one line, kept where they are straight, even, and either long or part of a frame; then
only ink no thicker than the line is deleted, and what crosses the line stays
(design notes in ARCHITECTURE.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.fragments import joined
from reader.imaging.frames import believed
from reader.imaging.ruling import LIMITS, Ruling, RulingLimits
from reader.imaging.solids import without_solids
from reader.records import Image, Mask

__all__ = ["Ruling", "find_rulings", "remove_rulings"]


RUN_PIXELS = 7
"""No run is shorter, however thin the pen: shorter ones are the steps of any oblique edge."""

GAP_PIXELS = 3
"""Gaps up to this are always bridged: a row that a slightly sloping line steps over."""

RUNS = 1.5
"""A line is at least this many runs long: one run alone is any straight stroke."""

UNBROKEN = 0.55
"""Part of a line's columns that is inked: dashes with gaps nearly as long are still a line."""

FINE_PIXELS = 3.0
"""A line this thick is always thin enough: a hairline, blurred by the scan."""

BLOTTED, BLOT_PIXELS = 2.0, 1
"""Columns thicker than this many typical thicknesses and this many pixels show a stroke across
the line, not the line."""

CORE = 0.4
"""Part of a blotted line's length that is one straight run at least."""

HALF, THINNEST = 0.5, 0.2
"""Part of a line's columns that show how thick it is; and of a blotted one's, at least."""

APART, BOTH = 6, 0.8
"""Pixels between two lines that run side by side, and the part of their length in which both do."""

FEWEST_COLUMNS = 3
"""Columns from which a course can be told from chance."""

STEP = 0.5
"""Pixels by which the thickness of the most even line varies: edges round to whole pixels."""

STRAY, STRAY_PIXELS = 2.5, 2.0
"""Columns that many standard deviations and pixels beside the first fit are not the line's."""

BOW_PIXELS = 0.8
"""Pixels by which the most straight line deviates from its course: it steps from row to row."""

BOW, LONG_BOW = 0.004, 0.01
"""Deviation as a part of the length that paper's bending explains; more for long lines, which
are believed to be lines for their length."""

BEND = 10
"""Stroke widths over which a course is averaged: paper does not bend in less."""

BEND_PIXELS = 9
"""Pixels over which it is averaged at least: fewer would follow the noise of the edges."""

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
    horizontal, blotted = _find_along_rows(mask, stroke_width, limits, vertical=False)
    turned = cv2.transpose(mask.view(np.uint8)).view(np.bool_)
    vertical, more = _find_along_rows(turned, stroke_width, limits, vertical=True)
    blotted = _longest(blotted + more)
    return believed(
        joined(_longest(horizontal), ink),
        joined(_longest(vertical), ink),
        mask,
        stroke_width,
        limits,
        blotted=blotted,
    )


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
    runs = _widened(_narrowed(bridged, run), run)
    if not runs.any():
        return [], []
    gap = max(GAP_PIXELS, round(limits.gap * stroke_width), round(limits.dash * run))
    joined = _narrowed(_widened(runs, gap), gap)
    joined = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    shortest = max(RUNS * run, limits.shortest * stroke_width)
    found: list[Ruling] = []
    blotted: list[Ruling] = []
    for top, left, part in _parts(joined, shortest=shortest):
        window = (slice(top, top + part.shape[0]), slice(left, left + part.shape[1]))
        part &= runs[window] > 0
        if not part.any():
            continue
        pair = [
            _traced(line, top, left, stroke_width, limits, vertical=vertical)
            for line in _side_by_side(part)
        ]
        if pair and all(line is not None for line in pair):
            found += [line for line in pair if line is not None]
            continue
        ruling = _traced(part, top, left, stroke_width, limits, vertical=vertical)
        if ruling is not None:
            found.append(ruling)
            continue
        cores = [
            _traced(core, top, left + col, stroke_width, limits, vertical=vertical)
            for col, core in _cores(part, shortest=shortest)
        ]
        cores.append(
            _traced(part, top, left, stroke_width, limits, vertical=vertical, thin=THINNEST)
        )
        blotted += [core for core in cores if core is not None]
    return found, blotted


def _side_by_side(part: Mask) -> tuple[Mask, ...]:
    """The upper and the lower line of a part in which two run side by side from end to end, as of
    boxes close to each other or of a double border; nothing of others."""
    inked = part.any(axis=0)
    thickness = np.add.reduce(part, axis=0, dtype=np.int64)[inked]
    last = part.shape[0] - 1 - part[::-1].argmax(axis=0)[inked]
    apart = last - part.argmax(axis=0)[inked] + 1 - thickness
    if not 1 <= _quantile(apart, HALF) <= APART:
        return ()
    begun = np.logical_or.accumulate(part, axis=0)
    upper = part & ~np.logical_or.accumulate(begun & ~part, axis=0)
    lower = part & ~upper
    both = lower.any(axis=0) & upper.any(axis=0)
    return (upper, lower) if both.sum() >= BOTH * inked.sum() else ()


def _cores(part: Mask, *, shortest: float) -> Iterator[tuple[int, Mask]]:
    """Long unbroken runs of a part that is no line by itself, side by side: column and mask.

    Strokes that touch a line, and lines of print before it, are shorter than it is.
    """
    run = round(max(shortest, CORE * part.shape[1]))
    core = _widened(_narrowed(part.view(np.uint8), run), run) > 0
    inked = np.zeros(part.shape[1] + 2, bool)
    inked[1:-1] = core.any(axis=0)
    ends = (inked[1:] != inked[:-1]).nonzero()[0]
    for start, stop in ends.reshape(-1, 2).tolist():
        yield start, np.asarray(core[:, start:stop])


def _parts(joined: Image, *, shortest: float) -> Iterator[tuple[int, int, Mask]]:
    """Connected parts that are wider than high and at least ``shortest`` wide: top, left, mask.

    Looked for at half the size, where a page has a quarter of the pixels.
    """
    height, width = joined.shape
    half = cv2.dilate(joined, np.ones((2, 2), np.uint8), anchor=(0, 0))[::2, ::2]
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        np.ascontiguousarray(half), 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    for label in (np.flatnonzero(((2 * wide >= shortest) & (high <= wide))[1:]) + 1).tolist():
        left, top, cols, rows, _ = stats[label].tolist()
        part = labels[top : top + rows, left : left + cols] == label
        part = part.repeat(2, axis=0).repeat(2, axis=1)
        yield 2 * top, 2 * left, part[: height - 2 * top, : width - 2 * left]


def _narrowed(ink: Image, cols: int) -> Image:
    return np.asarray(cv2.erode(ink, np.ones((1, cols), np.uint8), anchor=(cols // 2, 0)), np.uint8)


def _widened(ink: Image, cols: int) -> Image:
    """Undoes :func:`_narrowed` in place: an even kernel's middle lies half a pixel beside it."""
    anchor = (cols - 1 - cols // 2, 0)
    return np.asarray(cv2.dilate(ink, np.ones((1, cols), np.uint8), anchor=anchor), np.uint8)


def _traced(
    part: Mask,
    top: int,
    left: int,
    stroke_width: float,
    limits: RulingLimits,
    *,
    vertical: bool,
    thin: float = HALF,
) -> Ruling | None:
    """The ruling that the runs of ``part`` lie on, if they are straight, even and thin.

    It is as thick as the part ``thin`` of its columns is at most: half of them, or fewer where
    digits stand on it.
    """
    thickness = np.add.reduce(part, axis=0, dtype=np.int64)
    inked = thickness.nonzero()[0]
    first, last = int(inked[0]), int(inked[-1]) + 1
    left, part, thickness = left + first, part[:, first:last], thickness[first:last]
    inked -= first
    if inked.size < UNBROKEN * part.shape[1]:
        return None
    typical = _quantile(thickness[inked], thin)
    if typical > max(limits.thickest * stroke_width, FINE_PIXELS):
        return None
    thickest = BLOTTED * typical if thin == HALF else typical
    even = inked[thickness[inked] <= thickest + BLOT_PIXELS]
    if even.size < FEWEST_COLUMNS:
        return None
    if _deviation(thickness[even]) > limits.uneven * typical + STEP:
        return None
    centres = (np.arange(part.shape[0]) @ part[:, even]) / thickness[even]
    slope, offset = _fit(even, centres)
    residual = centres - (slope * even + offset)
    near = np.abs(residual) <= max(STRAY_PIXELS, STRAY * _deviation(residual))
    slope, offset = _fit(even[near], centres[near])
    bowed = _deviation(centres[near] - (slope * even[near] + offset))
    long = part.shape[1] >= limits.long * stroke_width
    bent = (LONG_BOW if long else BOW) * part.shape[1]
    allowed = max(BOW_PIXELS, limits.bowed * stroke_width, bent)
    if bowed > allowed or abs(slope) > (limits.long_slope if long else limits.slope):
        return None
    along = np.arange(part.shape[1])
    centre = _smoothed(along, even, centres, slope, offset, width=stroke_width)
    centre = (centre + top).astype(np.float32)
    return Ruling(vertical, left, left + part.shape[1], centre, typical, float(slope))


def _quantile(values: NDArray[np.int64], part: float) -> float:
    """The mean of the two values nearest to it: of 0.5 what ``numpy.median`` gives, which takes ten
    times as long for few numbers."""
    ordered = values.copy()
    ordered.sort()
    at = part * (ordered.size - 1)
    return float(ordered[math.floor(at)] + ordered[math.ceil(at)]) / 2


def _deviation(values: np.ndarray) -> float:
    """What ``numpy.std`` gives, to the last bit; that takes twice as long for few numbers."""
    apart = values - float(np.add.reduce(values)) / values.size
    return math.sqrt(float(np.add.reduce(apart * apart)) / values.size)


def _fit(along: np.ndarray, across: np.ndarray) -> tuple[float, float]:
    """Least squares line through points that are not all at one place."""
    middle, level = (
        float(np.add.reduce(along)) / along.size,
        float(np.add.reduce(across)) / along.size,
    )
    apart = along - middle
    slope = float(apart @ (across - level)) / max(float(apart @ apart), 1e-9)
    return slope, level - slope * middle


def _smoothed(
    along: np.ndarray,
    at: np.ndarray,
    centres: np.ndarray,
    slope: float,
    offset: float,
    *,
    width: float,
) -> np.ndarray:
    """Local course of the line around its fit: paper bends, rulings bend with it."""
    straight = slope * along + offset
    local = np.interp(along, at, centres) - straight
    window = int(max(BEND_PIXELS, BEND * width)) | 1
    local = np.minimum(np.maximum(local, -width), width)
    half = window // 2
    padded = np.empty(local.size + 2 * half)
    padded[:half], padded[half : half + local.size] = local[0], local
    padded[half + local.size :] = local[-1]
    return straight + np.convolve(padded, np.ones(window) / window, mode="valid")


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
