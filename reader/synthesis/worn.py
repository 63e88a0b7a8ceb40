"""Ink as it reaches a reader: scanned coarsely, blurred, thresholded, thinned or thickened."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image

__all__ = ["worn_ink"]

COARSEST = 15
"""Least height in pixels after the scanner: below it people cannot read either."""


def worn_ink(rng: np.random.Generator, ink: Image) -> Image:
    """One of the many ways in which clean ink comes out of a scanner and a binarisation.

    Parameters
    ----------
    ink
        uint8 (h, w), ink bright on 0, h at least 16.

    Returns
    -------
    uint8 of the same or a smaller size, ink bright on 0; never without ink if ``ink`` had any.
    """
    seen = _rescaled(rng, ink)
    if rng.random() < 0.7:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), float(rng.uniform(0.3, 0.9))), np.uint8)
    if rng.random() < 0.5:
        seen = _thresholded(rng, seen)
    if rng.random() < 0.08:
        seen = _with_gap(rng, seen)
    return seen if seen.any() else ink


def _rescaled(rng: np.random.Generator, ink: Image) -> Image:
    low, high = min(COARSEST, ink.shape[0]), max(COARSEST + 1, ink.shape[0])
    height = int(np.exp(rng.uniform(np.log(low), np.log(high))))
    width = max(3, round(ink.shape[1] * height / ink.shape[0]))
    margin = ((2, 2), (2, 2))
    small = cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA)
    return np.pad(np.asarray(small, np.uint8), margin)


def _thresholded(rng: np.random.Generator, ink: Image) -> Image:
    """Black or white with a ragged edge; a low level thickens the strokes, a high one thins."""
    rough = cv2.GaussianBlur(rng.standard_normal(ink.shape).astype(np.float32), (0, 0), 0.7)
    level = float(ink.max()) * float(rng.uniform(0.25, 0.6))
    black = ink.astype(np.float32) + 45.0 * rough > level
    black &= ink > 12
    return np.where(black, 255, 0).astype(np.uint8)


def _with_gap(rng: np.random.Generator, ink: Image) -> Image:
    """A thin streak without ink: a ruling was taken out, or the sheet was folded."""
    broken = ink.copy()
    thick = max(1, ink.shape[0] // 20)
    side = int(rng.integers(ink.shape[0] // 4, 3 * ink.shape[0] // 4 + 1))
    broken[side : side + thick] = 0
    return broken
