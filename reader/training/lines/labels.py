"""Print before a string on its strip: labels, currency signs, bars, characters of any script."""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.strips import STRIP_HEIGHT, STRIP_VIEWS
from reader.records import Image
from reader.synthesis.prints import draw_typeface, print_text
from reader.synthesis.words import LABELS
from reader.training.glyphs.characters import draw_character

__all__ = ["with_label"]

SYMBOLS = "₹$€£¥₩₽¢§№#&@%ΔΣΩΨЖДЯФЮЩ本年月日金円元额合计"
"""Signs that stand printed before numbers, and characters that are no digits in their scripts."""

SIZES = (18.0, 44.0)
"""Pixels of a label's font on a strip, on which digits are 26 pixels high."""

BARRED = 0.35
"""Share of labels that a bar parts from the string."""

GAPS = (1, 26)
"""Pixels between a label and the string."""

IN_BOTH = 0.85
"""Share of labels that cleaning and layout left with the string."""

BAR_WIDTHS, BAR_LEVELS = (1, 4), (120, 256)
"""Pixels and levels of a bar."""

OFF_MIDDLE = 5.0
"""Deviation of a label from the strip's middle, in pixels."""

CHARACTER_SIDES, MOST_CHARACTERS = (18, 40), 3
"""Pixels of a drawn character, and how many stand together at most."""

UNKNOWN = 0.3
"""Share of labels that are signs of no alphabet."""


def with_label(rng: np.random.Generator, views: Image) -> Image:
    """``views`` (2, 40, width) with a label before it, in both views or now and then in one."""
    ink = _label(rng)
    gap = int(rng.integers(*GAPS))
    wide = np.zeros((STRIP_VIEWS, STRIP_HEIGHT, ink.shape[1] + gap), np.uint8)
    wide[0, :, : ink.shape[1]] = ink
    if rng.random() < IN_BOTH:
        wide[1, :, : ink.shape[1]] = ink
    if rng.random() < BARRED:
        col, thick = ink.shape[1] + gap // 2, int(rng.integers(*BAR_WIDTHS))
        wide[0, :, col : col + thick] = int(rng.integers(*BAR_LEVELS))
    return np.concatenate([wide, views], axis=2)


def _label(rng: np.random.Generator) -> Image:
    strip = np.zeros((STRIP_HEIGHT, 1), np.uint8)
    while not strip.any():
        ink = _drawn(rng) if rng.random() < UNKNOWN else _printed(rng)
        rows = np.flatnonzero(ink.any(axis=1))
        if not rows.size:
            continue
        ink = ink[rows[0] : rows[-1] + 1]
        strip = np.zeros((STRIP_HEIGHT, ink.shape[1]), np.uint8)
        top = round((STRIP_HEIGHT - ink.shape[0]) / 2 + rng.normal(0.0, OFF_MIDDLE))
        first, last = max(0, top), min(STRIP_HEIGHT, top + ink.shape[0])
        strip[first:last] = ink[first - top : last - top]
    return (strip * float(rng.uniform(0.5, 1.0))).astype(np.uint8)


def _printed(rng: np.random.Generator) -> Image:
    word = str(rng.choice(LABELS)) if rng.random() < 0.5 else str(rng.choice(list(SYMBOLS)))
    ink, _ = print_text(word, draw_typeface(rng), height=float(rng.uniform(*SIZES)))
    return ink


def _drawn(rng: np.random.Generator) -> Image:
    """One to three characters that belong to no alphabet."""
    side = int(rng.integers(*CHARACTER_SIDES))
    signs = [draw_character(rng) for _ in range(int(rng.integers(1, MOST_CHARACTERS + 1)))]
    scaled = [cv2.resize(s, (side, side), interpolation=cv2.INTER_AREA) for s in signs]
    return np.asarray(np.concatenate(scaled, axis=1), np.uint8)
