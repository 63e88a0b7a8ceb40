"""TIFF: many pages, every common compression, damage kept to its own page."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from reader.errors import PageFailure
from reader.records import Image
from reader.settings import SourceSettings
from reader.sources import Source, count_pages, load_page

SETTINGS = SourceSettings()


def page_with(number: int, *, side: int = 64) -> Image:
    """A white page with ``number`` black bars."""
    image = np.full((side, side), 255, np.uint8)
    for bar in range(number):
        image[4:-4, 4 + 8 * bar : 8 + 8 * bar] = 0
    return image


def bars(image: Image) -> int:
    return int((np.diff((image[image.shape[0] // 2] < 128).astype(int)) == 1).sum())


def write(path: Path, *numbers: int, **options: Any) -> Source:
    pages = [PIL.Image.fromarray(page_with(number)) for number in numbers]
    if options.get("compression", "").startswith("group"):
        pages = [page.convert("1") for page in pages]
    pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:], **options)
    return Source(path.name, path)


def directories(data: bytes) -> list[int]:
    """Offsets of the directories of a little-endian TIFF."""
    found, (offset,) = [], struct.unpack_from("<I", data, 4)
    while offset:
        found.append(offset)
        (count,) = struct.unpack_from("<H", data, offset)
        (offset,) = struct.unpack_from("<I", data, offset + 2 + 12 * count)
    return found


def entry(data: bytes, directory: int, tag: int) -> int:
    """Offset of a tag's value field."""
    (count,) = struct.unpack_from("<H", data, directory)
    for at in range(directory + 2, directory + 2 + 12 * count, 12):
        if struct.unpack_from("<H", data, at)[0] == tag:
            return at + 8
    raise KeyError(tag)


@pytest.mark.parametrize(
    "compression",
    ["raw", "group3", "group4", "packbits", "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate",
     "jpeg", "zstd", "lzma"],
)  # fmt: skip
def test_every_common_compression_is_read(tmp_path: Path, compression: str) -> None:
    source = write(tmp_path / "a.tif", 3, compression=compression)
    assert bars(load_page(source, 0, SETTINGS).image) == 3


def test_pages_come_in_any_order(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 1, 2, 3, compression="group4", dpi=(200, 200))
    assert count_pages(source, SETTINGS) == 3
    pages = [load_page(source, index, SETTINGS) for index in (2, 0, 1)]
    assert [bars(page.image) for page in pages] == [3, 1, 2]
    assert [page.index for page in pages] == [2, 0, 1]
    assert pages[0].dpi == 200


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_both_byte_orders_big_files_tiles_and_planes_are_read(
    tmp_path: Path, order: str, big: bool
) -> None:
    tifffile = pytest.importorskip("tifffile", reason="writes TIFF variants")
    colour = np.dstack([page_with(3, side=100)] * 2 + [np.full((100, 100), 255, np.uint8)])
    for name, options in (("strips", {}), ("tiles", {"tile": (32, 48)})):
        for planes in ("contig", "separate"):
            path = tmp_path / f"{name}-{planes}.tif"
            pixels = colour if planes == "contig" else np.moveaxis(colour, 2, 0)
            with tifffile.TiffWriter(path, byteorder=order, bigtiff=big) as writer:
                for _ in range(2):
                    writer.write(pixels, photometric="rgb", planarconfig=planes, **options)
            source = Source(path.name, path)
            assert count_pages(source, SETTINGS) == 2
            page = load_page(source, 1, SETTINGS)
            assert page.image.shape == (100, 100)
            assert bars(page.image) == 3


def test_sixteen_bits_of_either_polarity_have_dark_ink(tmp_path: Path) -> None:
    tifffile = pytest.importorskip("tifffile", reason="writes TIFF variants")
    deep = page_with(2).astype(np.uint16) * 257
    for photometric, levels in (("minisblack", deep), ("miniswhite", 65535 - deep)):
        tifffile.imwrite(tmp_path / "a.tif", levels, photometric=photometric)
        image = load_page(Source("a.tif", tmp_path / "a.tif"), 0, SETTINGS).image
        assert bars(image) == 2
        assert image[0, 0] == 255


def test_fax_pages_have_square_pixels(tmp_path: Path) -> None:
    source = write(tmp_path / "fax.tif", 2, compression="group3", dpi=(204, 98))
    page = load_page(source, 0, SETTINGS)
    assert page.image.shape == (133, 64)
    assert page.dpi == 204


def test_smaller_copies_of_a_page_are_no_pages(tmp_path: Path) -> None:
    tifffile = pytest.importorskip("tifffile", reason="writes TIFF variants")
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(page_with(2))
        writer.write(page_with(2)[::2, ::2], subfiletype=1)
        writer.write(page_with(3))
    source = Source("a.tif", tmp_path / "a.tif")
    assert count_pages(source, SETTINGS) == 2
    assert bars(load_page(source, 1, SETTINGS).image) == 3


