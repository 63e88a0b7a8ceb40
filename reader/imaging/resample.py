"""Bring a picture to a working size at which strokes are several pixels wide."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image

__all__ = ["reduced", "resample", "working_factor"]


def working_factor(shape: tuple[int, int], *, shortest: int, longest: int) -> float:
    """Factor that brings a picture's short side to ``shortest`` px at least and its long side to
    ``longest`` px at most; 1.0 where it fits already. Enlarges at most four times."""
    small, large = min(shape), max(shape)
    if large > longest:
        return longest / large
    if small < shortest:
        return float(min(4.0, shortest / max(small, 1), longest / large))
    return 1.0


def resample(image: Image, factor: float) -> Image:
    """``image`` scaled by ``factor``: averaged when shrinking, cubic when enlarging."""
    if factor == 1.0:
        return image
    height, width = image.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=method), np.uint8)


def reduced(image: Image, side: int) -> Image:
    """``image`` with a longest side of ``side`` pixels at most, each the mean of those it covers.

    For measuring only: it is reduced by a whole number first, which is three times as fast, and
    loses less than that many pixels at its right and lower edge.
    """
    height, width = image.shape
    factor = side / max(height, width)
    if factor >= 1:
        return image
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    step = min(width // size[0], height // size[1])
    if step > 1:
        cols, rows = width // step, height // step
        image = np.asarray(image[: rows * step, : cols * step], np.uint8)
        image = np.asarray(cv2.resize(image, (cols, rows), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
