"""``reader inspect``: a page as a picture of what was read on it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest

from command_line import run_reader, write_line, write_page


def picture_at(path: Path) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return found


def test_a_page_is_drawn_and_its_strings_are_listed(tmp_path: Path) -> None:
    write_line(tmp_path / "päge.png", "4711")
    words = ("inspect", "päge.png", "-o", "overlay.png", "--layout", "line")
    done = run_reader(*words, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert {p.name for p in tmp_path.iterdir()} == {"päge.png", "overlay.png"}
    drawn = picture_at(tmp_path / "overlay.png")
    assert not (drawn[..., 0] == drawn[..., 2]).all()  # boxes and digits are in colour
    assert done.stderr.split()[0] == "1"


def test_a_whole_page_keeps_its_width(tmp_path: Path) -> None:
    write_page(tmp_path / "page.png", "4711", "00852")
    done = run_reader("inspect", "page.png", "-o", "overlay.png", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    height, width, _ = picture_at(tmp_path / "overlay.png").shape
    assert width == 874
    assert height > 1240


@pytest.mark.parametrize("suffix", ["jpg", "webp", "PNG"])
def test_other_picture_formats_follow_the_suffix(tmp_path: Path, suffix: str) -> None:
    write_line(tmp_path / "line.png", "4711")
    output = f"overlay.{suffix}"
    done = run_reader("inspect", "line.png", "-o", output, "--layout", "line", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == 1  # one string, one line
    assert picture_at(tmp_path / output).size


def test_a_page_of_a_file_with_many_is_chosen(tmp_path: Path) -> None:
    pages = [PIL.Image.new("L", (300 + 100 * k, 1000), 255) for k in range(2)]
    pages[0].save(tmp_path / "many.tif", save_all=True, append_images=pages[1:])
    done = run_reader("inspect", "many.tif", "-o", "o.png", "--page", "2", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert picture_at(tmp_path / "o.png").shape[1] == 400

    beyond = run_reader("inspect", "many.tif", "-o", "o.png", "--page", "3", folder=tmp_path)
    assert beyond.returncode == 2
    assert "many.tif: has 2 pages; there is no page 3" in beyond.stderr


def test_a_folder_of_many_files_is_a_usage_error(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_line(tmp_path / "scans" / f"{name}.png", "1")
    done = run_reader("inspect", "scans", "-o", "overlay.png", folder=tmp_path)
    assert done.returncode == 2
    assert "scans: holds 2 files; name one of them to inspect" in done.stderr


def test_a_broken_picture_is_no_readable_input(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    done = run_reader("inspect", "text.png", "-o", "overlay.png", folder=tmp_path)
    assert done.returncode == 3
    assert "text.png" in done.stderr
    assert not (tmp_path / "overlay.png").exists()


def test_an_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    write_line(tmp_path / "line.png", "1")
    done = run_reader("inspect", "line.png", "-o", "overlay.gif", folder=tmp_path)
    assert done.returncode == 2
    assert "suffix '.gif'; expected one of .png, .jpg, .jpeg, .webp" in done.stderr


def test_a_missing_folder_is_said_before_anything_is_read(tmp_path: Path) -> None:
    done = run_reader("inspect", "none.png", "-o", "nowhere/overlay.png", folder=tmp_path)
    assert done.returncode == 7
    assert "there is no folder nowhere" in done.stderr


def test_stages_are_numbered_pictures_in_a_folder_that_is_made(tmp_path: Path) -> None:
    write_line(tmp_path / "line.png", "4711")
    words = ("inspect", "line.png", "-o", "o.png", "--layout", "line", "--stages", "deep/seen")
    folder = tmp_path / "deep" / "seen"
    folder.mkdir(parents=True)
    for name in ("08-candidates-7.png", "09-notes.png", "01-my-scan.png"):
        (folder / name).write_bytes(b"")
    done = run_reader(*words, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "01-as-scanned.png"
    assert names[-1] == "10-chosen-path.png"
    assert "08-candidates-7.png" not in names  # left by a page with more sheets
    assert {"09-notes.png", "01-my-scan.png"} <= set(names)  # somebody's own
    assert (picture_at(folder / names[-1]) == picture_at(tmp_path / "o.png")).all()


def test_stages_that_cannot_be_written_are_an_output_error(tmp_path: Path) -> None:
    write_line(tmp_path / "line.png", "4")
    (tmp_path / "file").write_text("no folder")
    words = ("inspect", "line.png", "-o", "o.png", "--layout", "line", "--stages", "file/seen")
    done = run_reader(*words, folder=tmp_path)
    assert done.returncode == 7
    assert "file/seen: the folder for the pictures cannot be made" in done.stderr
    assert not (tmp_path / "o.png").exists()


def test_the_way_of_every_digit_through_the_net_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="the layers need the extra train")
    write_line(tmp_path / "line.png", "471")
    (tmp_path / "t").mkdir()
    left_over = tmp_path / "t" / "glyph-002-01-9.png"
    left_over.write_bytes(b"of an earlier page")
    words = ("inspect", "line.png", "-o", "o.png", "--layout", "line", "--trace", "t")
    done = run_reader(*words, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "--trace" not in done.stderr
    found = sorted(path.name for path in (tmp_path / "t").iterdir())
    text = done.stderr.splitlines()[-1].split()[2]  # TensorFlow talks before
    assert found == [f"glyph-001-{k:02d}-{digit}.png" for k, digit in enumerate(text, start=1)]
    assert picture_at(tmp_path / "t" / found[0]).shape[1] == 1400
