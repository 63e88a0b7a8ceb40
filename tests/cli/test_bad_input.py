"""``reader read`` on bad input: one clear sentence, the right exit code, every page told of."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from command_line import REPOSITORY, csv_rows, run_reader, write_line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good picture, so that a bad one beside it must not stop it."""
    write_line(tmp_path / "scans" / "good.png", "4711")
    return tmp_path


def read(folder: Path, *words: str, output: str = "n.csv"):
    return run_reader("read", "scans", "--layout", "line", "-o", output, *words, folder=folder)


def assert_only_failed(folder: Path, name: str, *, reason: str = "unreadable-file") -> str:
    """Reads the folder; ``name`` has one failed row, the good picture is read; what was said."""
    done = read(folder)
    assert done.returncode == 6, done.stderr
    rows = {row["file"]: row for row in csv_rows(folder / "n.csv")}
    assert set(rows) == {"good.png", name}
    assert (rows[name]["status"], rows[name]["reasons"]) == ("failed", reason)
    assert (rows[name]["text"], rows[name]["confidence"]) == ("", "")
    assert rows["good.png"]["status"] in {"accepted", "review"}
    assert "failed: " in done.stderr
    assert name in done.stderr
    assert "1 page failed" in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_an_empty_file(folder: Path) -> None:
    (folder / "scans" / "empty.png").write_bytes(b"")
    assert_only_failed(folder, "empty.png")


def test_a_text_that_calls_itself_a_picture(folder: Path) -> None:
    (folder / "scans" / "text.png").write_text("Dear Sir or Madam, I am a text.")
    assert_only_failed(folder, "text.png")


