"""Grain of paper, pencil and sensor: pieces of one large picture of noise, drawn once."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["grain"]

BANK_SIDE = 384
"""Side in pixels of the picture of noise: over 90,000 places to cut a canvas out."""

SOFTNESS = 1.0
"""Standard deviation in pixels of the blur of soft grain."""


def grain(shape: tuple[int, ...], rng: np.random.Generator, *, soft: bool) -> NDArray[np.float32]:
    """Noise of mean 0 and standard deviation 1, float32 of ``shape``; soft grain has clots.

    Drawing it anew for every digit costs ten times as much.
    """
    height, width = shape
    if height > BANK_SIDE or width > BANK_SIDE:
        return np.asarray(np.resize(_bank(SOFTNESS if soft else 0.0), shape), np.float32)
    top = int(rng.integers(BANK_SIDE - height + 1))
    left = int(rng.integers(BANK_SIDE - width + 1))
    return _bank(SOFTNESS if soft else 0.0)[top : top + height, left : left + width]


@cache
def _bank(softness: float) -> NDArray[np.float32]:
    noise = np.random.default_rng(0).standard_normal((BANK_SIDE, BANK_SIDE), np.float32)
    if softness:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), softness), np.float32)
        noise /= noise.std()
    noise.flags.writeable = False
    return noise
