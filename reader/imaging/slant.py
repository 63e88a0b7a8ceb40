"""Slant of handwriting: how far strokes lean, estimated for a whole string."""

from __future__ import annotations

import numpy as np

from reader.records import Mask

__all__ = ["estimate_slant"]

STEEPEST = 1.0
"""Slants up to this many columns a row (45 degrees) are believed."""

TRIED = np.linspace(-STEEPEST, STEEPEST, 41)


def estimate_slant(mask: Mask) -> float:
    """Columns that a stroke moves to the right per row upwards; 0.0 for upright or blank ink.

    The shear that makes the column histogram most peaked (sum of squares) makes the strokes
    upright (Vinciarelli and Luettin 2001, doi:10.1016/S0167-8655(01)00042-3).
    """
    rows, cols = np.nonzero(mask)
    if rows.size < 2:
        return 0.0
    if rows.size > 4000:
        chosen = np.linspace(0, rows.size - 1, 4000).astype(int)
        rows, cols = rows[chosen], cols[chosen]
    height = float(rows.max() - rows.min() + 1)
    upwards = rows.max() - rows
    best = max(TRIED, key=lambda slant: _peaked(cols - slant * upwards, slant, height))
    return float(best)


def _peaked(cols: np.ndarray, slant: float, height: float) -> float:
    """Sum of squares of the sheared column histogram; upright is preferred a little."""
    bins = np.floor(cols - cols.min()).astype(int)
    counts = np.bincount(bins).astype(float)
    return float((counts**2).sum()) * (1.0 - 0.1 * abs(slant))
