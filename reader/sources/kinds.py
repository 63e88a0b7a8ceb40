"""What a file is, by its content; and which suffixes promise a picture."""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["HEAD_SIZE", "SUFFIXES", "Kind", "find_kind"]

HEAD_SIZE = 1024
"""Bytes of a file's start that tell its kind (a PDF may begin with up to 1,023 foreign ones)."""

PICTURE_SUFFIXES = "png jpg jpeg jpe jfif bmp dib webp pnm pbm pgm ppm tif tiff gif jp2 j2k avif"
UNREADABLE_SUFFIXES = "heic heif"

SUFFIXES = frozenset(f".{word}" for word in f"{PICTURE_SUFFIXES} {UNREADABLE_SUFFIXES} pdf".split())
"""A file of these suffixes in a folder is meant to be read, and fails if it cannot be."""


class Kind(StrEnum):
    """The formats that are told apart; the value is the word for messages."""

    PNG = "PNG"
    JPEG = "JPEG"
    BMP = "BMP"
    WEBP = "WebP"
    PNM = "PNM"
    TIFF = "TIFF"
    PDF = "PDF"
    GIF = "GIF"
    JPEG2000 = "JPEG 2000"
    AVIF = "AVIF"
    HEIC = "HEIC"


STARTS = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"II+\0", Kind.TIFF),  # BigTIFF
    (b"MM\0+", Kind.TIFF),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"\0\0\0\x0cjP  ", Kind.JPEG2000),
    (b"\xff\x4f\xff\x51", Kind.JPEG2000),
)

PATTERNS = (
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Kind.WEBP),
    (re.compile(rb"P[1-6](\s|#)"), Kind.PNM),
    # Two letters are a weak sign: the reserved zeros and the size of the next header are asked too.
    (re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL), Kind.BMP),
    (re.compile(rb".{4}ftyp(avif|avis)", re.DOTALL), Kind.AVIF),
    (re.compile(rb".{4}ftyp(heic|heix|hevc|mif1|msf1)", re.DOTALL), Kind.HEIC),
)


def find_kind(head: bytes) -> Kind | None:
    """The kind of a file whose first ``HEAD_SIZE`` bytes are ``head``; None if it is no picture."""
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    for pattern, kind in PATTERNS:
        if pattern.match(head):
            return kind
    return Kind.PDF if b"%PDF-" in head else None
