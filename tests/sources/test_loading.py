"""Whole files of one picture: pixels, colour, resolution."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from reader.settings import SourceSettings
from reader.sources import Source, count_pages, hash_source, is_one_picture, load_page

SETTINGS = SourceSettings()

GREY = np.tile(np.arange(0, 240, 8, dtype=np.uint8), (20, 1))
RED_ON_WHITE = np.full((20, 30, 3), 255, np.uint8)
RED_ON_WHITE[5:15, 10:20] = (215, 40, 40)


def save(pixels: np.ndarray, path: Path, **options: Any) -> Source:
    PIL.Image.fromarray(pixels).save(path, **options)
    return Source(path.name, path)


@pytest.mark.parametrize("suffix", ["png", "bmp", "pgm", "tif", "gif", "webp", "jp2", "avif"])
def test_lossless_grey_comes_back_pixel_for_pixel(tmp_path: Path, suffix: str) -> None:
    lossless = {"webp": {"lossless": True}, "avif": {"quality": 100}}.get(suffix, {})
    source = save(GREY, tmp_path / f"scan.{suffix}", **lossless)
    page = load_page(source, 0, SETTINGS)
    assert np.abs(page.image.astype(int) - GREY).max() <= (4 if suffix == "avif" else 0)
    assert (page.source, page.index, page.colour) == (f"scan.{suffix}", 0, None)
    assert page.image.dtype == np.uint8
    assert page.image.flags.c_contiguous
    assert count_pages(source, SETTINGS) == 1


def test_jpeg_comes_back_nearly(tmp_path: Path) -> None:
    page = load_page(save(GREY, tmp_path / "a.jpg", quality=98), 0, SETTINGS)
    assert np.abs(page.image.astype(int) - GREY).max() <= 4


def test_what_a_file_is_its_content_says_and_not_its_suffix(tmp_path: Path) -> None:
    for written, named in (("PNG", "a.jpg"), ("JPEG", "b.pdf"), ("TIFF", "c"), ("BMP", "d.tif")):
        source = save(GREY, tmp_path / named, format=written)
        assert load_page(source, 0, SETTINGS).image.shape == GREY.shape


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "webp", "ppm", "tif"])
def test_colour_is_kept_beside_a_grey_in_which_red_is_dark(tmp_path: Path, suffix: str) -> None:
    page = load_page(save(RED_ON_WHITE, tmp_path / f"a.{suffix}"), 0, SETTINGS)
    assert page.colour is not None
    assert np.abs(page.colour[10, 15].astype(int) - (215, 40, 40)).max() <= 40
    assert page.image[10, 15] < 90
    assert page.image[0, 0] > 250


def test_a_grey_scan_stored_as_colour_has_no_colour(tmp_path: Path) -> None:
    page = load_page(save(np.dstack([GREY] * 3), tmp_path / "a.png"), 0, SETTINGS)
    assert page.colour is None
    assert page.image.tolist() == GREY.tolist()


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
def test_exif_orientation_is_applied(tmp_path: Path, suffix: str) -> None:
    corner = np.full((40, 64), 255, np.uint8)
    corner[:16, :16] = 0  # top left as stored; orientation 6: a person sees it top right
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    image = load_page(save(corner, tmp_path / f"a.{suffix}", exif=exif), 0, SETTINGS).image
    assert image.shape == (64, 40)
    assert image[4, 36] < 40
    assert image[4, 4] > 200
    assert image[60, 36] > 200


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "tif"])
def test_the_resolution_is_told(tmp_path: Path, suffix: str) -> None:
    source = save(GREY, tmp_path / f"a.{suffix}", dpi=(300, 300))
    assert load_page(source, 0, SETTINGS).dpi == pytest.approx(300, abs=0.1)


def test_without_a_resolution_there_is_none(tmp_path: Path) -> None:
    assert load_page(save(GREY, tmp_path / "a.png"), 0, SETTINGS).dpi is None


def test_ink_drawn_on_transparency_stands_on_white(tmp_path: Path) -> None:
    drawing = np.zeros((10, 10, 4), np.uint8)
    drawing[4:6, 2:8, 3] = 255
    image = load_page(save(drawing, tmp_path / "a.png"), 0, SETTINGS).image
    assert image[5, 5] == 0
    assert image[0, 0] == 255


def test_sixteen_bit_png_and_pnm_become_eight_bit(tmp_path: Path) -> None:
    deep = np.array([[0, 0x8000, 0xFFFF]] * 3, np.uint16)
    png = save(deep, tmp_path / "a.png")
    assert load_page(png, 0, SETTINGS).image[0].tolist() == [0, 128, 255]
    pnm = tmp_path / "a.pgm"
    pnm.write_bytes(b"P5 3 3 65535\n" + deep.astype(">u2").tobytes())
    assert load_page(Source("a.pgm", pnm), 0, SETTINGS).image[0].tolist() == [0, 128, 255]


def test_plain_text_and_bilevel_pnm_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pbm"
    path.write_bytes(b"P1\n# drawn by hand\n3 2\n1 0 1\n0 1 0\n")
    image = load_page(Source("a.pbm", path), 0, SETTINGS).image
    assert image.tolist() == [[0, 255, 0], [255, 0, 255]]


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_is_read_as_colour(tmp_path: Path, suffix: str) -> None:
    PIL.Image.new("CMYK", (32, 32), (0, 230, 230, 20)).save(tmp_path / f"a.{suffix}")
    page = load_page(Source("a", tmp_path / f"a.{suffix}"), 0, SETTINGS)
    assert page.colour is not None
    red, green, blue = page.colour[16, 16].tolist()
    assert red > 200
    assert green < 60
    assert blue < 60


def test_palette_pictures_are_read(tmp_path: Path) -> None:
    picture = PIL.Image.fromarray(RED_ON_WHITE).convert("P")
    picture.save(tmp_path / "a.png")
    page = load_page(Source("a", tmp_path / "a.png"), 0, SETTINGS)
    assert page.colour is not None
    assert page.image[10, 15] < 90


def test_one_pixel_is_a_page(tmp_path: Path) -> None:
    for suffix in ("png", "jpg", "tif", "bmp", "webp"):
        source = save(np.full((1, 1), 255, np.uint8), tmp_path / f"a.{suffix}")
        assert load_page(source, 0, SETTINGS).image.tolist() == [[255]]


def test_a_jpeg_with_a_few_bytes_behind_its_picture_is_whole(tmp_path: Path) -> None:
    source = save(GREY, tmp_path / "a.jpg")
    data = source.path.read_bytes()
    source.path.write_bytes(data[:-2] + b"\0\0\0\0" + data[-2:] + b"camera's notes")
    assert load_page(source, 0, SETTINGS).image.shape == GREY.shape


def test_equal_bytes_have_equal_hashes(tmp_path: Path) -> None:
    one, two = save(GREY, tmp_path / "1.png"), save(GREY, tmp_path / "2.png")
    assert hash_source(one) == hash_source(two)
    assert hash_source(one) == hashlib.sha256(one.path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0 and so on", True),
        ("a.png", b"\x89PNG\r\n\x1a\n", True),
        ("a.tif", b"II*\0", False),
        ("a.pdf", b"%PDF-1.7", False),
        ("a.txt", b"no picture", False),
        ("empty.png", b"", False),
    ],
)
def test_first_bytes_tell_what_holds_one_picture(
    tmp_path: Path, name: str, content: bytes, expected: bool
) -> None:
    (tmp_path / name).write_bytes(content)
    assert is_one_picture(Source(name, tmp_path / name)) is expected


def test_a_file_that_is_not_there_holds_no_picture(tmp_path: Path) -> None:
    assert not is_one_picture(Source("gone.png", tmp_path / "gone.png"))
