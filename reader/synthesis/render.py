"""Traces become ink: anti-aliased lines of varying width, and the paper's grain in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.pen import Pen
from reader.synthesis.strokes import Floats
from reader.synthesis.trace import Trace

__all__ = ["grained", "ink_extent", "render_traces"]

SUPERSAMPLING = 4
"""Lines are drawn this many times larger and averaged down: 16 levels of edge."""

SHIFT_BITS = 4
"""Fractional bits of OpenCV's line coordinates."""

FINE_WIDTH = 8.0
"""Supersampled width below which every step of width is drawn, above it every second one."""

GRAIN_SIDE = 512
"""Side in pixels of the tile of paper grain."""


def render_traces(traces: Sequence[Trace], shape: tuple[int, int], *, pen_width: float) -> Image:
    """Draw traces given in pixels.

    Parameters
    ----------
    traces
        Points in pixels of the result; origin the top left corner of its top left pixel.
    shape
        (height, width) of the result.
    pen_width
        Mean line width in pixels.

    Returns
    -------
    uint8 array of ``shape``, ink 255 on 0. No traces give all zeros.
    """
    canvas = np.zeros((shape[0] * SUPERSAMPLING, shape[1] * SUPERSAMPLING), np.uint8)
    for trace in traces:
        _draw_trace(canvas, trace, pen_width * SUPERSAMPLING)
    if canvas.size == 0:
        return np.zeros(shape, np.uint8)
    small = cv2.resize(canvas, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def ink_extent(traces: Sequence[Trace], *, pen_width: float) -> tuple[float, float, float, float]:
    """(top, left, bottom, right) that the ink reaches, in the traces' unit."""
    points = np.concatenate([trace.points for trace in traces])
    reach = np.concatenate([trace.widths for trace in traces]) * (pen_width / 2.0)
    left, top = points[:, 0] - reach, points[:, 1] - reach
    right, bottom = points[:, 0] + reach, points[:, 1] + reach
    return float(top.min()), float(left.min()), float(bottom.max()), float(right.max())


def grained(rng: np.random.Generator, ink: Image, pen: Pen) -> Image:
    """The ink as ``pen`` leaves it on rough paper: levels scaled and mottled."""
    if pen.grain <= 0.0 and pen.strength >= 1.0:
        return ink
    row, col = rng.integers(GRAIN_SIDE, size=2)
    tile = _grain_tile()
    rows = (np.arange(ink.shape[0]) + row) % GRAIN_SIDE
    cols = (np.arange(ink.shape[1]) + col) % GRAIN_SIDE
    texture = tile[rows[:, None], cols]
    factor = pen.strength * np.clip(1.0 + pen.grain * (texture - 0.5), 0.0, 1.3)
    return np.clip(ink * factor, 0, 255).astype(np.uint8)


def _draw_trace(canvas: Image, trace: Trace, width: float) -> None:
    fixed = np.round((trace.points * SUPERSAMPLING - 0.5) * (1 << SHIFT_BITS)).astype(np.int32)
    step = 1.0 if width < FINE_WIDTH else 2.0
    thick = np.maximum(1, step * np.round(trace.widths * width / step)).astype(np.int32)
    changes = (np.flatnonzero(np.diff(thick)) + 1).tolist()
    for start, stop in zip([0, *changes], [*changes, len(thick)], strict=True):
        run = fixed[max(0, start - 1) : stop]
        cv2.polylines(canvas, [run], False, 255, int(thick[start]), cv2.LINE_8, SHIFT_BITS)


@lru_cache(maxsize=1)
def _grain_tile() -> Floats:
    """Mottled noise of mean 0 and variance about 1/4, wrapping at its edges."""
    rng = np.random.default_rng(20261120)
    noise = rng.standard_normal((GRAIN_SIDE, GRAIN_SIDE)).astype(np.float32)
    coarse = cv2.GaussianBlur(noise, (0, 0), 1.2, borderType=cv2.BORDER_REFLECT)
    mixed = 0.5 * noise / noise.std() + coarse / coarse.std()
    return np.asarray(0.45 * mixed, np.float64)
