"""What the pen does: thin and thick strokes, gaps where the ink ran out."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image

__all__ = ["break_strokes", "change_width", "write_with_felt_pen"]


def change_width(ink: Image, rng: np.random.Generator, *, strength: float) -> Image:
    """Strokes made thicker or thinner by up to about two canvas pixels a side.

    A stroke that thinning would wipe out is left as it was.
    """
    if rng.random() < 0.5:
        size = int(rng.integers(2, 3 + round(2 * strength)))
        return np.asarray(cv2.dilate(ink, _brush(size)), np.uint8)
    size = int(rng.choice([2, 2, 3, 4] if strength > FINE_PEN_FROM else [2, 2, 3]))
    thinner = np.asarray(cv2.erode(ink, _brush(size)), np.uint8)
    return thinner if int(thinner.sum()) > SURVIVING_INK * int(ink.sum()) else ink


def write_with_felt_pen(ink: Image, rng: np.random.Generator) -> Image:
    """Strokes as wide as a marker's: up to a quarter of the digit's height, its loops still open.

    The widest of three brushes that closes no loop; where each does, the ink is left as it was.
    """
    loops = _holes(ink)
    for size in range(int(rng.integers(7, 10)), 4, -2):
        heavy = np.asarray(cv2.dilate(ink, _brush(size)), np.uint8)
        if _holes(heavy) >= loops:
            return heavy
    return ink


def break_strokes(ink: Image, rng: np.random.Generator) -> Image:
    """One to three thin gaps through the ink, as a dry pen or a removed ruling leaves them."""
    broken = ink.copy()
    rows, cols = np.nonzero(ink > 128)
    if not len(rows):
        return ink
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(len(rows)))
        angle, reach = rng.uniform(0, np.pi), rng.uniform(3, 9)
        step = reach * np.array([np.cos(angle), np.sin(angle)])
        start = (int(cols[at] - step[0]), int(rows[at] - step[1]))
        stop = (int(cols[at] + step[0]), int(rows[at] + step[1]))
        cv2.line(broken, start, stop, 0, int(rng.integers(1, 3)))
    return broken


SURVIVING_INK = 0.45
"""Part of the ink that must survive thinning: below it hairlines fall to pieces."""

FINE_PEN_FROM = 0.5
"""Strength from which a stroke may lose up to two pixels a side."""


def _holes(ink: Image) -> int:
    """Number of separate blank places; that around the digit is one of them."""
    return int(cv2.connectedComponents((ink < 128).view(np.uint8), connectivity=4)[0])


def _brush(size: int) -> np.ndarray:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
