"""What paper and pencil leave in the ink: grain, fibres, a printed pattern, shadow, graphite."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Image
from reader.training.augmentation.grain import grain
from reader.training.augmentation.surroundings import ink_box

__all__ = ["add_texture", "cast_shadow", "write_in_pencil"]

AROUND = 4
"""Pixels around the digit's box in which a paper's texture stays in the crop."""


def add_texture(ink: Image, rng: np.random.Generator) -> Image:
    """What ink extraction left of the paper near the digit: clots of grain, fibres or a pattern.

    All fainter than the ink, and never more than a rest: whole paper does not get so far.
    """
    kind = rng.random()
    if kind < 0.45:
        texture = _clots(ink.shape, rng)
    elif kind < 0.75:
        texture = _fibres(ink, rng)
    else:
        texture = _pattern(ink.shape, rng)
    top, bottom, left, right = ink_box(ink)
    kept = np.zeros_like(ink)
    window = np.s_[max(0, top - AROUND) : bottom + AROUND, max(0, left - AROUND) : right + AROUND]
    kept[window] = texture[window]
    return np.asarray(cv2.max(ink, kept), np.uint8)


def cast_shadow(ink: Image, rng: np.random.Generator) -> Image:
    """Paler to one side, and a threshold that eats into the pale side's strokes."""
    top, bottom, left, right = ink_box(ink)
    angle = rng.uniform(0, 2 * np.pi)
    rows = np.linspace(-1, 1, bottom - top, dtype=np.float32)[:, None] * np.sin(angle)
    cols = np.linspace(-1, 1, right - left, dtype=np.float32)[None] * np.cos(angle)
    palest = rng.uniform(0.35, 0.75)
    light = np.clip(0.5 + 0.5 * (rows + cols) * rng.uniform(0.7, 1.6), 0, 1) * (1 - palest) + palest
    eaten = rng.uniform(10, 55)
    result = np.zeros_like(ink)
    lit = np.clip((ink[top:bottom, left:right] * light - eaten) * (255 / (255 - eaten)), 0, 255)
    result[top:bottom, left:right] = lit
    return result


def write_in_pencil(ink: Image, rng: np.random.Generator) -> Image:
    """Pale and soft: ink at 40 to 60 %, thinner where the paper's valleys took no graphite."""
    soft = np.asarray(cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.5, 1.1)), np.float32)
    valleys = np.clip(grain(ink.shape, rng, soft=True) + np.float32(rng.uniform(-0.5, 0.6)), 0, 2)
    pale = soft * (1 - np.float32(rng.uniform(0.15, 0.4)) * valleys)
    lost = np.float32(rng.uniform(5, 45))
    return np.clip((pale - lost) * np.float32(rng.uniform(0.4, 0.6)), 0, 255).astype(np.uint8)


def _clots(shape: tuple[int, ...], rng: np.random.Generator) -> Image:
    """The darkest grains, those that passed a threshold."""
    above = grain(shape, rng, soft=True) - np.float32(rng.uniform(1.6, 2.4))
    return np.clip(above * np.float32(rng.uniform(60, 160)), 0, FAINTEST_INK).astype(np.uint8)


def _fibres(ink: Image, rng: np.random.Generator) -> Image:
    """One to four short bent hairs."""
    texture = np.zeros_like(ink)
    top, bottom, left, right = ink_box(ink)
    for _ in range(int(rng.integers(1, 5))):
        at = rng.uniform((left, top), (right, bottom))
        turns = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.5, 5))
        steps = rng.uniform(1.5, 4.0) * np.stack([np.cos(turns), np.sin(turns)], 1)
        path = np.round((at + np.cumsum(steps, axis=0)) * 16).astype(np.int32).reshape(-1, 1, 2)
        level = int(rng.integers(40, FAINTEST_INK))
        cv2.polylines(texture, [path], False, level, 1, cv2.LINE_AA, 4)
    return texture


def _pattern(shape: tuple[int, ...], rng: np.random.Generator) -> Image:
    """Parallel lines of a security print or squared paper, broken by the grain."""
    angle, period = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)]), rng.uniform(6, 14)
    rows = np.arange(shape[0], dtype=np.float32)[:, None] * np.float32(np.sin(angle) / period)
    cols = np.arange(shape[1], dtype=np.float32)[None] * np.float32(np.cos(angle) / period)
    waves = _cosine((rows + cols + np.float32(rng.random())) % 1)
    lines = np.clip(waves - 0.8, 0, None) * np.float32(5 * rng.uniform(35, FAINTEST_INK))
    broken = grain(shape, rng, soft=True) > rng.uniform(-0.5, 0.8)
    return np.where(broken, lines, 0).astype(np.uint8)


def _cosine(part: NDArray[np.float32]) -> NDArray[np.float32]:
    """A period's wave by a table's entry: 1 at 0, -1 at a half."""
    return _WAVE[(part * len(_WAVE)).astype(np.intp) % len(_WAVE)]


_WAVE = np.cos(np.linspace(0, 2 * np.pi, 64, endpoint=False)).astype(np.float32)

FAINTEST_INK = 110
"""Level (of 255) that no rest of the paper reaches."""
