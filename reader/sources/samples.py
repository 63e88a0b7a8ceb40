"""A tiny picture in every format that is read: what proves that its decoder is there."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pictures

from reader.errors import PageFailure
from reader.records import Image
from reader.settings import SourceSettings
from reader.sources.discovery import Source
from reader.sources.loading import count_pages, load_page

__all__ = ["SAMPLES", "Sample", "check_formats"]

NEAR = 12.0
"""Grey levels by which a decoded sample's mean may differ: JPEG and two levels change a little."""

DPI = 300
"""Resolution written into samples that have one, so that a PDF comes back pixel for pixel."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A format by name, how a grey picture is coded in it, and whether it may be missing."""

    name: str
    encode: Callable[[Image], bytes]
    is_optional: bool = False


def check_formats(
    picture: Image, folder: Path, *, settings: SourceSettings
) -> Iterator[tuple[Sample, str]]:
    """Each sample with what is wrong with it: nothing (``""``), or a message.

    ``picture`` is grey uint8 with dark ink; the samples are written into ``folder`` and loaded as
    any file of a user is.
    """
    for sample in SAMPLES:
        yield sample, _checked(sample, picture, folder, settings)


def _checked(sample: Sample, picture: Image, folder: Path, settings: SourceSettings) -> str:
    path = folder / sample.name.replace(" ", "-").replace(",", "")
    try:
        path.write_bytes(sample.encode(picture))
    except (OSError, KeyError, ValueError) as error:
        return f"no sample could be made: {error}"
    source = Source(path.name, path)
    try:
        count_pages(source, settings)
        found = load_page(source, 0, settings).image
    except PageFailure as failure:
        return str(failure)
    if found.shape != picture.shape:
        return f"decoded as {found.shape[1]} x {found.shape[0]} pixels, not as it was written"
    if abs(float(found.mean()) - float(picture.mean())) > NEAR:
        return "decoded with other grey levels than were written"
    return ""


def _as(kind: str, **options: object) -> Callable[[Image], bytes]:
    """A coder of Pillow's by its name."""

    def encode(picture: Image) -> bytes:
        return _saved(Pictures.fromarray(picture), kind, **options)

    return encode


def _as_16_bits(picture: Image) -> bytes:
    return _saved(Pictures.fromarray(picture.astype(np.uint16) * 257), "PNG")


def _as_bilevel(picture: Image) -> bytes:
    return _saved(Pictures.fromarray(picture > 127), "TIFF", compression="group4", dpi=(DPI, DPI))


def _as_colour(picture: Image) -> bytes:
    return _saved(Pictures.fromarray(picture).convert("RGB"), "JPEG", quality=90)


def _saved(picture: Pictures.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


SAMPLES = (
    Sample("PNG", _as("PNG")),
    Sample("PNG, 16 bits", _as_16_bits),
    Sample("JPEG", _as("JPEG", quality=90)),
    Sample("JPEG, colour", _as_colour),
    Sample("TIFF, uncompressed", _as("TIFF")),
    Sample("TIFF, LZW", _as("TIFF", compression="tiff_lzw")),
    Sample("TIFF, CCITT G4", _as_bilevel),
    Sample("BMP", _as("BMP")),
    Sample("WebP", _as("WEBP", quality=90)),
    Sample("PNM", _as("PPM")),
    Sample("GIF", _as("GIF")),
    Sample("PDF", _as("PDF", resolution=DPI)),
    Sample("JPEG 2000", _as("JPEG2000"), is_optional=True),
    Sample("AVIF", _as("AVIF", quality=90), is_optional=True),
)
"""The optional ones depend on how Pillow was built."""
