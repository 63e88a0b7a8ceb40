"""The ink of a string as a small picture for a cell."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reader.records import Image

__all__ = ["Picture", "cell_picture"]

_SHARPNESS = 2
"""Pixels of the picture a pixel of the screen: sharp on fine screens and in print, and a tenth
of the bytes of a crop from a page at 300 dpi."""

_LOSSLESS_BYTES = 4096
"""Larger PNGs become JPEGs, or ten thousand rows of a colour scan take hundreds of megabytes."""

_JPEG_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Picture:
    """A coded picture (PNG or JPEG) that, times ``scale``, is ``width`` pixels on the screen."""

    coded: bytes
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
    return Picture(_coded(small), scale, width=size[0] * scale)


def _coded(image: Image) -> bytes:
    """As PNG, or, where grain and colour make that large, as JPEG."""
    lossless = cv2.imencode(".png", image)[1].tobytes()
    if len(lossless) <= _LOSSLESS_BYTES:
        return lossless
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
