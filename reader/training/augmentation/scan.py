"""What paper and scanner do: coarse sampling, blur, contrast, noise, bilevel edges."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image

__all__ = ["add_noise", "blur", "change_contrast", "coarsen", "make_bilevel"]


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


def change_contrast(ink: Image, rng: np.random.Generator) -> Image:
    """Soft and pale, or steep and black: a gain around a moving middle."""
    gain, middle = np.exp(rng.normal(0.35, 0.45)), rng.uniform(70, 150)
    levels = np.clip((np.arange(256) - middle) * gain + middle, 0, 255)
    levels -= levels[0]
    table = np.clip(levels * (255.0 / max(levels[-1], 1.0)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(ink, table), np.uint8)


def add_noise(ink: Image, rng: np.random.Generator, *, strength: float) -> Image:
    """Uneven ink and faint grain of the paper; the grain stays mostly below full ink's tenth."""
    grain = rng.normal(0.0, 1.0, ink.shape).astype(np.float32)
    if rng.random() < 0.6:
        grain = cv2.GaussianBlur(grain, (0, 0), 1.0) * 2.0
    unevenness = rng.uniform(2, 22 * strength + 3)
    part = 0.25 + 0.75 * (ink > 40)
    return np.clip(ink + grain * unevenness * part, 0, 255).astype(np.uint8)


def make_bilevel(ink: Image, rng: np.random.Generator) -> Image:
    """Black or white only, with the ragged edge that scanners leave."""
    ragged = ink + rng.normal(0.0, rng.uniform(0, 25), ink.shape)
    return np.where(ragged > rng.uniform(80, 160), 255, 0).astype(np.uint8)
