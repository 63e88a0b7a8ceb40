"""A line as the second reader sees it: a strip of fixed height, in two views.

The first view holds all ink of the window, frames and neighbours too; the second only the line's
own, as cleaning and layout left it. What one of them spoils, the other may still show.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.ink import PageInk
from reader.imaging.levels import level_percentile
from reader.records import Box, Component, Image, Line

__all__ = ["STRIP_HEIGHT", "STRIP_VIEWS", "WIDEST_STRIP", "cut_strip", "strip_span"]

STRIP_HEIGHT = 40
"""Height of a strip in pixels."""

STRIP_VIEWS = 2
"""Views of a strip: all ink, and the line's own."""

WIDEST_STRIP = 768
"""A strip is never wider: longer lines are squeezed from side to side."""

DIGIT_HEIGHT = 26.0
"""Height of the line's digits on a strip in pixels: room for what rises above and hangs below."""

LINE_HEIGHT = 38.0
"""The line's ink is at most this many pixels high on a strip, if its digits stay legible."""

SMALLEST_DIGIT = 19.0
"""Digits are not reduced further than this for the sake of higher ink beside them."""

BESIDE = 0.7
"""Digit heights of paper shown before and behind the line."""

TALL = 0.6
"""Components of this many digit heights tell where the line runs; commas and dashes do not."""

STEEPEST = 0.45
"""Rise of a line, as a part of its length, up to which its strip follows it."""

LEVEL = 0.03
"""A rise smaller than this is left as it is."""

FULL_INK = 0.9
"""The quantile of the own ink's levels that is shown as full ink."""

CROWD = 3
"""Fewer tall components than this tell nothing about a line's slope."""


def cut_strip(page: PageInk, line: Line, *, digit_height: float) -> Image:
    """The strip of a line.

    Parameters
    ----------
    digit_height
        Height of the line's digits in pixels of ``page``.

    Returns
    -------
    uint8 array of shape (2, 40, width)
        Ink bright on 0; ``width`` from 8 to 768, with the line's proportions up to there. A line
        without ink gives zeros.
    """
    slope, middle = _course(line, digit_height)
    box = line.box
    rise = abs(slope) * box.width
    level = max(box.height - rise, digit_height)
    factor = min(DIGIT_HEIGHT, max(SMALLEST_DIGIT, LINE_HEIGHT * digit_height / level))
    factor /= digit_height
    # Where something far above or below hangs together with the line, its digits tell the middle.
    centre = middle if level * factor > LINE_HEIGHT else box.middle_row
    left, right = strip_span(line, digit_height=digit_height)
    matrix, width = _window(left, right, centre, factor, slope=slope, pivot=box.middle_col)
    return _views(page, line.components, matrix, width)


def strip_span(line: Line, *, digit_height: float) -> tuple[float, float]:
    """The columns of the page at the left and the right end of a line's strip."""
    return line.box.left - BESIDE * digit_height, line.box.right + BESIDE * digit_height


def _course(line: Line, digit_height: float) -> tuple[float, float]:
    """How the line rises (rows a column) and the row of its middle."""
    tall = [c.box for c in line.components if c.box.height >= TALL * digit_height]
    boxes = tall or [c.box for c in line.components] or [line.box]
    rows = np.array([b.middle_row for b in boxes])
    cols = np.array([b.middle_col for b in boxes])
    weights = np.array([min(float(b.height), digit_height) for b in boxes]) + 1e-6
    middle = float(np.average(rows, weights=weights))
    if len(tall) < CROWD or np.ptp(cols) < CROWD * digit_height:
        return 0.0, middle
    slope = _slope(cols, rows, weights**2)
    if not LEVEL < abs(slope) <= STEEPEST:
        return 0.0, middle
    return slope, middle


