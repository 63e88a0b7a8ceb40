"""Grey ink -> mask of ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.illumination import GreyInk
from reader.records import Image, Mask

__all__ = ["binarize"]

WEAK = 0.7
"""Weak ink is weaker than strong ink by this factor."""

MANY = 3000
"""Components to leave out from which one pass over the page is cheaper than a look at each."""

REDUCTION = 4
"""The local ink level is measured on a picture reduced by this factor."""

SQUARES = np.square(np.arange(256, dtype=np.uint16))
"""Of every level: a table gives them in a third of the time of a product."""


def binarize(grey: GreyInk, *, level: float, noise_factor: float, faintest: float) -> Mask:
    """Pixels whose ink is at least ``level`` times the typical ink around them.

    Hysteresis: weaker ink (by :data:`WEAK`) counts where it is connected to such pixels, so
    that faint strokes on a textured ground do not fall apart.

    The typical ink of a neighbourhood is the contraharmonic mean sum(ink^2) / sum(ink): it is
    the level of the strokes there, however little of the paper they cover, so pencil and felt
    pen on one page get each their own threshold.

    Parameters
    ----------
    level
        Part of the local ink level, 0..1.
    noise_factor
        Ink must exceed the paper's noise this many times.
    faintest
        Ink weaker than this (of 255) is no ink.

    Returns
    -------
    bool array of the ink's shape; all False for blank paper.
    """
    floor = max(faintest, noise_factor * grey.noise)
    local = _local_level(grey.ink, floor=floor)
    strong = _above(grey.ink, np.maximum(level * local, floor))
    weak = _above(grey.ink, np.maximum(WEAK * level * local, max(faintest, WEAK * floor)))
    return _connected_to(strong, weak)


def _above(ink: Image, coarse_threshold: NDArray[np.float32]) -> Mask:
    """Where ink exceeds a threshold given for a reduced picture."""
    height, width = ink.shape
    coarse = np.clip(coarse_threshold, 0, 254).astype(np.uint8)
    threshold = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    above = cv2.compare(ink, threshold, cv2.CMP_GT)
    return np.asarray(np.bitwise_and(above, 1, out=above).view(np.bool_))


def _connected_to(strong: Mask, weak: Mask) -> Mask:
    """The components of ``weak`` that hold some of ``strong``."""
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        weak.view(np.uint8), 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    kept = np.zeros(count, bool)
    kept[labels[strong]] = True
    kept[0] = False
    if count - np.count_nonzero(kept) > MANY:
        return np.asarray(kept[labels])
    for label in np.flatnonzero(~kept[1:]) + 1:
        left, top, width, height, _ = stats[label]
        window = (slice(top, top + height), slice(left, left + width))
        weak[window][labels[window] == label] = False
    return weak


def _local_level(ink: Image, *, floor: float) -> NDArray[np.float32]:
    """Typical ink around each pixel, 0..255, of the picture reduced by :data:`REDUCTION`."""
    height, width = ink.shape
    window = max(48, min(height, width) // 12)
    _, strong = cv2.threshold(ink, floor, 0, cv2.THRESH_TOZERO)
    size = (max(1, width // REDUCTION), max(1, height // REDUCTION))
    mean = cv2.resize(strong, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    square = cv2.resize(cv2.LUT(strong, SQUARES), size, interpolation=cv2.INTER_AREA)
    square = square.astype(np.float32)
    around = max(3, window // REDUCTION) | 1
    mean = cv2.blur(mean, (around, around))
    square = cv2.blur(square, (around, around))
    return np.asarray(np.clip(square / np.maximum(mean, 1e-3), 0, 255), np.float32)
