"""Skew of a page and the turn that undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Box, Image, Mask

__all__ = [
    "COARSE_STEP",
    "LARGEST_SKEW",
    "RIM",
    "Upright",
    "estimate_skew",
    "rotate",
    "scaled_only",
    "turned_back",
]

LARGEST_SKEW = 5.0
"""Skews up to this many degrees are looked for on every page."""

STEEPEST = 45
"""Whole degrees below which the rows of a page may slope: beyond it lies on its side."""

CLEARLY = 2.0
"""How many times as steep the edges of its rows must be as with the best small skew: rows that
slope give two and a half times as much and more, level rows no more than once."""

FULLER = 1.2
"""How many times as peaked its rows must be, too: a page on its side has steep edges anywhere, but
is nowhere more peaked."""

EDGE = 5
"""Pixels over which the histogram of steep rows is averaged: the edge of a row, not of a stroke."""

RIM = 0.02
"""Part of the longer side from the edge of a page within which ink says nothing of steep rows:
the dark edges of a photograph run along the picture."""

WIDE_SAMPLE = 8_000
"""Ink pixels looked at for steep skews: whole degrees need no more."""

SAMPLE = 20_000
"""Ink pixels looked at; more do not sharpen the profile."""

FEWEST = 50
"""Ink pixels below which a page has no rows that could be level: a few specks."""

COARSE_STEP, FINE_STEP = 0.5, 0.1
"""Degrees between the skews tried first, and around the best of them: a tenth lifts the end of
an A4 row by less than the width of a stroke."""

LEVEL_FIRST = 0.002
"""Sharpness a degree loses: of skews that the ink tells apart no better, the smallest counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A picture brought upright: ``to_shown`` maps its (col, row) to the page as shown.

    ``to_shown`` is a 2 x 3 affine matrix in the convention of ``cv2.warpAffine``.
    ``quarter_turns`` says how many anticlockwise it took, 0 to 3.
    """

    image: Image
    to_shown: NDArray[np.float64]
    shown_shape: tuple[int, int]
    quarter_turns: int = 0

    def box_as_shown(self, box: Box) -> Box:
        """The smallest box on the page as shown that holds ``box``; inside the page."""
        return self.boxes_as_shown([box])[0]

    def boxes_as_shown(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """As :meth:`box_as_shown`, for many at once."""
        ends = np.array([(b.left, b.right, b.top, b.bottom) for b in boxes], float).reshape(-1, 4)
        x, y = ends[:, [0, 0, 1, 1]], ends[:, [2, 3, 2, 3]]
        (a, b, c), (d, e, f) = self.to_shown.tolist()
        cols, rows = a * x + b * y + c, d * x + e * y + f
        height, width = self.shown_shape
        shown = np.stack([rows.min(1), cols.min(1), rows.max(1), cols.max(1)])
        shown = np.clip(np.rint(shown), 0, [[height], [width], [height], [width]]).astype(int)
        return tuple(
            Box(top, left, bottom - top, right - left)
            for top, left, bottom, right in shown.T.tolist()
        )


def estimate_skew(mask: Mask) -> float:
    """Degrees by which rows rise to the right; 0.0 for blank or round-looking pages.

    The row histogram of the ink is most peaked along the rows (Postl 1986; sum of squares).
    Skews beyond :data:`LARGEST_SKEW` must be much sharper than any below it.
    """
    rows, cols = np.nonzero(mask)
    if rows.size < FEWEST:
        return 0.0
    if rows.size > SAMPLE:
        chosen = np.linspace(0, rows.size - 1, SAMPLE).astype(int)
        rows, cols = rows[chosen], cols[chosen]
    # Ends a hundredth beyond the last, so that arange includes it.
    skews = np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.01, COARSE_STEP)
    coarse = _sharpest(rows, cols, skews)
    rim = RIM * max(mask.shape)
    inner = (rows >= rim) & (rows < mask.shape[0] - rim)
    inner &= (cols >= rim) & (cols < mask.shape[1] - rim)
    steep = _steep_skew(rows[inner], cols[inner], coarse)
    coarse = coarse if steep is None else steep
    near = np.arange(coarse - COARSE_STEP, coarse + COARSE_STEP + 0.01, FINE_STEP)
    return _sharpest(rows, cols, near)


def _steep_skew(rows: np.ndarray, cols: np.ndarray, small: float) -> float | None:
    """The skew beyond :data:`LARGEST_SKEW` that is clearly sharper than ``small``, if one is."""
    if rows.size < FEWEST:
        return None
    step = max(1, rows.size // WIDE_SAMPLE)
    rows, cols = rows[::step], cols[::step]
    first = int(LARGEST_SKEW) + 1
    steep = [*range(-STEEPEST, 1 - first), *range(first, STEEPEST + 1)]
    steepness = [_steepness(rows, cols, angle) for angle in steep]
    best = steep[int(np.argmax(steepness))]
    clear = max(steepness) >= CLEARLY * _steepness(rows, cols, small)
    clear &= _sharpness(rows, cols, best) >= FULLER * _sharpness(rows, cols, small)
    return float(best) if clear and abs(best) < STEEPEST else None


def _steepness(rows: np.ndarray, cols: np.ndarray, angle: float) -> float:
    """Sum of squared steps between neighbouring strips, averaged over :data:`EDGE` of them."""
    steps = np.diff(np.convolve(_strips(rows, cols, angle), np.full(EDGE, 1 / EDGE)))
    return float(steps @ steps)


def _sharpness(rows: np.ndarray, cols: np.ndarray, angle: float) -> float:
    """Sum of squares of the ink in strips one pixel wide along an angle in degrees."""
    counts = _strips(rows, cols, angle)
    return float(counts @ counts)


def _strips(rows: np.ndarray, cols: np.ndarray, angle: float) -> NDArray[np.float64]:
    """Ink in strips one pixel wide along an angle in degrees."""
    radians = np.radians(angle)
    level = rows * np.cos(radians) + cols * np.sin(radians)
    return np.bincount((level - level.min()).astype(int)).astype(float)


def rotate(
    image: Image,
    degrees: float,
    *,
    factor: float,
    shown_shape: tuple[int, int],
    keep_corners: bool = False,
) -> Upright:
    """Turn ``image`` clockwise by ``degrees`` about its centre, paper filled in at the corners.

    ``factor`` is the scaling already applied to the page as shown, whose (height, width) is
    ``shown_shape``. Skews beyond :data:`LARGEST_SKEW`, or ``keep_corners``, give a larger picture
    that holds it all.
    """
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    if keep_corners or abs(degrees) > LARGEST_SKEW + COARSE_STEP:
        across, down = np.ceil(np.abs(turn[:, :2]) @ (width, height)).astype(int).tolist()
        turn[:, 2] += (across - width) / 2, (down - height) / 2
        width, height = across, down
    turned = cv2.warpAffine(
        image, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    back = cv2.invertAffineTransform(turn) / factor
    return Upright(np.asarray(turned, np.uint8), back, shown_shape)


def scaled_only(image: Image, *, factor: float, shown_shape: tuple[int, int]) -> Upright:
    """An upright picture that was only scaled by ``factor``."""
    back = np.array([[1 / factor, 0, 0], [0, 1 / factor, 0]], float)
    return Upright(image, back, shown_shape)


def turned_back(upright: Upright, quarter_turns: int) -> Upright:
    """``upright`` of a page that was first turned anticlockwise, its boxes those before that."""
    height, width = upright.shown_shape
    back = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, height], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, width]],
    }[quarter_turns]
    to_shown = np.array(back, float) @ np.vstack([upright.to_shown, (0, 0, 1)])
    shape = (height, width) if quarter_turns % 2 == 0 else (width, height)
    return Upright(upright.image, to_shown, shape, quarter_turns)


def _sharpest(rows: np.ndarray, cols: np.ndarray, angles: np.ndarray) -> float:
    best, sharpest = 0.0, -1.0
    for angle in angles:
        level = rows + cols * np.tan(np.radians(angle))
        counts = np.bincount((level - level.min()).astype(int)).astype(float)
        sharpness = float((counts**2).sum()) * (1.0 - LEVEL_FIRST * abs(angle))
        if sharpness > sharpest:
            best, sharpest = float(angle), sharpness
    return best
