"""Slant of handwriting: how far strokes lean, estimated for a whole string."""

from __future__ import annotations

import numpy as np

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
    rows, cols = np.nonzero(mask)
    if rows.size < 2:
        return 0.0
    if rows.size > SAMPLE:
        chosen = np.linspace(0, rows.size - 1, SAMPLE).astype(int)
        rows, cols = rows[chosen], cols[chosen]
    upwards = rows.max() - rows
    coarse = max(COARSE, key=lambda slant: _peaked(cols, upwards, slant))
    near = np.clip(coarse + FINE, -STEEPEST, STEEPEST)
    return float(max(near, key=lambda slant: _peaked(cols, upwards, slant)))


def _peaked(cols: np.ndarray, upwards: np.ndarray, slant: float) -> float:
    """Sum of squares of the sheared column histogram; upright is preferred a little."""
    sheared = cols - slant * upwards
    counts = np.bincount((sheared - sheared.min()).astype(np.intp))
    return float(counts @ counts) * (1.0 - UPRIGHT_FIRST * abs(slant))
