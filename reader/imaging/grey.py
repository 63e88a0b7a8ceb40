"""Colour -> grey, so that every pen stays dark and every paper light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.levels import level_percentile
from reader.records import Image

__all__ = ["to_grey"]

DARKEST_SHARE = 0.5
"""Weight of the darkest channel; the rest is luma. In luma a red pen loses a third of its contrast
to white; the darkest channel alone makes yellow marker and paper grain as dark as ink."""

SAMPLE_SIDE = 200
"""The paper's colour is the median of about this many rows and columns of pixels."""

MOST_GAIN = 2.0
"""A paper's weakest channel is raised at most so much: beyond, it is no paper but a picture."""


def to_grey(colour: Image) -> Image:
    """Grey levels in which blue, red and green ink is nearly as dark as black.

    Tinted paper is balanced to neutral first, so that its tint and the printed ground in the
    same hue do not darken; then darkest channel and luma are mixed.

    Parameters
    ----------
    colour : uint8 array of shape (height, width, 3)
        RGB, any polarity, at least one pixel.

    Returns
    -------
    uint8 array of shape (height, width)
        Neutral pixels on neutral paper keep their level.
    """
    gains = _estimate_gains(colour)
    balanced = colour if gains.max() <= 1.01 else cv2.LUT(colour, _gain_table(gains))
    red, green, blue = cv2.split(balanced)
    darkest = cv2.min(cv2.min(red, green), blue)
    luma = cv2.cvtColor(balanced, cv2.COLOR_RGB2GRAY)
    grey = cv2.addWeighted(darkest, DARKEST_SHARE, luma, 1 - DARKEST_SHARE, 0)
    return np.asarray(grey, np.uint8)


def _estimate_gains(colour: Image) -> NDArray[np.float64]:
    """Factor for each channel (1..``MOST_GAIN``) that makes the page's commonest colour neutral."""
    height, width = colour.shape[:2]
    sample = colour[:: max(1, height // SAMPLE_SIDE), :: max(1, width // SAMPLE_SIDE)]
    middle = [level_percentile(np.ascontiguousarray(sample[..., k]), 50) for k in range(3)]
    paper = np.maximum(middle, 1.0)
    return np.clip(paper.max() / paper, 1.0, MOST_GAIN)


def _gain_table(gains: NDArray[np.float64]) -> Image:
    levels = np.arange(256)[:, None] * gains
    return np.clip(np.round(levels), 0, 255).astype(np.uint8)[:, None, :]
