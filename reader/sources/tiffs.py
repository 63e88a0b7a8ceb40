"""TIFF pages -> rasters. Every page is cut out as a small TIFF of its own before decoding.

So a page costs only its own bytes, a damaged page cannot spoil the others, and what a page needs
is checked to be there before a decoder sees it (decoders show half a page and say nothing).
"""

from __future__ import annotations

import io
import itertools
import math
from typing import BinaryIO

import cv2
import numpy as np

from reader.errors import PageFailure
from reader.sources.integrity import cut_off
from reader.sources.kinds import Kind
from reader.sources.pictures import check_pixels, load_picture, opened
from reader.sources.pixels import Raster, flatten, orient
from reader.sources.tiff_directories import Chain, Directory, Form, read_at, read_chain

__all__ = ["count_tiff_pages", "load_tiff_page"]

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, ORIENTATION = 256, 257, 258, 259, 262, 274
STRIP_OFFSETS, SAMPLES, ROWS_PER_STRIP, STRIP_SIZES, PLANAR = 273, 277, 278, 279, 284
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_SIZES = 322, 323, 324, 325

KEPT = (
    *(WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, ROWS_PER_STRIP, PLANAR),
    *(TILE_WIDTH, TILE_HEIGHT),
    *(266, 282, 283, 292, 293, 296, 317, 320, 332, 338, 339, 347, 530, 531, 532),
)
"""Tags that shape pixels: fill order, resolution, fax options, predictor, palette,
inks, extra samples, sample format, JPEG tables, YCbCr. Remarks and private tags stay behind."""

UNCOMPRESSED, OLD_JPEG = 1, 6
WHITE_IS_ZERO = 0
PLANES_APART = 2
SIDEWAYS = range(5, 9)
"""Orientations that swap height and width."""

LONG, LONG8 = 4, 16
"""Field types of a 32-bit and a 64-bit number."""


def count_tiff_pages(file: BinaryIO) -> int:
    """Pages of a TIFF; a damaged chain counts one more, which fails when it is loaded.

    Raises
    ------
    PageFailure
        If not even one page is there.
    """
    chain = read_chain(file)
    if not chain.directories:
        raise PageFailure(chain.damage or "the TIFF holds no page")
    return len(chain.directories) + bool(chain.damage)


def load_tiff_page(file: BinaryIO, index: int, *, max_pixels: float) -> Raster:
    """Page ``index`` (from 0) of a TIFF, upright.

    Raises
    ------
    PageFailure
        If there is no such page, it is too large, cut off or damaged.
    """
    directory = _chosen(read_chain(file), index)
    width, height = (_number(directory, file, tag, default=0) for tag in (WIDTH, HEIGHT))
    check_pixels(width, height, max_pixels=max_pixels)
    tiles = directory.integers(file, TILE_OFFSETS)
    sizes = directory.integers(file, TILE_SIZES if tiles else STRIP_SIZES)
    offsets = tiles or directory.integers(file, STRIP_OFFSETS)
    old = _number(directory, file, COMPRESSION, default=UNCOMPRESSED) == OLD_JPEG
    if old or not sizes or len(sizes) != len(offsets):
        return _load_as_found(file, index)
    _check_pieces(directory, file, sizes, width=width, height=height)
    pieces = [read_at(file, *place) for place in zip(offsets, sizes, strict=True)]
    alone = io.BytesIO(_cut_out(directory, file, pieces, tiled=bool(tiles)))
    raster = load_picture(alone, Kind.TIFF, max_pixels=max_pixels)
    return _as_seen(raster, directory, file)


def _chosen(chain: Chain, index: int) -> Directory:
    if index < len(chain.directories):
        return chain.directories[index]
    raise PageFailure(chain.damage or f"the TIFF has only {len(chain.directories)} pages")


def _number(directory: Directory, file: BinaryIO, tag: int, *, default: int) -> int:
    values = directory.integers(file, tag)
    return values[0] if values else default


def _load_as_found(file: BinaryIO, index: int) -> Raster:
    """Old files that do not say where each piece ends: the whole file to the decoder."""
    with opened(file, Kind.TIFF) as picture:
        picture.seek(index)
        return Raster(flatten(picture))


