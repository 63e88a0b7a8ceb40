"""Is a file whole? Checks that decoders leave out because they show what they have."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

from reader.errors import PageFailure

__all__ = ["check_pdf_end", "check_png", "cut_off"]

PNG_SIGNATURE_SIZE = 8

PDF_TAIL_SIZE = 2048
"""Bytes in which a PDF's end mark must stand; the standard says the last 1,024."""


def cut_off(detail: str) -> PageFailure:
    """The failure of a file that ends too early."""
    return PageFailure(f"the file is cut off ({detail}); copy or scan it again")


def check_png(data: bytes) -> None:
    """Walk over a PNG's chunks up to its end mark, with their checksums.

    Raises
    ------
    PageFailure
        If the file ends before the end mark or a chunk that carries the picture is damaged.
    """
    view, position = memoryview(data), PNG_SIGNATURE_SIZE
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        name, end = data[position + 4 : position + 8], position + 12 + length
        if end > len(data):
            break
        checksum = int.from_bytes(data[end - 4 : end], "big")
        # A capital first letter marks what a picture cannot do without; the rest is remarks.
        if name[:1].isupper() and zlib.crc32(view[position + 4 : end - 4]) != checksum:
            raise PageFailure(
                f"the file is damaged (checksum of PNG chunk {name!r}); copy it again"
            )
        if name == b"IEND":
            return
        position = end
    raise cut_off("the PNG has no end mark")


def check_pdf_end(file: BinaryIO) -> None:
    """Look for the end mark of a PDF; renderers repair a cut-off one and lose pages silently.

    Raises
    ------
    PageFailure
        If there is none near the end.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - PDF_TAIL_SIZE))
    if not re.search(rb"%%EOF", file.read()):
        raise cut_off("the PDF has no end mark %%EOF")
    file.seek(0)
