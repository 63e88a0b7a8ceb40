"""Percentiles of a picture's grey levels, from their histogram: there are only 256 of them."""

from __future__ import annotations

import math

import cv2
import numpy as np

from reader.records import Image

__all__ = ["level_percentile"]


def level_percentile(image: Image, percent: float) -> float:
    """The level below which ``percent`` (0..100) of the pixels lie, interpolated linearly.

    The very figure of ``numpy.percentile``, several times as fast. ``image`` is ``uint8`` of one or
    two dimensions and has a pixel at least.
    """
    counts = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel()
    ranks = np.cumsum(counts, dtype=np.int64)
    place = (image.size - 1) * (percent / 100)
    lower = math.floor(place)
    low, high = np.searchsorted(ranks, (lower, min(lower + 1, image.size - 1)), "right").tolist()
    part = place - lower
    # In the order of numpy's own sums, so that the last bit is the same.
    return float(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part))
