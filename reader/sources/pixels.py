"""Whatever a decoder gives -> 8-bit grey or RGB pixels as a person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import PIL.Image
from numpy.typing import NDArray

from reader.records import Image

__all__ = [
    "Raster",
    "flatten",
    "limit_depth",
    "orient",
    "sensible_dpi",
    "square_pixels",
    "without_false_colour",
]

LEAST_DPI, MOST_DPI = 40.0, 4800.0
"""No scanner and no fax works below or above (pixels an inch)."""

LONGEST_PAGE = 47.0
"""Longest side of a sheet in inches (A0); more means that the resolution is not true."""

UNTOLD_DPI = (72.0, 96.0)
"""What programs write when they do not know; believed only up to ``LONGEST_UNTOLD``."""

LONGEST_UNTOLD = 17.0
"""Longest side in inches (A3) up to which an ``UNTOLD_DPI`` is believed."""

OBLONG = 1.05
"""Pixels whose sides differ by more are made square: a fax of 204 x 98 dpi squashes its digits."""

MOST_OBLONG = 4.0
"""Beyond this the two resolutions are rubbish, not a fax."""

FALSE_COLOUR = 8
"""Largest difference between channels (of 255) in a grey picture that was stored as colour."""

ORIENTATION_TURNS = {2: (0, True), 3: (2, False), 4: (2, True), 5: (3, True), 6: (3, False),
                     7: (1, True), 8: (1, False)}  # fmt: skip
"""EXIF orientation -> (quarter turns against the clock, then mirrored left to right)."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Decoded pixels, ``uint8`` of shape (height, width) or (height, width, 3) in RGB.

    ``dpi`` are the horizontal and the vertical resolution as the file says them, if it does.
    """

    pixels: Image
    dpi: tuple[float, float] | None = None


def flatten(picture: PIL.Image.Image) -> Image:
    """A Pillow picture of any mode as ``uint8`` grey or RGB; alpha flattened on white."""
    if "transparency" in picture.info or picture.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        return _on_white(np.asarray(picture.convert("RGBA")))
    if picture.mode in ("L", "RGB"):
        return np.asarray(picture)
    if picture.mode == "1":
        return np.asarray(picture.convert("L"))
    if picture.mode == "LAB":
        return np.ascontiguousarray(np.asarray(picture)[..., 0])
    if picture.mode[0] in "IF":
        return limit_depth(np.asarray(picture))
    return np.asarray(picture.convert("RGB"))


def limit_depth(levels: NDArray[Any]) -> Image:
    """Grey levels of any depth as ``uint8``, by their own range.

    Integers keep black at 0 and lose their lowest bits, as many as the brightest level has beyond
    eight (12-bit scans in 16-bit files come out right); floats of 0..1 are taken as such, other
    ranges are stretched. A constant float picture of another range gives white.
    """
    if levels.dtype == np.uint8:
        return levels
    if levels.dtype.kind == "f":
        return _float_levels(levels)
    brightest = max(int(levels.max(initial=0)), 0)
    surplus = max(brightest.bit_length() - 8, 0)
    return (np.clip(levels, 0, None) >> surplus).astype(np.uint8)


def orient(pixels: Image, orientation: int) -> Image:
    """Pixels turned as the EXIF ``orientation`` (1..8) says; other values change nothing."""
    turns, mirrored = ORIENTATION_TURNS.get(orientation, (0, False))
    turned = np.rot90(pixels, turns)
    return np.ascontiguousarray(turned[:, ::-1] if mirrored else turned)


def square_pixels(raster: Raster) -> Raster:
    """The raster with its coarser side stretched to the finer one's resolution."""
    if raster.dpi is None or min(raster.dpi) <= 0:
        return raster
    across, down = raster.dpi
    ratio = across / down
    if 1 / OBLONG <= ratio <= OBLONG or not 1 / MOST_OBLONG <= ratio <= MOST_OBLONG:
        return raster
    height, width = raster.pixels.shape[:2]
    size = (round(width / min(ratio, 1.0)), round(height * max(ratio, 1.0)))
    stretched = cv2.resize(raster.pixels, size, interpolation=cv2.INTER_LINEAR)
    finer = max(across, down)
    return Raster(np.asarray(stretched, np.uint8), (finer, finer))


def sensible_dpi(raster: Raster) -> float | None:
    """The resolution that a file tells, where it can be true of a sheet of paper."""
    if raster.dpi is None:
        return None
    dpi = float(raster.dpi[0])
    longest = max(raster.pixels.shape[:2]) / dpi if dpi > 0 else np.inf
    limit = LONGEST_UNTOLD if round(dpi) in UNTOLD_DPI else LONGEST_PAGE
    return dpi if LEAST_DPI <= dpi <= MOST_DPI and longest <= limit else None


def without_false_colour(pixels: Image) -> Image:
    """Grey pixels where all three channels say the same; colour as it is."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    apart = max(cv2.norm(red, green, cv2.NORM_INF), cv2.norm(green, blue, cv2.NORM_INF))
    return np.asarray(green) if apart <= FALSE_COLOUR else pixels


def _on_white(pixels: Image) -> Image:
    colour, alpha = pixels[..., :3].astype(np.uint16), pixels[..., 3:].astype(np.uint16)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _float_levels(levels: NDArray[Any]) -> Image:
    finite = np.nan_to_num(levels.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    return np.round((finite - low) * (255.0 / (high - low))).astype(np.uint8)
