"""Files that cannot be read: one clear sentence each, quickly, and never half a page."""

from __future__ import annotations

import os
import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from reader.errors import PageFailure
from reader.settings import SourceSettings
from reader.sources import Source, hash_source, load_page

SETTINGS = SourceSettings()
NOISE = np.random.default_rng(5).integers(0, 256, (300, 400)).astype(np.uint8)


def written(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return Source(path.name, path)


def encoded(path: Path, **options: object) -> bytes:
    PIL.Image.fromarray(NOISE).save(path, **options)
    return path.read_bytes()


def refuse(source: Source, message: str) -> PageFailure:
    with pytest.raises(PageFailure, match=message) as caught:
        load_page(source, 0, SETTINGS)
    assert str(caught.value).startswith(f"{source.name}: ")
    return caught.value


def test_an_empty_file(tmp_path: Path) -> None:
    failure = refuse(written(tmp_path / "a.png", b""), "the file is empty")
    assert failure.reason == "unreadable-file"


def test_a_text_named_png(tmp_path: Path) -> None:
    refuse(written(tmp_path / "a.png", b"Dear all,"), r"no picture and no PDF: .*b'Dear all,'")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    source = Source("a.png", tmp_path / "a.png")
    refuse(source, "there is no such file")
    with pytest.raises(PageFailure, match=r"a\.png: there is no such file"):
        hash_source(source)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    refuse(Source("long", tmp_path / ("x" * 5000)), "the file cannot be opened")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", locked)
    refuse(Source("a.png", tmp_path / "a.png"), r"cannot be opened \(Permission denied\)")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission(tmp_path: Path) -> None:
    source = written(tmp_path / "a.png", b"x")
    source.path.chmod(0)
    refuse(source, "the file cannot be opened")


def test_a_folder_as_a_source(tmp_path: Path) -> None:
    refuse(Source("a", tmp_path), "the folder cannot be listed; check its permissions")


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "webp", "pgm", "gif", "jp2", "avif"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
def test_a_cut_off_picture(tmp_path: Path, suffix: str, part: float) -> None:
    data = encoded(tmp_path / f"whole.{suffix}")
    refuse(written(tmp_path / f"a.{suffix}", data[: int(len(data) * part)]), "cut off|damaged")


@pytest.mark.parametrize("missing", [1, 4, 12])
def test_a_png_or_jpeg_that_lacks_only_its_end(tmp_path: Path, missing: int) -> None:
    for suffix in ("png", "jpg"):
        data = encoded(tmp_path / f"whole.{suffix}")
        refuse(written(tmp_path / f"a.{suffix}", data[:-missing]), "cut off")


def test_a_png_with_a_flipped_bit(tmp_path: Path) -> None:
    data = bytearray(encoded(tmp_path / "whole.png"))
    data[len(data) // 2] ^= 1
    refuse(written(tmp_path / "a.png", bytes(data)), "checksum of PNG chunk b'IDAT'")


def test_a_remark_with_a_flipped_bit_does_not_matter(tmp_path: Path) -> None:
    data = encoded(tmp_path / "whole.png")
    remark = b"\0\0\0\4tEXta\0bc" + bytes(4)
    whole = data[:-12] + remark + data[-12:]
    source = written(tmp_path / "a.png", whole)
    assert load_page(source, 0, SETTINGS).image.tolist() == NOISE.tolist()


@pytest.mark.parametrize("garbage", [bytes(300), bytes(range(1, 255)) * 2, b"\xaa\x55" * 200])
def test_a_jpeg_with_garbage_in_the_middle(tmp_path: Path, garbage: bytes) -> None:
    for options in ({}, {"progressive": True}):
        data = bytearray(encoded(tmp_path / "whole.jpg", **options))
        middle = len(data) // 2
        data[middle : middle + len(garbage)] = garbage
        refuse(written(tmp_path / "a.jpg", bytes(data)), "the JPEG is damaged or cut off|damaged")


def test_a_tiff_full_of_noise(tmp_path: Path) -> None:
    refuse(written(tmp_path / "a.tif", b"II*\0" + NOISE.tobytes()[:5000]), "damaged|cut off")


def test_a_second_page_of_a_single_picture(tmp_path: Path) -> None:
    source = written(tmp_path / "a.png", encoded(tmp_path / "whole.png"))
    with pytest.raises(PageFailure, match=r"a\.png, page 2: a PNG file has only one page"):
        load_page(source, 1, SETTINGS)


def test_a_phone_picture_of_a_kind_that_cannot_be_read(tmp_path: Path) -> None:
    data = b"\0\0\0\x18ftypheic" + bytes(100)
    refuse(
        written(tmp_path / "a.heic", data), "HEIC pictures cannot be read; save it as PNG or JPEG"
    )


def test_a_gigantic_png_fails_in_a_moment_and_in_little_memory(tmp_path: Path) -> None:
    side = 40_000
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    pixels = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    source = written(tmp_path / "a.png", data)
    tracemalloc.start()
    started = time.perf_counter()
    failure = refuse(source, "40000 x 40000 pixels are more than the limit of 200 million")
    elapsed, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failure.reason == "too-large"
    assert "--max-pixels" in str(failure)
    assert elapsed < 0.5
    assert peak < 10e6


def test_the_limit_is_a_setting(tmp_path: Path) -> None:
    source = written(tmp_path / "a.png", encoded(tmp_path / "whole.png"))
    with pytest.raises(
        PageFailure, match=r"400 x 300 pixels are more than the limit of 0\.1 million"
    ):
        load_page(source, 0, SourceSettings(max_pixels=100_000.0))
