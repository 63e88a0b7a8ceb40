"""What a scanner does to a sheet: it lies askew, light falls off, noise and blur come in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Box, Image

__all__ = ["Warped", "add_noise", "add_shadow", "moved_box", "skewed", "turned"]

SLIGHT = 3.0
"""Degrees up to which a turned sheet keeps its picture's size."""

NOISE_SIDE = 1024
"""Side in pixels of the tile of sensor noise; laid at a random offset and sign."""

NOISE_UNIT = 4096
"""One standard deviation of the noise tile."""


@dataclass(frozen=True, slots=True, eq=False)
class Warped:
    """A moved image and the 3x3 matrix that takes old (col, row) to new ones."""

    image: Image
    matrix: NDArray[np.float64]


def skewed(image: Image, degrees: float, *, fill: int) -> Warped:
    """Turn about the middle, counter-clockwise as seen; corners show ``fill``.

    Up to ``SLIGHT`` degrees the size stays, as on a scanner's glass; beyond, the picture grows
    to hold the whole sheet.
    """
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2.0, height / 2.0), degrees, 1.0)
    size = (width, height)
    if abs(degrees) > SLIGHT:
        cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
        size = (round(width * cos + height * sin), round(width * sin + height * cos))
        matrix[:, 2] += ((size[0] - width) / 2.0, (size[1] - height) / 2.0)
    turned = cv2.warpAffine(
        image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(fill, fill, fill)
    )
    return Warped(np.asarray(turned, np.uint8), np.vstack([matrix, [0.0, 0.0, 1.0]]))


def turned(image: Image, quarters: int) -> Warped:
    """Turn by quarters of a circle, counter-clockwise as seen; nothing is lost."""
    height, width = image.shape[:2]
    matrices = (
        [[1, 0, 0], [0, 1, 0]],
        [[0, 1, 0], [-1, 0, width]],
        [[-1, 0, width], [0, -1, height]],
        [[0, -1, height], [1, 0, 0]],
    )
    matrix = np.array([*matrices[quarters % 4], [0, 0, 1]], np.float64)
    return Warped(np.ascontiguousarray(np.rot90(image, quarters)), matrix)


def moved_box(box: Box, matrix: NDArray[np.float64], *, shape: tuple[int, int]) -> Box:
    """The box around the moved corners of ``box``, cut off at an image of ``shape``."""
    cols, rows = (box.left, box.right), (box.top, box.bottom)
    corners = np.array([[[c, r]] for r in rows for c in cols], np.float64)
    found = cv2.perspectiveTransform(corners, matrix).reshape(-1, 2)
    left, top = np.maximum(np.floor(found.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(found.max(axis=0)), shape[::-1]).astype(int)
    return Box(int(top), int(left), max(0, int(bottom - top)), max(0, int(right - left)))


def add_noise(rng: np.random.Generator, image: Image, *, sigma: float) -> Image:
    """Sensor noise of standard deviation ``sigma`` grey levels."""
    height, width = image.shape[:2]
    tile, strength = _noise_tile(), float(sigma * rng.choice((-1.0, 1.0)) / NOISE_UNIT)
    row, col = rng.integers(NOISE_SIDE, size=2)
    rows = slice(row, row + min(height, NOISE_SIDE))
    cols = slice(col, col + min(width, NOISE_SIDE))
    window = np.round(tile[rows, cols] * np.float32(strength)).astype(np.int16)
    repeats = (-(-height // NOISE_SIDE), -(-width // NOISE_SIDE))
    noise = np.tile(window, repeats)[:height, :width]
    if image.ndim == 3:
        noise = cv2.merge([noise, noise, noise])
    return np.asarray(cv2.add(image, noise, dtype=cv2.CV_8U), np.uint8)


def add_shadow(rng: np.random.Generator, image: Image, *, depth: float) -> Image:
    """Light that falls off smoothly over the page, by ``depth`` (0..1) at the darkest place."""
    height, width = image.shape[:2]
    coarse = rng.random((4, 3)).astype(np.float32)
    coarse = 1.0 - depth * (coarse - coarse.min()) / max(float(np.ptp(coarse)), 1e-6)
    light = cv2.resize(
        np.round(coarse * 255).astype(np.uint8), (64, 96), interpolation=cv2.INTER_CUBIC
    )
    full = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    if image.ndim == 3:
        full = cv2.merge([full, full, full])
    return np.asarray(cv2.multiply(image, full, scale=1.0 / 255.0), np.uint8)


@lru_cache(maxsize=1)
def _noise_tile() -> NDArray[np.int16]:
    """Noise twice as large as ``NOISE_SIDE``: any window of that side lies within it."""
    rng = np.random.default_rng(19840101)
    noise = rng.standard_normal((NOISE_SIDE, NOISE_SIDE)) * NOISE_UNIT
    return np.tile(noise.astype(np.int16), (2, 2))
