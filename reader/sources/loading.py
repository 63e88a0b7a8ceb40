"""A source -> its pages, whatever its kind; every failure names file and page."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import BinaryIO

from reader.errors import PageFailure
from reader.imaging.grey import to_grey
from reader.records import Page
from reader.settings import SourceSettings
from reader.sources.discovery import Source
from reader.sources.kinds import HEAD_SIZE, Kind, find_kind
from reader.sources.pdfs import count_pdf_pages, load_pdf_page
from reader.sources.pictures import load_picture
from reader.sources.pixels import Raster, sensible_dpi, square_pixels, without_false_colour
from reader.sources.tiffs import count_tiff_pages, load_tiff_page

__all__ = ["count_pages", "hash_source", "is_one_picture", "load_page"]

DECODER_ERRORS = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(AttributeError, RuntimeError, MemoryError, struct.error, zlib.error),
)
"""What decoders raise on damaged files: they trust their input, and no two agree on a family."""


def count_pages(source: Source, settings: SourceSettings) -> int:
    """Pages of a source; at least 1. No pixel is decoded.

    Raises
    ------
    PageFailure
        If the file is missing, empty, of no known kind, or too damaged to be counted.
    """
    with _failures_named(source.name), _opened(source) as (file, kind):
        if kind is Kind.PDF:
            return count_pdf_pages(file)
        return count_tiff_pages(file) if kind is Kind.TIFF else 1


def is_one_picture(source: Source) -> bool:
    """Whether a file's first bytes say that it holds one picture; no library is asked.

    A file that cannot be opened, is empty or of no known kind is none.
    """
    try:
        with _failures_named(source.name), _opened(source) as (_, kind):
            return kind not in (Kind.PDF, Kind.TIFF)
    except PageFailure:
        return False


def load_page(source: Source, index: int, settings: SourceSettings) -> Page:
    """Page ``index`` (from 0) of a source as a person sees it.

    EXIF orientation applied, alpha flattened on white, 16 bits brought to 8 by the picture's own
    range, oblong fax pixels made square. ``colour`` is None where the picture is grey; ``image``
    is made of it by :func:`reader.imaging.grey.to_grey`. Pages load in any order.

    Raises
    ------
    PageFailure
        If the page cannot be read whole, or has more pixels than ``settings.max_pixels``.
    """
    where = f"{source.name}, page {index + 1}" if index else source.name
    with _failures_named(where), _opened(source) as (file, kind):
        raster = square_pixels(_load(file, kind, index, settings))
        pixels = without_false_colour(raster.pixels)
        colour = pixels if pixels.ndim == 3 else None
        image = pixels if colour is None else to_grey(colour)
        return Page(source.name, index, image, sensible_dpi(raster), colour)


def hash_source(source: Source) -> str:
    """SHA-256 of a source's bytes as 64 hex digits.

    Raises
    ------
    PageFailure
        If the file cannot be read.
    """
    with _failures_named(source.name), _readable(source) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(file: BinaryIO, kind: Kind, index: int, settings: SourceSettings) -> Raster:
    if kind is Kind.PDF:
        return load_pdf_page(file, index, dpi=settings.pdf_dpi, max_pixels=settings.max_pixels)
    if kind is Kind.TIFF:
        return load_tiff_page(file, index, max_pixels=settings.max_pixels)
    if index:
        raise PageFailure(f"a {kind} file has only one page")
    return load_picture(file, kind, max_pixels=settings.max_pixels)


@contextmanager
def _failures_named(where: str) -> Iterator[None]:
    """Every failure with file and page in front, and decoders' own errors as failures."""
    try:
        yield
    except PageFailure as failure:
        raise PageFailure(f"{where}: {failure}", reason=failure.reason) from failure
    except DECODER_ERRORS as error:
        detail = str(error) or type(error).__name__
        raise PageFailure(f"{where}: the file is damaged or cut off ({detail})") from error


@contextmanager
def _opened(source: Source) -> Iterator[tuple[BinaryIO, Kind]]:
    with _readable(source) as file:
        head = file.read(HEAD_SIZE)
        file.seek(0)
        yield file, _kind(head)


@contextmanager
def _readable(source: Source) -> Iterator[BufferedReader]:
    if os.path.isdir(source.path):  # False where pathlib raises: names that are too long
        raise PageFailure("the folder cannot be listed; check its permissions")
    try:
        file = source.path.open("rb")
    except FileNotFoundError as error:
        raise PageFailure("there is no such file") from error
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        raise PageFailure(f"the file cannot be opened ({detail})") from error
    with file:
        yield file


def _kind(head: bytes) -> Kind:
    if not head:
        raise PageFailure("the file is empty")
    kind = find_kind(head)
    if kind is None:
        raise PageFailure(
            f"no picture and no PDF: its content begins with {head[:12]!r};"
            " expected PNG, JPEG, BMP, WebP, PNM, TIFF or PDF"
        )
    return kind
