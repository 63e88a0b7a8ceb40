"""Pictures for a screen: no larger than it can show, and light enough to be sent on."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image as Pictures

from reader.records import Image

__all__ = ["LONGEST_SIDE", "LOSSLESS_BYTES", "encode_for_screen"]

LONGEST_SIDE = 2800
"""Pixels; larger pictures are reduced to it. A fine screen shows fewer rows, and letters that
are drawn on a page at 300 dpi stay legible."""

LOSSLESS_BYTES = 2_000_000
"""Larger PNGs get a palette: most of their bytes are the grain of the paper, which nobody looks
for. A whole page then takes a twentieth; drawings on clean ground are smaller anyway."""


def encode_for_screen(picture: Image, suffix: str) -> bytes:
    """``picture``, RGB ``uint8``, as a file of the kind that ``suffix`` names (``.png``, ...)."""
    fitting = _reduced(picture)
    coded = cv2.imencode(suffix.lower(), cv2.cvtColor(fitting, cv2.COLOR_RGB2BGR))[1].tobytes()
    if suffix.lower() != ".png" or len(coded) <= LOSSLESS_BYTES:
        return coded
    return _with_palette(fitting)


def _reduced(picture: Image) -> Image:
    longer = max(picture.shape[:2])
    if longer <= LONGEST_SIDE:
        return picture
    height, width = (max(1, round(n * LONGEST_SIDE / longer)) for n in picture.shape[:2])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _with_palette(picture: Image) -> bytes:
    """As PNG of 256 colours, without dither: it would put the grain back."""
    few = Pictures.fromarray(picture).quantize(
        256, method=Pictures.Quantize.FASTOCTREE, dither=Pictures.Dither.NONE
    )
    stream = io.BytesIO()
    few.save(stream, "PNG")
    return stream.getvalue()
