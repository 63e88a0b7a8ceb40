"""Is a string crossed out? A straight stroke runs through all of its digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.rulings import Ruling
from reader.records import Box, Component, Image, Mask

__all__ = ["is_struck_out"]

HEIGHT = 24
"""Pixels of a digit's height in the reduced picture in which strokes are followed."""

MOST_ROWS, MOST_COLS = 2 * HEIGHT, 40 * HEIGHT
"""The reduced picture is no larger: a stamp or a torn edge is no string, and every pair of its rows
would be a course."""

INKED = 0.3
"""A reduced pixel is ink if this part of it is."""

TALL = 0.6
"""Ink of this many digit heights is a digit, or several; the string reaches as far as they do."""

LONG = 1.5
"""A string narrower than this many times its height shows no strike: many a digit has a stroke
from side to side."""

MARGIN = 0.02
"""Part of the string's length at both ends that a strike may leave out."""

COVERED = 0.97
"""Part of a strike's course that is inked: between digits, too."""

LIKELY = 0.85
"""The same, at most two rows beside a strike."""

CROSSED = 3
"""Strokes that a strike crosses at least: an underline crosses none, a pen that stays on the
paper between two digits one or two."""

MIDDLE = 0.2
"""Part of a string's height between its middle and a stroke drawn with a ruler."""

BEYOND = 1.6
"""Lines of a form are longer than this many times the string."""

BESIDE = (2, 3)
"""Reduced pixels above and below a strike in which the strokes that it crosses go on."""


def is_struck_out(
    components: Sequence[Component], rulings: Sequence[Ruling] = (), *, digit_height: float
) -> bool:
    """Whether one straight stroke, level or slanting, crosses a line's digits from end to end.

    ``rulings`` are the picture's, already taken out of the components: one that is as long as the
    string and runs through its middle was drawn with a ruler.
    """
    tall = [c for c in components if c.box.height >= TALL * digit_height]
    if not tall:
        return False
    box = Box.around(c.box for c in tall)
    if box.width < LONG * box.height:
        return False
    if any(_strikes(ruling, box) for ruling in rulings):
        return True
    small = _reduced(tall, box, HEIGHT / digit_height)
    return any(_crossings(small, course) >= CROSSED for course in _inked_courses(small))


def _strikes(ruling: Ruling, box: Box) -> bool:
    apart = abs(ruling.middle - box.middle_row)
    if ruling.vertical or apart > MIDDLE * box.height or ruling.length > BEYOND * box.width:
        return False
    reach = box.height / 2
    return ruling.start <= box.left + reach and ruling.stop >= box.right - reach


def _reduced(components: Sequence[Component], box: Box, factor: float) -> Mask:
    whole: Image = np.zeros((box.height, box.width), np.uint8)
    for component in components:
        whole[component.box.moved(-box.top, -box.left).slices] |= component.mask.view(np.uint8)
    wide, high = min(MOST_COLS, box.width * factor), min(MOST_ROWS, box.height * factor)
    size = max(2, round(wide)), max(2, round(high))
    small = cv2.resize(whole * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small > 255 * INKED)


def _inked_courses(mask: Mask) -> NDArray[np.int64]:
    """Straight lines from the left to the right end that are inked nearly all along, as the row in
    each column, a line a row. Looked for in steps of two rows, then more closely."""
    thick = cv2.dilate(mask.view(np.uint8), np.ones((3, 1), np.uint8)) > 0
    height, width = mask.shape
    if _inner(thick.any(axis=0)[None]).mean() < COVERED:
        return np.zeros((0, width), np.int64)
    ends = np.arange(0, height, 2)
    pairs = np.stack([np.tile(ends, ends.size), np.repeat(ends, ends.size)], axis=1)
    pairs = pairs[_covered(thick, _courses(pairs, width)) >= LIKELY]
    if not len(pairs):
        return np.zeros((0, width), np.int64)
    near = np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1)), axis=-1).reshape(1, -1, 2)
    pairs = np.clip(pairs[:, None] + near, 0, height - 1).reshape(-1, 2)
    courses = _courses(np.unique(pairs, axis=0), width)
    return courses[_covered(thick, courses) >= COVERED]


def _courses(ends: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Rows of the straight lines between ``ends``, a pair of rows a line."""
    along = np.linspace(0.0, 1.0, width)[None, :]
    return np.rint(ends[:, :1] * (1 - along) + ends[:, 1:] * along).astype(np.int64)


def _covered(mask: Mask, courses: NDArray[np.int64]) -> NDArray[np.float64]:
    """Part of each line that is inked, its ends left out."""
    width = mask.shape[1]
    inked = np.take(mask, _inner(courses * width + np.arange(width)))
    return np.asarray(inked.mean(axis=1))


def _inner(columns: NDArray[Any]) -> NDArray[Any]:
    """Rows of columns without their ends."""
    width = columns.shape[1]
    return columns[:, round(MARGIN * width) : max(1, round((1 - MARGIN) * width))]


def _crossings(mask: Mask, course: NDArray[np.int64]) -> int:
    """Places where ink goes on above and below a course."""
    cols = np.arange(mask.shape[1])
    both = np.ones(cols.size, bool)
    for side in (-1, 1):
        beside = np.zeros(cols.size, bool)
        for distance in BESIDE:
            rows = course + side * distance
            inside = (rows >= 0) & (rows < mask.shape[0])
            beside |= inside & mask[np.clip(rows, 0, mask.shape[0] - 1), cols]
        both &= beside
    return int(np.count_nonzero(np.diff(both.astype(np.int8), prepend=0) == 1))
