"""Changes of a strip that make the next pass over the pool new lines: cheap ones, on pixels."""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.strips import STRIP_HEIGHT, WIDEST_STRIP
from reader.records import Image

__all__ = ["changed_strip"]

UNCHANGED = 0.15
"""Share of strips that are shown as they are."""

LOST = 0.04
"""Share of strips of which the second view shows nothing: cleaning that took all out."""

BLURRED = 0.2
"""Share of strips that are blurred."""

GRAINED = 0.25
"""Share of strips that get grain."""


def changed_strip(rng: np.random.Generator, views: Image) -> Image:
    """A strip (uint8, 2 x 40 x width) a little wider, higher, paler, coarser; width may change."""
    if rng.random() < UNCHANGED:
        return views
    views = _stretched(rng, views)
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
