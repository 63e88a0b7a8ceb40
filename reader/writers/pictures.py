"""The ink of a string as a small picture for a cell."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

__all__ = ["Picture", "cell_picture"]

_SHARPNESS = 2
"""Pixels of the picture a pixel of the screen: sharp on fine screens and in print, and a tenth
of the bytes of a crop from a page at 300 dpi."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that, times ``scale``, is ``width`` pixels wide on the screen."""

    png: bytes
    scale: float
    width: float
    description: str = ""


def cell_picture(crop: bytes, *, height: int) -> Picture | None:
    """``crop``, a PNG, for a row of ``height`` pixels; None where it cannot be decoded."""
    image = cv2.imdecode(np.frombuffer(crop, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        return None
    rows, cols = image.shape[:2]
    kept = min(1.0, _SHARPNESS * height / rows)
    size = max(1, round(cols * kept)), max(1, round(rows * kept))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if kept < 1 else image
    scale = height / size[1]
    return Picture(cv2.imencode(".png", small)[1].tobytes(), scale, width=size[0] * scale)
