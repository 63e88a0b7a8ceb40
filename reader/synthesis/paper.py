"""Laying ink on paper: everything a page is made of is blended here."""

from __future__ import annotations

import numpy as np

from reader.records import Box, Image

__all__ = ["blank_paper", "blend_ink", "grey_of", "pasted"]


def blank_paper(shape: tuple[int, int], colour: tuple[int, int, int], *, grey: bool) -> Image:
    """Even paper: uint8 (h, w), or (h, w, 3) RGB where not ``grey``."""
    if grey:
        return np.full(shape, grey_of(colour), np.uint8)
    return np.full((*shape, 3), colour, np.uint8)


def grey_of(colour: tuple[int, int, int]) -> int:
    """The grey level a scanner gives an RGB colour (Rec. 601)."""
    return round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])


def blend_ink(
    image: Image,
    ink: Image,
    *,
    top: int,
    left: int,
    colour: tuple[int, int, int],
    opacity: float = 1.0,
) -> Box:
    """Lay ``ink`` (uint8, 255 = full) onto ``image`` in place, as a dye: it only darkens.

    What falls outside the image is cut off. Returns the box that was touched (empty where
    nothing was).
    """
    box = _cut(Box(top, left, *ink.shape), (image.shape[0], image.shape[1]))
    if not box.area:
        return box
    part = ink[box.top - top : box.bottom - top, box.left - left : box.right - left]
    alpha = part.astype(np.float32) * (opacity / 255.0)
    region = image[box.slices]
    if image.ndim == 2:
        full = float(grey_of(colour))
        image[box.slices] = region - alpha * np.maximum(region - full, 0.0)
        return box
    full_rgb = np.array(colour, np.float32)
    image[box.slices] = region - alpha[..., None] * np.maximum(region - full_rgb, 0.0)
    return box


def pasted(canvas: Image, ink: Image, top: int, left: int) -> Image:
    """``canvas`` with ``ink`` laid on in place, the darker wins; what falls outside is cut off."""
    box = _cut(Box(top, left, *ink.shape), (canvas.shape[0], canvas.shape[1]))
    if box.area:
        part = ink[box.top - top : box.bottom - top, box.left - left : box.right - left]
        canvas[box.slices] = np.maximum(canvas[box.slices], part)
    return canvas


def _cut(box: Box, shape: tuple[int, int]) -> Box:
    top, left = min(max(0, box.top), shape[0]), min(max(0, box.left), shape[1])
    bottom, right = min(shape[0], box.bottom), min(shape[1], box.right)
    return Box(top, left, max(0, bottom - top), max(0, right - left))
