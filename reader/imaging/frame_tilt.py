"""How far a picture of one string is turned, told by the frame around the string.

Rows and strokes of a few digits say too little about level; the long straight sides of a box or
comb say it to a part of a degree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reader.imaging.ink import PageInk
from reader.imaging.ruling import LIMITS, Ruling
from reader.imaging.rulings import find_rulings
from reader.records import Component, Mask

__all__ = ["frame_tilt"]

SMALLEST = 2.0
"""Degrees below which a picture is left as it is: lines that slope less are found as they are."""

STEEP = replace(LIMITS, slope=0.22, long_slope=0.22)
"""Lines of pictures turned by up to some twelve degrees."""

LARGEST, FINE_STEP = 10, 0.2
"""Whole degrees up to which frames are looked for that no lines were found of, and degrees between
the tilts tried around the best whole one."""

CLEARLY = 1.35
"""How many times as peaked such a frame's rows and columns must be as they are unturned."""

WIDE = 0.25
"""A frame spans this part of the picture's width, or is a ruling of that length."""

HOLLOW, SIDE = 0.3, 12.0
"""A frame fills at most this part of its box, whose sides are at least this many strokes long."""

ALIKE = 0.03
"""Lines are turned alike whose slopes differ by so much at most, in pixels a pixel,"""

MOST = 0.7
"""and this part of the length of all lines is."""

FEWEST = 3
"""Lines of a frame: two of its sides and one that meets them."""

SAMPLE, FEWEST_PIXELS = 5000, 200
"""Ink pixels looked at, and those below which nothing tells."""


def frame_tilt(page: PageInk) -> float:
    """Degrees by which the frame on a picture rises to the right; 0.0 where it is level, or where
    no frame tells."""
    least = WIDE * page.mask.shape[1]
    side = SIDE * page.scale.stroke_width
    frames = [
        c
        for c in page.components
        if c.box.width >= max(least, side)
        and c.box.height >= side
        and c.area <= HOLLOW * c.box.area
    ]
    steep = math.tan(math.radians(SMALLEST))
    if not frames and not any(abs(r.slope) >= steep and r.length >= least for r in page.rulings):
        return 0.0
    lines = find_rulings(page.raw_mask, stroke_width=page.scale.stroke_width, limits=STEEP)
    tilt = _tilt_of(lines) or _tilt_of_ink(frames, page.mask.shape)
    return tilt if abs(tilt) >= SMALLEST else 0.0


def _tilt_of(lines: Sequence[Ruling]) -> float:
    """The tilt of most of the lines, 0.0 without one."""
    if len(lines) < FEWEST or len({line.vertical for line in lines}) < 2:
        return 0.0
    slopes = np.array([-line.slope if line.vertical else line.slope for line in lines])
    lengths = np.array([line.length for line in lines], float)
    order = np.argsort(slopes)
    middle = slopes[order][np.searchsorted(np.cumsum(lengths[order]), lengths.sum() / 2)]
    alike = np.abs(slopes - middle) <= ALIKE
    if lengths[alike].sum() < MOST * lengths.sum():
        return 0.0
    return -math.degrees(math.atan(float(np.average(slopes[alike], weights=lengths[alike]))))


def _tilt_of_ink(frames: Sequence[Component], shape: tuple[int, int]) -> float:
    """Where the histograms of the ink along rows and columns are clearly most peaked (after Postl
    1986; sum of squares), 0.0 if nowhere."""
    mask: Mask = np.zeros(shape, bool)
    for frame in frames:
        mask[frame.box.slices] |= frame.mask
    rows, cols = np.nonzero(mask)
    if rows.size < FEWEST_PIXELS:
        return 0.0
    chosen = slice(None, None, max(1, rows.size // SAMPLE))
    places = np.stack([rows[chosen], cols[chosen]]).astype(float)
    whole = _sharpest(places, np.arange(-LARGEST, LARGEST + 1, dtype=float))
    tilt = _sharpest(places, np.arange(whole - 1.0, whole + 1.0 + FINE_STEP / 2, FINE_STEP))
    clear = _sharpness(places, tilt) >= CLEARLY * _sharpness(places, 0.0)
    return tilt if clear and abs(whole) < LARGEST else 0.0


def _sharpest(places: NDArray[np.float64], tilts: NDArray[np.float64]) -> float:
    return float(max(tilts, key=lambda tilt: _sharpness(places, float(tilt))))


def _sharpness(places: NDArray[np.float64], tilt: float) -> float:
    """Sum of squares of the ink in strips one pixel wide, along and across a tilt in degrees."""
    rows, cols = places
    slope = math.tan(math.radians(tilt))
    total = 0.0
    for across in (rows + slope * cols, cols - slope * rows):
        counts = np.bincount((across - across.min()).astype(np.int64)).astype(float)
        total += float(counts @ counts)
    return total
