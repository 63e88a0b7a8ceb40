"""The lines in one connected part of the long runs of a mask: one, two side by side, or the cores
of one that other ink blots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

import cv2
import numpy as np

from reader.imaging.ruling import Ruling, RulingLimits
from reader.imaging.ruling_course import HALF, THINNEST, quantile, traced
from reader.records import Image, Mask

__all__ = ["connected_parts", "lines_of_part", "narrowed", "widened"]

CORE = 0.4
"""Part of a blotted line's length that is one straight run at least."""

LEAST_ROWS = 5
"""Rows of a part that holds two lines at least, its edges among them."""

APART, BOTH = 6, 0.8
"""Pixels between two lines that run side by side, and the part of their length in which both do."""

BESIDE = 1.5
"""Pixels beside a line's course that are still its own ink, where another one runs above it."""


def lines_of_part(
    part: Mask,
    top: int,
    left: int,
    stroke_width: float,
    limits: RulingLimits,
    *,
    vertical: bool,
    shortest: float,
) -> tuple[list[Ruling], list[Ruling]]:
    """The lines of a part that begins at ``top`` and ``left``, and what may be the cores of lines
    that other ink blots; lines shorter than ``shortest`` pixels are none."""
    trace = partial(traced, stroke_width=stroke_width, limits=limits, vertical=vertical)
    pair = [trace(line, top, left) for line in _side_by_side(part)]
    if pair and all(line is not None for line in pair):
        return [line for line in pair if line is not None], []
    ruling = trace(part, top, left)
    long = limits.long * stroke_width
    if ruling is not None:
        is_plain = part.shape[0] < LEAST_ROWS or ruling.length < long
        masks = [] if is_plain else _one_above_the_other(part, long, trace)
        others = [line for mask in masks if mask.any() and (line := trace(mask, top, left))]
        return [ruling, *(line for line in others if _is_beside(line, ruling))], []
    cores = [trace(core, top, left + col) for col, core in _cores(part, shortest=shortest)]
    if part.shape[1] >= long:
        cores.append(trace(part, top, left, thin=THINNEST))
    return [], [core for core in cores if core is not None]


def _is_beside(line: Ruling, ruling: Ruling) -> bool:
    """Whether a line of a part runs beside the ruling that was found in all of it."""
    middle = min(max(line.start + line.length // 2 - ruling.start, 0), ruling.length - 1)
    beside = abs(float(ruling.centre[middle]) - float(line.centre[line.length // 2]))
    return beside > (ruling.thickness + line.thickness) / 2 + BESIDE


def _one_above_the_other(
    part: Mask, long: float, trace: Callable[[Mask, int, int], Ruling | None]
) -> list[Mask]:
    """The ink of each long line of a part in which some run above each other, and print or a short
    stroke joins them; of others nothing."""
    pieces = connected_parts(_unbroken(part, round(long)).view(np.uint8), shortest=long)
    lines = [line for down, along, piece in pieces if (line := trace(piece, down, along))]
    if not any(_overlap(one, other) for one, other in combinations(lines, 2)):
        return []
    rows, cols = np.arange(part.shape[0])[:, None], np.arange(part.shape[1])
    found: list[Mask] = []
    for line in sorted(lines, key=lambda line: -line.length):
        middle = line.start + line.length // 2
        at = np.clip(cols - line.start, 0, line.length - 1)
        course = line.centre[at] + line.slope * (cols - line.start - at)
        row = min(max(round(float(course[middle])), 0), part.shape[0] - 1)
        if not any(own[row, middle] for own in found):
            found.append(part & (np.abs(rows - course) <= line.thickness / 2 + BESIDE))
    return found


def _overlap(one: Ruling, other: Ruling) -> bool:
    return min(one.stop, other.stop) > max(one.start, other.start)


def _side_by_side(part: Mask) -> tuple[Mask, ...]:
    """The upper and the lower line of a part in which two run side by side from end to end, as of
    boxes close to each other or of a double border; nothing of others."""
    if part.shape[0] < LEAST_ROWS:
        return ()
    inked = part.any(axis=0)
    thickness = np.add.reduce(part, axis=0, dtype=np.int64)[inked]
    last = part.shape[0] - 1 - part[::-1].argmax(axis=0)[inked]
    apart = last - part.argmax(axis=0)[inked] + 1 - thickness
    if not 1 <= quantile(apart, HALF) <= APART:
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
    core = _unbroken(part, run)
    inked = np.zeros(part.shape[1] + 2, bool)
    inked[1:-1] = core.any(axis=0)
    ends = (inked[1:] != inked[:-1]).nonzero()[0]
    for start, stop in ends.reshape(-1, 2).tolist():
        yield start, np.asarray(core[:, start:stop])


def _unbroken(part: Mask, run: int) -> Mask:
    """Its runs of at least so many pixels."""
    return np.asarray(widened(narrowed(part.view(np.uint8), run), run) > 0)


def connected_parts(joined: Image, *, shortest: float) -> Iterator[tuple[int, int, Mask]]:
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


def narrowed(ink: Image, cols: int) -> Image:
    """The places of ``ink`` around which a level run of so many pixels is inked."""
    return np.asarray(cv2.erode(ink, np.ones((1, cols), np.uint8), anchor=(cols // 2, 0)), np.uint8)


def widened(ink: Image, cols: int) -> Image:
    """Undoes :func:`narrowed` in place: an even kernel's middle lies half a pixel beside it."""
    anchor = (cols - 1 - cols // 2, 0)
    return np.asarray(cv2.dilate(ink, np.ones((1, cols), np.uint8), anchor=anchor), np.uint8)
