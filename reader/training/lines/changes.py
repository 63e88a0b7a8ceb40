"""Changes of a strip that make the next pass over the pool new lines: cheap ones, on pixels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.strips import STRIP_HEIGHT, WIDEST_STRIP
from reader.records import Image

__all__ = ["changed_strip"]

UNCHANGED = 0.15
"""Share of strips that are shown as they are."""

LOST = 0.04
"""Share of strips of which the second view shows nothing: cleaning that took all out."""

BENT = 0.5
"""Share of strips whose digits become unevenly wide and stand unevenly high."""

SWAY, SWAY_LENGTH = (1.8, 1.0), (24.0, 60.0)
"""Deviation, in pixels, of the columns and rows of bent strips, and the pixels along the line over
which it changes."""

RETRACED = 0.25
"""Share of strips whose strokes become a little bolder or finer."""

BLURRED = 0.2
"""Share of strips that are blurred."""

GRAINED = 0.25
"""Share of strips that get grain."""


def changed_strip(rng: np.random.Generator, views: Image) -> Image:
    """A strip (uint8, 2 x 40 x width) a little wider, higher, bolder, paler, coarser, its digits
    unevenly wide and high; width may change."""
    if rng.random() < UNCHANGED:
        return views
    views = _stretched(rng, views)
    if rng.random() < BENT:
        views = _bent(rng, views)
    if rng.random() < RETRACED:
        views = _retraced(rng, views)
    if rng.random() < BLURRED:
        sigma = float(rng.uniform(0.3, 1.0))
        views = np.stack([np.asarray(cv2.GaussianBlur(v, (0, 0), sigma)) for v in views])
    views = _toned(rng, views)
    if rng.random() < LOST:
        views = views.copy()
        views[1] = 0
    return views


def _stretched(rng: np.random.Generator, views: Image) -> Image:
    """Scaled, sheared and moved up or down, both views alike."""
    width = views.shape[2]
    across = float(np.exp(rng.normal(0.0, 0.13)))
    down = float(np.exp(rng.normal(-0.02, 0.07)))
    shear = float(rng.normal(0.0, 0.07))
    wide = int(np.clip(round(width * across), 8, WIDEST_STRIP))
    across = wide / width
    middle = (STRIP_HEIGHT - 1) / 2
    drop = float(rng.normal(0.0, 1.3))
    matrix = np.array(
        [[across, -shear, shear * middle], [0.0, down, middle - down * middle + drop]]
    )
    return np.stack([cv2.warpAffine(v, matrix, (wide, STRIP_HEIGHT)) for v in views])


def _bent(rng: np.random.Generator, views: Image) -> Image:
    """Columns and rows moved by what changes slowly along the line, both views alike."""
    width = views.shape[2]
    cols, rows = (
        _swaying(rng, width, deviation=sway, length=length)
        for sway, length in zip(SWAY, SWAY_LENGTH, strict=True)
    )
    across = np.broadcast_to(np.arange(width, dtype=np.float32) + cols, (STRIP_HEIGHT, width))
    down = np.arange(STRIP_HEIGHT, dtype=np.float32)[:, None] + rows[None]
    fixed = cv2.convertMaps(np.ascontiguousarray(across), down, cv2.CV_16SC2)
    return np.stack([np.asarray(cv2.remap(v, *fixed, cv2.INTER_LINEAR), np.uint8) for v in views])


def _swaying(
    rng: np.random.Generator, width: int, *, deviation: float, length: float
) -> NDArray[np.float32]:
    knots = rng.normal(0.0, deviation, max(2, round(width / length) + 2)).astype(np.float32)
    return np.asarray(
        cv2.resize(knots[None], (width, 1), interpolation=cv2.INTER_CUBIC)[0], np.float32
    )


def _retraced(rng: np.random.Generator, views: Image) -> Image:
    """A part of the way to strokes a pixel bolder or finer."""
    change = cv2.dilate if rng.random() < 0.5 else cv2.erode
    part = float(rng.uniform(0.2, 0.9))
    kernel = np.ones((2, 2), np.uint8)
    return np.stack(
        [cv2.addWeighted(change(v, kernel), part, v, 1.0 - part, 0.0) for v in views]
    ).astype(np.uint8)


def _toned(rng: np.random.Generator, views: Image) -> Image:
    gain, gamma = float(rng.uniform(0.6, 1.15)), float(np.exp(rng.normal(0.0, 0.25)))
    levels = 255.0 * gain * (np.arange(256) / 255.0) ** gamma
    table = np.clip(levels, 0, 255).astype(np.uint8)
    toned = np.stack([np.asarray(cv2.LUT(v, table)) for v in views])
    if rng.random() > GRAINED:
        return toned
    grain = rng.normal(0.0, float(rng.uniform(2, 18)), toned[0].shape)
    toned[0] = np.clip(toned[0] + grain, 0, 255).astype(np.uint8)
    return toned
