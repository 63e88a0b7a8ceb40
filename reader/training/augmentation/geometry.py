"""Shape changes: rotation, slant, aspect, perspective and elastic bending of one digit's ink."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Image

__all__ = ["CANVAS_SIDE", "DIGIT_SIDE", "bend", "place"]

CANVAS_SIDE = 72
"""Side in pixels of the square an augmented digit is drawn on: room for slant and neighbours."""

DIGIT_SIDE = 42.0
"""Longest side in pixels of a digit on the canvas: twice a glyph's, so that detail survives."""

ELASTIC_GRID = 5
"""Knots a side of the elastic field: bends whole strokes, does not fray their edges."""


def place(
    ink: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    aspect: float = 1.0,
) -> Image:
    """The digit on a canvas, in its middle, turned, slanted and stretched at random.

    Parameters
    ----------
    ink : uint8 array of shape (height, width), ink bright, cut tightly
    strength : float
        0 leaves the shape alone, 1 is a strong hand: 12 degrees, slant 0.35, aspect 1.3.
    aspect : float
        Width factor that undoes a set's own stretching.

    Returns
    -------
    uint8 array of shape (CANVAS_SIDE, CANVAS_SIDE)
    """
    height, width = ink.shape
    scale = DIGIT_SIDE / max(height, width * aspect)
    stretch = np.exp(rng.normal(0.0, 0.13 * strength))
    across, down = scale * aspect * np.sqrt(stretch), scale / np.sqrt(stretch)
    angle = np.deg2rad(rng.normal(0.0, 6.0 * strength))
    slant = rng.normal(0.0, 0.16 * strength)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[1.0, slant], [0.0, 1.0]]) @ np.diag([across, down])
    matrix = np.eye(3)
    matrix[:2, :2] = shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    matrix[:2, 2] = (CANVAS_SIDE - 1) / 2 - shape @ middle
    tilt = np.eye(3)
    tilt[2, :2] = rng.normal(0.0, 0.0012 * strength, 2)
    matrix = _FROM_MIDDLE @ tilt @ _TO_MIDDLE @ matrix
    placed = cv2.warpPerspective(
        _enlarged_smoothly(ink, scale),
        _half_size(matrix, ink, scale),
        (CANVAS_SIDE, CANVAS_SIDE),
        flags=cv2.INTER_LINEAR,
    )
    return np.asarray(placed, np.uint8)


def bend(ink: Image, rng: np.random.Generator, *, strength: float) -> Image:
    """Elastic distortion (Simard et al. 2003, doi:10.1109/ICDAR.2003.1227801); same shape."""
    side = ink.shape[0]
    knots = rng.normal(0.0, 0.022 * strength * side, (ELASTIC_GRID, ELASTIC_GRID, 2))
    field = cv2.resize(knots.astype(np.float32), ink.shape[::-1], interpolation=cv2.INTER_CUBIC)
    moved = cv2.remap(ink, cv2.add(field, _grid(ink.shape)), None, cv2.INTER_LINEAR)
    return np.asarray(moved, np.uint8)


def _enlarged_smoothly(ink: Image, scale: float) -> Image:
    """A coarse bitmap doubled with a cubic kernel: linear warping alone leaves its stairs."""
    if scale < COARSE_FACTOR:
        return ink
    height, width = ink.shape
    return np.asarray(
        cv2.resize(ink, (width * 2, height * 2), interpolation=cv2.INTER_CUBIC), np.uint8
    )


def _half_size(matrix: NDArray[np.float64], ink: Image, scale: float) -> NDArray[np.float64]:
    if scale < COARSE_FACTOR:
        return matrix
    return matrix @ np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1.0]])


COARSE_FACTOR = 1.5
"""From this enlargement on, a bitmap's pixels would show as stairs."""


def _shift(by: float) -> NDArray[np.float64]:
    return np.array([[1.0, 0.0, by], [0.0, 1.0, by], [0.0, 0.0, 1.0]])


_TO_MIDDLE, _FROM_MIDDLE = _shift(-(CANVAS_SIDE - 1) / 2), _shift((CANVAS_SIDE - 1) / 2)


@cache
def _grid(shape: tuple[int, int]) -> NDArray[np.float32]:
    """(height, width, 2): each pixel's own column and row."""
    rows, cols = np.indices(shape, dtype=np.float32)
    return np.stack([cols, rows], axis=2)
