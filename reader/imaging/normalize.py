"""The one normaliser: ink of one candidate digit -> a 28x28 glyph, the way MNIST was made.

The very same function makes the training glyphs and the reading glyphs; a mismatch between the
two is the oldest bug of this field.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from reader.records import Image

__all__ = ["GLYPH_SIDE", "normalize_glyph"]

GLYPH_SIDE = 28
"""Side of a glyph in pixels, as in MNIST."""

INK_SIDE = 20
"""Longest side of the ink inside a glyph in pixels, as in MNIST."""

FAINT = 0.1
"""Ink below this part of the strongest ink does not stretch the box (anti-aliased fringe)."""

FULL_INK = 0.9
"""The quantile of the ink's levels that becomes full ink: thin pens end as bright as thick."""


_LEVELS = np.clip(
    np.arange(256.0)[None] * (255.0 / np.maximum(np.arange(256.0), 1.0))[:, None], 0, 255
).astype(np.uint8)
"""Row by row the levels after a picture's row-th level became full ink."""


def normalize_glyph(ink: Image) -> Image:
    """Normalise the ink of one candidate digit.

    Aspect ratio kept, longest side 20 px, anti-aliased, full ink at 255, centre of mass at the
    centre of 28 x 28 (LeCun et al. 1998, doi:10.1109/5.726791, and the MNIST page).

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        Bright ink on 0; neighbours already masked out. Any margin.

    Returns
    -------
    uint8 array of shape (28, 28)
        Bright ink on 0. An empty or all-zero ``ink`` gives all zeros; so does one so faint that
        nothing is left of it at 20 px.
    """
    strongest = _strongest(ink) if ink.size else 0
    if strongest == 0:
        return np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    small = _resized(_tight(ink, strongest))
    strongest = _strongest(small)
    if strongest == 0:
        return np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    return _centred(_full_ink(small, strongest))


def _strongest(ink: Image) -> int:
    return int(cv2.minMaxLoc(ink)[1])


def _tight(ink: Image, strongest: int) -> Image:
    # Compared with whole numbers, pixels stay bytes: a third of the time.
    strong = ink >= max(1, math.ceil(FAINT * strongest))
    left, top, width, height = cv2.boundingRect(strong.view(np.uint8))
    return ink[top : top + height, left : left + width]


def _resized(ink: Image) -> Image:
    height, width = ink.shape
    factor = INK_SIDE / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if size == (width, height):
        return ink
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, size, interpolation=method), np.uint8)


def _full_ink(ink: Image, strongest: int) -> Image:
    inked = int(np.count_nonzero(ink > math.floor(strongest * FAINT)))
    # What is not inked comes before all that is.
    rank = ink.size - inked + int((inked - 1) * FULL_INK)
    levels = ink.flatten()
    levels.partition(rank)
    return np.asarray(cv2.LUT(ink, _LEVELS[levels[rank]]), np.uint8)


def _centred(ink: Image) -> Image:
    height, width = ink.shape
    moments = cv2.moments(ink)
    row, col = moments["m01"] / moments["m00"], moments["m10"] / moments["m00"]
    middle = GLYPH_SIDE / 2
    top = min(max(round(middle - row), 0), GLYPH_SIDE - height)
    left = min(max(round(middle - col), 0), GLYPH_SIDE - width)
    glyph = np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    glyph[top : top + height, left : left + width] = ink
    return glyph
