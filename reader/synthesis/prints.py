"""Printed text in real fonts: those that OpenCV and Pillow carry with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from reader.records import Image

__all__ = ["FAMILIES", "Typeface", "draw_typeface", "print_text"]

FAMILIES = ("sans", "italic", "uni", "aileron")
"""Families that come with the base installation; further ones are files."""

MARGIN = 2
"""Pixels without ink around printed text."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font: one of ``FAMILIES`` or a font file's path, and a weight from 200 to 800."""

    family: str
    weight: int = 400


def draw_typeface(rng: np.random.Generator) -> Typeface:
    """A typeface by chance, out of the installed families."""
    family = str(rng.choice(FAMILIES))
    return Typeface(family, int(rng.choice((300, 400, 400, 500))))


def print_text(text: str, typeface: Typeface, *, height: float) -> tuple[Image, int]:
    """Text as ink and the row of its baseline.

    ``height`` is the font's size in pixels (about 1.4 times a capital letter). Gives a uint8
    array (h, w), ink 255 on 0, and the baseline's row in it. Blank text gives a 1 x 1 array.
    """
    if not text.strip():
        return np.zeros((1, 1), np.uint8), 0
    size = max(5, round(height))
    if typeface.family == "aileron" and not text.isascii():
        typeface = Typeface("uni", typeface.weight)
    if typeface.family in ("sans", "italic", "uni") and hasattr(cv2, "FontFace"):
        return _with_opencv(text, typeface, size)
    return _with_pillow(text, typeface, size)


def _with_opencv(text: str, typeface: Typeface, size: int) -> tuple[Image, int]:
    face = _opencv_face(typeface.family)
    width = int(size * (0.75 * len(text) + 2))
    canvas = np.zeros((2 * size, width), np.uint8)
    baseline = int(1.4 * size)
    cv2.putText(canvas, text, (MARGIN, baseline), 255, face, size, typeface.weight)
    cols = np.flatnonzero(canvas.any(axis=0))
    if not len(cols):
        return np.zeros((1, 1), np.uint8), 0
    return canvas[:, : cols[-1] + 1 + MARGIN], baseline


def _with_pillow(text: str, typeface: Typeface, size: int) -> tuple[Image, int]:
    from PIL import Image as PillowImage
    from PIL import ImageDraw

    font = _pillow_font(typeface.family, size)
    left, _, right, _ = font.getbbox(text, anchor="ls")
    baseline = int(1.4 * size)
    picture = PillowImage.new("L", (int(right - left) + 2 * MARGIN + 1, 2 * size), 0)
    ImageDraw.Draw(picture).text((MARGIN - left, baseline), text, fill=255, font=font, anchor="ls")
    return np.array(picture, np.uint8), baseline


@lru_cache(maxsize=8)
def _opencv_face(family: str) -> Any:
    return cv2.FontFace(family)


@lru_cache(maxsize=64)
def _pillow_font(family: str, size: int) -> Any:
    from PIL import ImageFont

    if family in FAMILIES:
        return ImageFont.load_default(size)
    return ImageFont.truetype(family, size)