def _check_pieces(
    directory: Directory, file: BinaryIO, sizes: tuple[int, ...], *, width: int, height: int
) -> None:
    """Refuse a page of which a strip or tile is missing, empty or shorter than its pixels."""
    tile_width = _number(directory, file, TILE_WIDTH, default=width)
    rows = _number(directory, file, ROWS_PER_STRIP, default=height)
    tile_height = min(_number(directory, file, TILE_HEIGHT, default=rows), 2**31)
    if not tile_width or not tile_height:
        raise PageFailure("the TIFF is damaged (strips or tiles of no size)")
    samples = _number(directory, file, SAMPLES, default=1)
    planes = samples if _number(directory, file, PLANAR, default=1) == PLANES_APART else 1
    needed = math.ceil(width / tile_width) * math.ceil(height / tile_height) * planes
    if len(sizes) < needed or not all(sizes[:needed]):
        raise cut_off(f"{sum(s > 0 for s in sizes)} of the page's {needed} pieces are there")
    bits = sum(directory.integers(file, BITS)) or samples
    expected = height * math.ceil(width * bits / 8)
    plain = _number(directory, file, COMPRESSION, default=UNCOMPRESSED) == UNCOMPRESSED
    if plain and planes == 1 and sum(sizes) < expected:
        raise cut_off(f"{sum(sizes)} of {expected} bytes of the page are there")


def _cut_out(directory: Directory, file: BinaryIO, pieces: list[bytes], *, tiled: bool) -> bytes:
    """A classic TIFF that holds this one page: header, directory, long values, pieces."""
    form = Form(directory.form.order, big=False)
    values = {tag: _value(directory, file, tag) for tag in KEPT if tag in directory.entries}
    where, how_long = (TILE_OFFSETS, TILE_SIZES) if tiled else (STRIP_OFFSETS, STRIP_SIZES)
    count, lengths = len(pieces), [len(piece) for piece in pieces]
    values[how_long] = (LONG, count, form.pack(f"{count}I", *lengths))
    values[where] = (LONG, count, bytes(count * 4))
    start = len(_written(form, values))
    places = [start + total for total in itertools.accumulate([0, *lengths[:-1]])]
    values[where] = (LONG, count, form.pack(f"{count}I", *places))
    return b"".join([_written(form, values), *pieces])


def _value(directory: Directory, file: BinaryIO, tag: int) -> tuple[int, int, bytes]:
    """Field type, number and bytes of a tag's values, without the 64-bit types of BigTIFF."""
    entry = directory.entries[tag]
    if entry.kind != LONG8:
        return entry.kind, entry.count, directory.value(file, tag)
    numbers = directory.integers(file, tag)
    return LONG, entry.count, directory.form.pack(f"{entry.count}I", *numbers)


def _written(form: Form, values: dict[int, tuple[int, int, bytes]]) -> bytes:
    """Header and directory of a TIFF, with the values that do not fit into it behind."""
    byte_order = b"II" if form.order == "<" else b"MM"
    head = byte_order + form.pack("HIH", 42, 8, len(values))
    long_start = len(head) + len(values) * 12 + 4
    directory, behind = [], b""
    for tag, (kind, count, data) in sorted(values.items()):
        field = data.ljust(4, b"\0")
        if len(data) > 4:
            field = form.pack("I", long_start + len(behind))
            behind += data + bytes(len(data) % 2)
        directory.append(form.pack("HHI", tag, kind, count) + field)
    return head + b"".join(directory) + bytes(4) + behind


def _as_seen(raster: Raster, directory: Directory, file: BinaryIO) -> Raster:
    """Upright, ink dark on light: decoders leave deep grey pages with white = 0 as they are."""
    bits = directory.integers(file, BITS)
    photometric = _number(directory, file, PHOTOMETRIC, default=1)
    pixels = raster.pixels
    if photometric == WHITE_IS_ZERO and bits and bits[0] > 8:
        pixels = np.asarray(cv2.bitwise_not(pixels), np.uint8)
    orientation = _number(directory, file, ORIENTATION, default=1)
    dpi = raster.dpi[::-1] if raster.dpi and orientation in SIDEWAYS else raster.dpi
    return Raster(orient(pixels, orientation), dpi)