def _slope(
    cols: NDArray[np.float64], rows: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    """Of the line that is nearest to weighed points, by least squares."""
    apart = cols - float(weights @ cols) / float(weights.sum())
    return float((weights * apart) @ rows) / float((weights * apart) @ apart)


def _window(
    left: float, right: float, centre: float, factor: float, *, slope: float, pivot: float
) -> tuple[NDArray[np.float64], int]:
    """The affine map from page to strip, and the strip's width."""
    wanted = max(8.0, (right - left) * factor)
    width = round(min(float(WIDEST_STRIP), wanted))
    across = factor * width / wanted
    middle = (STRIP_HEIGHT - 1) / 2
    matrix = np.array(
        [
            [across, 0.0, -left * across],
            [-slope * factor, factor, middle - factor * (centre - 0.5) + slope * factor * pivot],
        ]
    )
    return matrix, width


def _views(
    page: PageInk, components: Sequence[Component], matrix: NDArray[np.float64], width: int
) -> Image:
    strip = np.zeros((STRIP_VIEWS, STRIP_HEIGHT, width), np.uint8)
    area = _seen(matrix, width, page.ink.shape)
    if area.area == 0:
        return strip
    ink = page.ink[area.slices]
    own = _own_ink(page, components, area)
    matrix = matrix.copy()
    matrix[:, 2] += matrix[:, :2] @ (area.left, area.top)
    levels = _levels(own if own.any() else ink)
    for view, picture in zip(strip, (ink, own), strict=True):
        view[:] = cv2.LUT(_mapped(picture, matrix, width), levels)
    return strip


def _seen(matrix: NDArray[np.float64], width: int, shape: tuple[int, int]) -> Box:
    """The part of the page that the strip shows, a little more rather than less."""
    back = cv2.invertAffineTransform(matrix)
    corners = np.array([(0, 0), (width, 0), (0, STRIP_HEIGHT), (width, STRIP_HEIGHT)], float)
    cols, rows = back[:, :2] @ corners.T + back[:, 2:]
    top, left = max(0, int(rows.min()) - 2), max(0, int(cols.min()) - 2)
    bottom, right = min(shape[0], int(rows.max()) + 3), min(shape[1], int(cols.max()) + 3)
    return Box(top, left, max(0, bottom - top), max(0, right - left))


def _own_ink(page: PageInk, components: Sequence[Component], area: Box) -> Image:
    """The components' grey ink with its soft edges; what was taken out stays out."""
    own = np.zeros((area.height, area.width), np.uint8)
    for component in components:
        box = component.box.moved(-area.top, -area.left)
        top, left = max(0, box.top), max(0, box.left)
        bottom, right = min(area.height, box.bottom), min(area.width, box.right)
        if bottom > top and right > left:
            inner = Box(top - box.top, left - box.left, bottom - top, right - left)
            own[top:bottom, left:right] |= component.mask[inner.slices].view(np.uint8)
    soft = cv2.dilate(own, np.ones((3, 3), np.uint8)) > 0
    soft &= (own > 0) | ~page.raw_mask[area.slices]
    return np.where(soft, page.ink[area.slices], 0).astype(np.uint8)


def _levels(ink: Image) -> Image:
    """A table of levels that shows pale ink as bright as dark ink."""
    strongest = int(ink.max())
    inked = ink[ink > 0.3 * strongest] if strongest else ink[:0]
    full = level_percentile(inked, 100 * FULL_INK) if inked.size else 255.0
    return np.clip(np.arange(256) * (255.0 / max(full, 1.0)), 0, 255).astype(np.uint8)


def _mapped(picture: Image, matrix: NDArray[np.float64], width: int) -> Image:
    """``picture`` on the strip; reduced by area first, or thin strokes would break."""
    factor = float(matrix[1, 1])
    if factor < REDUCED:
        size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
        across, down = size[0] / picture.shape[1], size[1] / picture.shape[0]
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = matrix @ np.array([[1 / across, 0, 0], [0, 1 / down, 0], [0, 0, 1]])
    return np.asarray(
        cv2.warpAffine(picture, matrix, (width, STRIP_HEIGHT), flags=cv2.INTER_LINEAR), np.uint8
    )


REDUCED = 0.75
"""From this factor downwards linear interpolation alone would miss pixels."""
