"""Files of one picture -> a raster: header first, limit, then pixels."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import PIL.Image
import simplejpeg  # type: ignore[import-untyped]

from reader.errors import PageFailure
from reader.records import Image
from reader.sources.integrity import check_png
from reader.sources.kinds import Kind
from reader.sources.pixels import Raster, flatten, orient

__all__ = ["check_jpeg", "check_pixels", "load_picture", "opened"]

PLUGINS = {
    Kind.PNG: "PNG",
    Kind.JPEG: "JPEG",
    Kind.BMP: "BMP",
    Kind.WEBP: "WEBP",
    Kind.PNM: "PPM",
    Kind.TIFF: "TIFF",
    Kind.GIF: "GIF",
    Kind.JPEG2000: "JPEG2000",
    Kind.AVIF: "AVIF",
}
"""Pillow's decoder for each kind; no other one gets to see a file."""

JPEG_COLOURS = {"L": "GRAY", "RGB": "RGB"}

ORIENTATION_TAG = 0x0112

HARMLESS = re.compile(r"[Ii]nvalid SOS parameters| (\d|1[0-6]) extraneous bytes before marker 0xd9")
"""What libjpeg says of pictures that are whole: cameras pad the end, some write a sloppy header."""


def load_picture(file: BinaryIO, kind: Kind, *, max_pixels: float) -> Raster:
    """The first picture of ``file``, upright; the limit is held before any pixel is decoded.

    Raises
    ------
    PageFailure
        If it is larger than ``max_pixels``, cut off, or damaged.
    """
    with opened(file, kind) as picture:
        check_pixels(*picture.size, max_pixels=max_pixels)
        if kind is Kind.PNG:
            check_png(_content(file))
        dpi = picture.info.get("dpi")
        orientation = picture.getexif().get(ORIENTATION_TAG, 1)
        pixels = _decoded_jpeg(picture, file) if kind is Kind.JPEG else flatten(picture)
    turned = orient(pixels, orientation)
    if dpi and orientation >= 5:
        dpi = dpi[::-1]
    return Raster(turned, (float(dpi[0]), float(dpi[1])) if dpi else None)


def check_pixels(width: float, height: float, *, max_pixels: float) -> None:
    """Refuse a page of more than ``max_pixels`` pixels, or of none.

    Raises
    ------
    PageFailure
        Then; with the reason ``too-large`` if it has too many.
    """
    if width < 1 or height < 1:
        raise PageFailure(f"the picture is empty ({width:.0f} x {height:.0f} pixels)")
    if width * height > max_pixels:
        raise PageFailure(
            f"{width:.0f} x {height:.0f} pixels are more than the limit of"
            f" {max_pixels / 1e6:.4g} million; if the page is real, raise it with --max-pixels",
            reason="too-large",
        )


@contextmanager
def opened(file: BinaryIO, kind: Kind) -> Iterator[PIL.Image.Image]:
    """Pillow's picture with its header read; Pillow's own limit and remarks are switched off."""
    limit = PIL.Image.MAX_IMAGE_PIXELS
    PIL.Image.MAX_IMAGE_PIXELS = (
        None  # ours is checked instead, with a message that says what to do
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(file, formats=_plugins(kind)) as picture:
                yield picture
    finally:
        PIL.Image.MAX_IMAGE_PIXELS = limit


def _plugins(kind: Kind) -> tuple[str, ...]:
    if kind not in PLUGINS:
        raise PageFailure(f"{kind} pictures cannot be read; save it as PNG or JPEG")
    return (PLUGINS[kind], "MPO") if kind is Kind.JPEG else (PLUGINS[kind],)


def _content(file: BinaryIO) -> bytes:
    position = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(position)
    return data


def _decoded_jpeg(picture: PIL.Image.Image, file: BinaryIO) -> Image:
    """A JPEG by the decoder that reports damage; Pillow's shows a grey rest and says nothing."""
    colours = JPEG_COLOURS.get(picture.mode, "CMYK")
    pixels = check_jpeg(_content(file), colours=colours)
    if pixels is None or colours == "CMYK":  # inks may be stored inverted: Pillow knows
        return flatten(picture)
    return pixels[..., 0] if colours == "GRAY" else pixels


def check_jpeg(data: bytes, *, colours: str = "GRAY") -> Image | None:
    """The pixels of a JPEG (``GRAY``, ``RGB`` or ``CMYK``); None if only a lenient decoder may.

    Raises
    ------
    PageFailure
        If it is cut off or damaged.
    """
    try:
        return simplejpeg.decode_jpeg(data, colours)
    except ValueError as error:
        if HARMLESS.search(str(error)):
            return None
        raise PageFailure(f"the JPEG is damaged or cut off ({error}); scan it again") from error
