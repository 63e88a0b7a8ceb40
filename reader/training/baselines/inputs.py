"""The authors' ways from a picture to the net, as pure functions.

A picture is uint8 of shape (height, width) or (height, width, 3), RGB, dark ink on light paper
unless said otherwise. Each step changes one thing; :func:`picture_input` takes them in order.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.normalize import GLYPH_SIDE
from reader.records import Image
from reader.training.baselines.recipe import Input
from reader.training.data.ink_sets import has_dark_ink

__all__ = [
    "as_grey",
    "centred",
    "dark_on_light",
    "glyph_inputs",
    "inverted",
    "lesson_inputs",
    "padded",
    "picture_input",
    "sharpened",
    "shifted_down",
    "thickened",
]

Floats = NDArray[np.float32]

INK_LEVEL = 0.5
"""Of the unit: what is darker is set to 0 before the inverse threshold."""

INVERSE_THRESHOLD = 0.1
"""Of the unit: what is at most this becomes ink, all else paper."""

SLOPE = 25.0
"""Slope of the sigmoid around one half that sharpens the contrast, pixels taken in 0..1."""


def picture_input(picture: Image, way: Input) -> Floats:
    """What the net gets of one picture: float32 of shape (28, 28, channels)."""
    shown = padded(picture, way.padding)
    shown = shown if way.channels == 3 else as_grey(shown)
    small = np.asarray(cv2.resize(shown, (GLYPH_SIDE, GLYPH_SIDE)), np.uint8)
    return _finished(small, way)


def glyph_inputs(glyphs: Image, way: Input) -> Floats:
    """What the net gets of normalised glyphs (n, 28, 28), bright ink on 0.

    The normaliser stands for padding, threshold, inversion and placing; what the author does to
    strokes and levels stays: thickening, sharpening, the divisor.
    """
    pixels = glyphs
    if way.erosion:
        pixels = np.stack([255 - thickened(255 - one, way.erosion) for one in glyphs])
    levels = pixels.astype(np.float32)
    if way.sharpened:
        levels = sharpened(levels)
    return _with_channels(levels, way.channels) / np.float32(way.divisor)


def lesson_inputs(pictures: Image | Floats, *, divisor: float, channels: int = 1) -> Floats:
    """Training pictures (n, 28, 28) of levels 0..255 as they are, divided by ``divisor``."""
    return _with_channels(pictures.astype(np.float32), channels) / np.float32(divisor)


def dark_on_light(picture: Image) -> Image:
    """The picture, or its negative where its border says that its ink is the lighter."""
    return picture if has_dark_ink(as_grey(picture)) else 255 - picture


def as_grey(picture: Image) -> Image:
    """Grey levels of an RGB picture; a grey one as it is."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def padded(picture: Image, share: float) -> Image:
    """The picture with paper around it, as light as most of it: ``share`` of each side twice."""
    if not share:
        return picture
    rows, cols = (round(share * side) for side in picture.shape[:2])
    paper = np.median(picture, axis=(0, 1))
    shape = (picture.shape[0] + 2 * rows, picture.shape[1] + 2 * cols, *picture.shape[2:])
    wide = np.broadcast_to(paper.astype(np.uint8), shape).copy()
    wide[rows : rows + picture.shape[0], cols : cols + picture.shape[1]] = picture
    return wide


def thickened(picture: Image, side: int) -> Image:
    """Dark ink made thicker by an erosion of ``side`` x ``side`` pixels."""
    return np.asarray(cv2.erode(picture, np.ones((side, side), np.uint8)), np.uint8)


def inverted(picture: Image, inversion: str) -> Floats:
    """Bright ink on dark as float32 in 0..255, by one of the known ``inversion``s.

    "threshold": darker than ``INK_LEVEL`` becomes 0, and what is at most ``INVERSE_THRESHOLD``
    becomes 255, all else 0. "1 - x" is a fault kept on purpose: right for pixels of 0..1, it gives
    -254..1 here.
    """
    levels = picture.astype(np.float32)
    if inversion == "none":
        return levels
    if inversion == "1 - x":
        return 1 - levels
    if inversion == "255 - x":
        return 255 - levels
    unit = levels / 255
    unit[unit < INK_LEVEL] = 0
    return np.where(unit > INVERSE_THRESHOLD, 0, 255).astype(np.float32)


def centred(levels: Floats) -> Floats:
    """Bright ink moved so that the middle of its box is the picture's; blank stays blank."""
    strong = levels >= 128
    if not strong.any():
        return levels
    moved = levels
    for axis in (0, 1):
        found = np.flatnonzero(strong.any(axis=tuple({0, 1} - {axis})))
        gap = levels.shape[axis] - 1 - int(found[0]) - int(found[-1])
        moved = _moved(moved, gap // 2, axis=axis)
    return moved


def shifted_down(levels: Floats, rows: int) -> Floats:
    """Bright ink moved down by ``rows``; what leaves the picture is lost."""
    return _moved(levels, rows, axis=0) if rows else levels


def sharpened(levels: Floats) -> Floats:
    """Levels of 0..255 under a sigmoid of slope ``SLOPE`` around the middle."""
    return (255 / (1 + np.exp(-SLOPE * (levels / 255 - 0.5)))).astype(np.float32)


def _finished(small: Image, way: Input) -> Floats:
    if way.erosion:
        small = thickened(small, way.erosion)
    levels = inverted(small, way.inversion)
    if way.centred:
        levels = centred(levels)
    levels = shifted_down(levels, way.shift_down)
    if way.sharpened:
        levels = sharpened(levels)
    return _with_channels(levels[None], way.channels)[0] / np.float32(way.divisor)


def _with_channels(levels: Floats, channels: int) -> Floats:
    """(n, 28, 28) repeated to (n, 28, 28, channels); what has channels already stays."""
    if levels.ndim == 4:
        return levels
    return np.repeat(levels[..., None], channels, axis=3)


def _moved(levels: Floats, steps: int, *, axis: int) -> Floats:
    moved = np.zeros_like(levels)
    size = levels.shape[axis]
    source: Sequence[slice] = [slice(None)] * levels.ndim
    target = [*source]
    origin = [*source]
    origin[axis] = slice(max(0, -steps), size - max(0, steps))
    target[axis] = slice(max(0, steps), size - max(0, -steps))
    moved[tuple(target)] = levels[tuple(origin)]
    return moved