def test_a_second_page_that_is_broken_fails_alone(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 1, 2, 3, compression="tiff_lzw")
    data = bytearray(source.path.read_bytes())
    (offset,) = struct.unpack_from("<I", data, entry(data, directories(data)[1], 273))
    (size,) = struct.unpack_from("<I", data, entry(data, directories(data)[1], 279))
    data[offset : offset + size] = bytes([255]) * size
    source.path.write_bytes(data)
    assert count_pages(source, SETTINGS) == 3
    assert bars(load_page(source, 0, SETTINGS).image) == 1
    with pytest.raises(PageFailure, match=r"^a\.tif, page 2: the file is damaged"):
        load_page(source, 1, SETTINGS)
    assert bars(load_page(source, 2, SETTINGS).image) == 3


def test_a_page_whose_strips_lie_behind_the_end_fails_alone(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 1, 2, 3)
    data = bytearray(source.path.read_bytes())
    struct.pack_into("<I", data, entry(data, directories(data)[1], 273), len(data) - 10)
    source.path.write_bytes(data)
    with pytest.raises(PageFailure, match=r"page 2: the TIFF is cut off or damaged"):
        load_page(source, 1, SETTINGS)
    assert bars(load_page(source, 2, SETTINGS).image) == 3


def test_a_chain_that_breaks_is_one_more_page_that_fails(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 1, 2, 3)
    data = bytearray(source.path.read_bytes())
    struct.pack_into("<H", data, directories(data)[1], 0)
    source.path.write_bytes(data)
    assert count_pages(source, SETTINGS) == 2
    assert bars(load_page(source, 0, SETTINGS).image) == 1
    with pytest.raises(PageFailure, match=r"page 2: the TIFF is damaged \(a page that claims 0"):
        load_page(source, 1, SETTINGS)


def test_an_endless_chain_ends(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 1, 2)
    data = bytearray(source.path.read_bytes())
    first, second = directories(data)
    (count,) = struct.unpack_from("<H", data, second)
    struct.pack_into("<I", data, second + 2 + 12 * count, first)
    source.path.write_bytes(data)
    assert count_pages(source, SETTINGS) == 3
    assert [bars(load_page(source, index, SETTINGS).image) for index in (0, 1)] == [1, 2]
    with pytest.raises(PageFailure, match=r"page 3: .*leads back to an earlier page"):
        load_page(source, 2, SETTINGS)


def test_a_cut_off_file_fails(tmp_path: Path) -> None:
    for compression in ("raw", "group4", "tiff_lzw", "jpeg"):
        source = write(tmp_path / f"{compression}.tif", 3, compression=compression)
        whole = source.path.read_bytes()
        for part in (0.3, 0.6, 0.9):
            source.path.write_bytes(whole[: int(len(whole) * part)])
            with pytest.raises(PageFailure, match="cut off"):
                load_page(source, 0, SETTINGS)


def test_missing_and_short_strips_are_noticed(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 3)
    whole = source.path.read_bytes()
    (first,) = directories(whole)
    for tag, value, message in (
        (279, 100, "100 of 4096 bytes of the page are there"),
        (279, 0, "0 of the page's 1 pieces are there"),
        (278, 0, "strips or tiles of no size"),
        (256, 0, "the picture is empty"),
        (257, 2**30, "more than the limit of 200 million"),
    ):
        data = bytearray(whole)
        at = entry(data, first, tag)
        struct.pack_into("<HI", data, at - 6, 4, 1)
        struct.pack_into("<I", data, at, value)
        source.path.write_bytes(data)
        with pytest.raises(PageFailure, match=message):
            load_page(source, 0, SETTINGS)


def test_a_page_that_is_not_there_fails(tmp_path: Path) -> None:
    source = write(tmp_path / "a.tif", 1, 2)
    with pytest.raises(PageFailure, match="page 3: the TIFF has only 2 pages"):
        load_page(source, 2, SETTINGS)


def test_a_tiff_without_any_page_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"II*\0" + bytes(4))
    with pytest.raises(PageFailure, match="the TIFF holds no page"):
        count_pages(Source("a.tif", path), SETTINGS)


def test_an_old_file_that_does_not_say_how_long_its_strips_are_is_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    PIL.Image.fromarray(page_with(3)).save(buffer, "TIFF")
    data = bytearray(buffer.getvalue())
    (first,) = directories(data)
    struct.pack_into("<H", data, entry(data, first, 279) - 8, 60000)  # an unknown tag instead
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    assert bars(load_page(Source("a.tif", path), 0, SETTINGS).image) == 3
