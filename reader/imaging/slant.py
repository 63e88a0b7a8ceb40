"""Slant of handwriting: how far strokes lean, estimated for a whole string."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reader.records import Mask

__all__ = ["estimate_slant"]

STEEPEST = 1.0
"""Slants up to this many columns a row (45 degrees) are believed."""

COARSE = np.linspace(-STEEPEST, STEEPEST, 11)
"""Slants tried first."""

FINE = np.linspace(-0.15, 0.15, 7)
"""Slants tried around the best of them."""

SAMPLE = 2000
"""Ink pixels looked at; more do not sharpen the histogram."""

UPRIGHT_FIRST = 0.1
"""Peakedness that a slant of 1 loses: round digits look alike at any slant, and then none is
undone."""


def estimate_slant(mask: Mask) -> float:
    """Columns that a stroke moves to the right per row upwards; 0.0 for upright or blank ink.

    The shear that makes the column histogram most peaked (sum of squares) makes the strokes
    upright (Vinciarelli and Luettin 2001, doi:10.1016/S0167-8655(01)00042-3).
    """
    inked = np.flatnonzero(mask)
    if inked.size < 2:
        return 0.0
    if inked.size > SAMPLE:
        inked = inked[np.linspace(0, inked.size - 1, SAMPLE).astype(int)]
    rows, cols = np.divmod(inked, mask.shape[1])
    upwards = rows.max() - rows
    coarse = _most_peaked(cols, upwards, COARSE)
    return _most_peaked(cols, upwards, np.clip(coarse + FINE, -STEEPEST, STEEPEST))


def _most_peaked(
    cols: NDArray[np.int64], upwards: NDArray[np.int64], slants: NDArray[np.float64]
) -> float:
    """The slant with the largest sum of squares of the sheared column histogram, the first of
    equal ones; upright is preferred a little."""
    sheared = cols - slants[:, None] * upwards
    sheared -= sheared.min(axis=1, keepdims=True)
    places = sheared.astype(np.intp)
    width = int(places.max()) + 1
    places += width * np.arange(len(slants))[:, None]
    counts = np.bincount(places.ravel(), minlength=width * len(slants)).reshape(len(slants), width)
    peaked = (counts * counts).sum(axis=1) * (1.0 - UPRIGHT_FIRST * np.abs(slants))
    return float(slants[int(peaked.argmax())])
