"""The course of a line through runs of ink: how thick it is, whether it is straight and even."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reader.imaging.ruling import Ruling, RulingLimits
from reader.records import Mask

__all__ = ["HALF", "THINNEST", "quantile", "traced"]

UNBROKEN = 0.55
"""Part of a line's columns that is inked: dashes with gaps nearly as long are still a line."""

FINE_PIXELS = 3.0
"""A line this thick is always thin enough: a hairline, blurred by the scan."""

BLOTTED, BLOT_PIXELS = 2.0, 1
"""Columns thicker than this many typical thicknesses and this many pixels show a stroke across
the line, not the line."""

HALF, THINNEST = 0.5, 0.2
"""Part of a line's columns that show how thick it is; and of a blotted one's, at least."""

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


def traced(
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
    # Whole numbers, exact in a product of floats, which is far faster than one of integers.
    weights = np.ones((2, part.shape[0]))
    weights[1] = np.arange(part.shape[0])
    thickness, moments = weights @ part.astype(np.float64)
    inked = thickness.nonzero()[0]
    first, last = int(inked[0]), int(inked[-1]) + 1
    length = last - first
    left, thickness, moments = left + first, thickness[first:last], moments[first:last]
    inked -= first
    if inked.size < UNBROKEN * length:
        return None
    typical = quantile(thickness[inked], thin)
    if typical > max(limits.thickest * stroke_width, FINE_PIXELS):
        return None
    thickest = BLOTTED * typical if thin == HALF else typical
    even = inked[thickness[inked] <= thickest + BLOT_PIXELS]
    if even.size < FEWEST_COLUMNS:
        return None
    evenly = thickness[even]
    if _deviation(evenly) > limits.uneven * typical + STEP:
        return None
    centres = moments[even] / evenly
    slope, offset = _fit(even, centres)
    residual = centres - (slope * even + offset)
    bowed = _deviation(residual)
    near = np.abs(residual) <= max(STRAY_PIXELS, STRAY * bowed)
    if not near.all():
        at, level = even[near], centres[near]
        slope, offset = _fit(at, level)
        bowed = _deviation(level - (slope * at + offset))
    long = length >= limits.long * stroke_width
    bent = (LONG_BOW if long else BOW) * length
    allowed = max(BOW_PIXELS, limits.bowed * stroke_width, bent)
    if bowed > allowed or abs(slope) > (limits.long_slope if long else limits.slope):
        return None
    along = np.arange(length)
    centre = _smoothed(along, even, centres, slope, offset, width=stroke_width)
    centre = (centre + top).astype(np.float32)
    return Ruling(vertical, left, left + length, centre, typical, float(slope))


def quantile(values: NDArray[np.int64] | NDArray[np.float64], part: float) -> float:
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
    return straight + np.correlate(padded, _evenly(window), mode="valid")


@lru_cache(maxsize=64)
def _evenly(window: int) -> NDArray[np.float64]:
    """Weights of a mean of so many."""
    return np.ones(window) / window
