"""What the scanner does: coarse sampling, blur, JPEG, contrast, noise, bilevel edges."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image
from reader.training.augmentation.grain import grain

__all__ = ["add_noise", "blur", "change_contrast", "coarsen", "make_bilevel", "save_as_jpeg"]


def coarsen(ink: Image, rng: np.random.Generator) -> Image:
    """Sampled again at 30 to 80 % of the canvas's resolution."""
    factor = rng.uniform(0.3, 0.8)
    method = cv2.INTER_AREA if rng.random() < 0.6 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, None, fx=factor, fy=factor, interpolation=method), np.uint8)


def blur(ink: Image, rng: np.random.Generator, *, strength: float) -> Image:
    """Out of focus by a Gaussian of up to ``1.6 * strength`` pixels."""
    return np.asarray(
        cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 0.3 + 1.3 * strength)), np.uint8
    )


def save_as_jpeg(ink: Image, rng: np.random.Generator) -> Image:
    """Through JPEG of quality 10 to 60, as dark ink on paper, a digit 19 to 42 pixels high.

    What the reader would take for the paper's level is taken away again.
    """
    if min(ink.shape) > COARSE_SIDE:
        factor = rng.uniform(0.45, 1.0)
        ink = np.asarray(
            cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
        )
    top, left = (int(offset) for offset in rng.integers(0, 8, 2))
    ink = np.asarray(cv2.copyMakeBorder(ink, top, 8, left, 8, cv2.BORDER_CONSTANT), np.uint8)
    paper, depth = float(rng.uniform(180, 250)), float(rng.uniform(0.35, 0.7))
    written = (paper - ink * np.float32(depth)).astype(np.uint8)
    quality = int(rng.integers(10, 61))
    data = cv2.imencode(".jpg", written, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    read = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.float32)
    floor = float(rng.uniform(6, 20))
    return np.clip((paper - floor - read) * (255 / (255 * depth - floor)), 0, 255).astype(np.uint8)


COARSE_SIDE = 56
"""Side in pixels up to which a picture has been coarsened already."""


def change_contrast(ink: Image, rng: np.random.Generator) -> Image:
    """Soft (edges spread or fade), steep, or very steep: hardly a grey level left."""
    kind = rng.random()
    levels = np.arange(256) / 255.0
    if kind < 0.3:
        levels = levels ** np.exp(rng.uniform(-0.6, 0.9))
    else:
        gain = rng.uniform(3, 8) if kind < 0.5 else max(1.0, np.exp(rng.normal(0.35, 0.45)))
        middle = rng.uniform(0.27, 0.6)
        levels = np.clip((levels - middle) * gain + middle, 0, 1)
        levels -= levels[0]
    table = np.clip(levels * (255.0 / max(levels[-1], 1 / 255)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(ink, table), np.uint8)


def add_noise(ink: Image, rng: np.random.Generator, *, strength: float) -> Image:
    """Uneven ink and faint grain of the paper; the grain stays mostly below full ink's tenth."""
    noise = grain(ink.shape, rng, soft=bool(rng.random() < 0.6))
    unevenness = np.float32(rng.uniform(2, 22 * strength + 3))
    part = np.where(ink > 40, unevenness, 0.25 * unevenness)
    return np.clip(ink + noise * part, 0, 255).astype(np.uint8)


def make_bilevel(ink: Image, rng: np.random.Generator) -> Image:
    """Black or white only, with the ragged edge that scanners leave."""
    ragged = ink + grain(ink.shape, rng, soft=False) * np.float32(rng.uniform(0, 25))
    return np.where(ragged > rng.uniform(80, 160), 255, 0).astype(np.uint8)