def test_half_a_picture(folder: Path) -> None:
    whole = (folder / "scans" / "good.png").read_bytes()
    (folder / "scans" / "half.png").write_bytes(whole[: len(whole) // 2])
    assert_only_failed(folder, "half.png")


def test_a_broken_pdf(folder: Path) -> None:
    (folder / "scans" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a document follows\n")
    assert_only_failed(folder, "broken.pdf")


def test_a_picture_of_1600_million_pixels(folder: Path) -> None:
    write_bilevel_png(folder / "scans" / "huge.png", side=40_000)
    assert (folder / "scans" / "huge.png").stat().st_size < 500_000
    said = assert_only_failed(folder, "huge.png", reason="too-large")
    assert "--max-pixels" in said


@pytest.mark.parametrize("layout", ["page", "line", "digit"])
@pytest.mark.parametrize(
    ("name", "shape", "grey"),
    [("dot.png", (1, 1), 0), ("white.png", (900, 700), 255), ("black.png", (900, 700), 0)],
)
def test_a_picture_of_one_colour_is_blank(
    tmp_path: Path, name: str, shape: tuple[int, int], grey: int, layout: str
) -> None:
    picture = np.full(shape, grey, np.uint8)
    (tmp_path / name).write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    done = run_reader("read", name, "--layout", layout, "-o", "n.csv", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    (row,) = csv_rows(tmp_path / "n.csv")
    assert (row["status"], row["text"], row["confidence"]) == ("blank", "", "")


def test_a_tiff_whose_second_page_is_broken(folder: Path) -> None:
    write_tiff_with_broken_second_page(folder / "scans" / "three.tif")
    done = read(folder)

    assert done.returncode == 6, done.stderr
    rows = [row for row in csv_rows(folder / "n.csv") if row["file"] == "three.tif"]
    assert [(row["page"], row["status"] == "failed") for row in rows] == [
        ("1", False),
        ("2", True),
        ("3", False),
    ]
    assert "ZIPDecode" not in done.stderr, "decoders complain in the row, not on the terminal"


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "notes.txt").write_text("not a scan")
    done = read(tmp_path)

    assert done.returncode == 3
    assert done.stderr.startswith("reader: ")
    assert "scans" in done.stderr
    assert not (tmp_path / "n.csv").exists()


def test_a_file_that_is_not_there_fails_and_is_in_the_output(tmp_path: Path) -> None:
    done = run_reader("read", "absent.png", "-o", "n.csv", folder=tmp_path)

    assert done.returncode == 3, done.stderr
    (row,) = csv_rows(tmp_path / "n.csv")
    assert (row["file"], row["status"]) == ("absent.png", "failed")


def test_nothing_readable_at_all_still_writes_the_output(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "text.png").write_text("text")
    done = read(tmp_path)

    assert done.returncode == 3
    assert [row["status"] for row in csv_rows(tmp_path / "n.csv")] == ["failed"]


@pytest.mark.parametrize("output", ["n.txt", "n", "n.xls"])
def test_an_unknown_output_suffix(folder: Path, output: str) -> None:
    done = read(folder, output=output)

    assert done.returncode == 2
    assert output in done.stderr
    assert ".xlsx" in done.stderr
    assert [p.name for p in folder.iterdir()] == ["scans"]


def test_an_output_folder_that_is_not_there(folder: Path) -> None:
    done = read(folder, output="absent/n.csv")

    assert done.returncode == 7
    assert "absent" in done.stderr


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that refuses even root")
def test_an_output_folder_that_is_read_only(folder: Path) -> None:
    done = read(folder, output="/proc/n.csv")

    assert done.returncode == 7
    assert "/proc" in done.stderr


def test_a_misspelt_setting_names_the_nearest(folder: Path) -> None:
    done = read(folder, "--set", "decoding.acept=0.9")

    assert done.returncode == 4
    assert "unknown key in [decoding]: acept; did you mean accept?" in done.stderr


def test_a_misspelt_key_in_a_settings_file(folder: Path) -> None:
    (folder / "mine.toml").write_text("[layout]\nmod = 'line'\n")
    done = read(folder, "--config", "mine.toml")

    assert done.returncode == 4
    assert "mine.toml: unknown key in [layout]: mod; did you mean mode?" in done.stderr


def test_a_run_file_made_with_other_settings(folder: Path) -> None:
    read(folder)
    done = read(folder, "--accept", "0.5")

    assert done.returncode == 4
    assert "n.run" in done.stderr
    assert read(folder, "--accept", "0.5", "--redo", "all").returncode == 0


def test_a_model_whose_weights_are_not_what_its_manifest_says(folder: Path) -> None:
    model = folder / "model"
    shutil.copytree(REPOSITORY / "models" / "digits", model)
    weights = bytearray((model / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (model / "model.onnx").write_bytes(weights)
    done = read(folder, "--model", "model")

    assert done.returncode == 5
    assert "model.onnx" in done.stderr
    assert hashlib.sha256(weights).hexdigest()[:8] in done.stderr
    assert (
        json.loads((model / "manifest.json").read_text())["files"]["model.onnx"][:8] in done.stderr
    )


def test_a_model_calibrated_by_another_version(folder: Path) -> None:
    model = folder / "model"
    shutil.copytree(REPOSITORY / "models" / "digits", model)
    text = json.dumps({"lattice": {}, "string": {"evidence": ["of an older version"]}})
    (model / "calibration.json").write_text(text)
    manifest = json.loads((model / "manifest.json").read_text())
    manifest["files"]["calibration.json"] = hashlib.sha256(text.encode()).hexdigest()
    (model / "manifest.json").write_text(json.dumps(manifest))
    done = read(folder, "--model", "model")

    assert done.returncode == 5
    assert f"{Path('model', 'calibration.json')}: expected evidence" in done.stderr
    assert "found of an older version" in done.stderr
    assert not (folder / "n.run").exists()


def test_a_model_that_is_not_there(folder: Path) -> None:
    done = read(folder, "--model", "nonsense")

    assert done.returncode == 5
    assert "nonsense" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--layout", "words"],
        ["--pages", "3-1"],
        ["--pages", "x"],
        ["--jobs", "0"],
        ["--nonsense"],
        ["--accept", "1.5"],
    ],
)
def test_words_that_are_off(folder: Path, words: list[str]) -> None:
    assert read(folder, *words).returncode == 2


def test_a_page_that_takes_too_long_fails_until_it_is_read_again(folder: Path) -> None:
    write_confusion(folder / "scans" / "slow.png")
    rows = {}
    for words in (["--timeout", "0.2"], [], ["--redo", "failed"]):
        rows[tuple(words)] = read_page_rows(folder, *words)

    assert rows["--timeout", "0.2"]["slow.png"] == "timeout"
    assert rows[()]["slow.png"] == "timeout", "a failed page is not read again unasked"
    assert rows["--redo", "failed"]["slow.png"] != "timeout"


def read_page_rows(folder: Path, *words: str) -> dict[str, str]:
    """Reasons of the first row of every file, read as whole pages."""
    run_reader("read", "scans", "-o", "n.csv", *words, folder=folder)
    return {row["file"]: row["reasons"] for row in reversed(csv_rows(folder / "n.csv"))}


def write_confusion(path: Path) -> None:
    """A page of rings that takes more than a moment, whatever the processor."""
    side = 4400
    picture = np.full((side, side), 255, np.uint8)
    for row in range(40, side, 80):
        for col in range(30, side, 60):
            cv2.circle(picture, (col, row), 18, 0, 3)
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())


def write_bilevel_png(path: Path, *, side: int) -> None:
    """An all-white PNG of one bit a pixel."""
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    packer = zlib.compressobj(6)
    packed = b"".join(packer.compress(row * 1000) for _ in range(side // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def write_tiff_with_broken_second_page(path: Path) -> None:
    """Three pages, deflated; zeros stand where the second one's pixels were."""
    from PIL import Image as PillowImage

    written = [write_line(path.parent.parent / f"{text}.png", text) for text in ("12", "34", "56")]
    first, *rest = [PillowImage.open(picture) for picture in written]
    first.save(path, save_all=True, append_images=rest, compression="tiff_adobe_deflate")
    data = bytearray(path.read_bytes())
    with PillowImage.open(path) as opened:
        opened.seek(1)
        start, length = opened.tag_v2[273][0], opened.tag_v2[279][0]
    data[start : start + length] = bytes(length)
    path.write_bytes(data)
