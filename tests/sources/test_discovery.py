"""Which files the words of a command mean, under which names, in which order."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from reader.errors import NoInputError
from reader.sources import find_sources


def draw(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    PIL.Image.fromarray(np.full((4, 5), 200, np.uint8)).save(path, "PNG")
    return path


def names(*inputs: str | Path, stdin: str = "") -> list[str]:
    found = find_sources([str(i) for i in inputs], stdin=io.StringIO(stdin))
    return [source.name for source in found.sources]


def test_a_folder_is_taken_recursively_in_natural_order(tmp_path: Path) -> None:
    for name in ("p10.png", "p2.png", "P1.png", "b/1.png", "a10/1.png", "a9/1.png"):
        draw(tmp_path / name)
    assert names(tmp_path) == ["a9/1.png", "a10/1.png", "b/1.png", "P1.png", "p2.png", "p10.png"]


def test_in_a_folder_suffix_or_signature_make_a_source_and_others_are_counted(
    tmp_path: Path,
) -> None:
    draw(tmp_path / "scan.png")
    draw(tmp_path / "scan without suffix")
    (tmp_path / "text named.PNG").write_text("no picture")
    (tmp_path / "scan.pdf").touch()
    (tmp_path / "notes.txt").write_text("BM, P1 and II are how this text goes on")
    (tmp_path / "empty").touch()
    draw(tmp_path / "._scan.png")
    found = find_sources([tmp_path])
    assert [s.name for s in found.sources] == [
        "scan without suffix",
        "scan.pdf",
        "scan.png",
        "text named.PNG",
    ]
    assert found.skipped == 3


def test_hidden_folders_are_not_entered(tmp_path: Path) -> None:
    draw(tmp_path / ".cache/thumbnail.png")
    draw(tmp_path / "a.png")
    assert names(tmp_path) == ["a.png"]


def test_what_is_named_is_a_source_even_if_it_is_no_picture_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("text")
    assert names(tmp_path / "notes.txt", tmp_path / "gone.png") == ["gone.png", "notes.txt"]


def test_the_same_path_named_twice_is_one_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = draw(tmp_path / "a" / "scan.png")
    monkeypatch.chdir(tmp_path)
    assert names(scan, tmp_path, "a/../a/scan.png", "a/*.png") == ["a/scan.png"]


def test_equal_contents_under_two_names_are_two_sources(tmp_path: Path) -> None:
    draw(tmp_path / "one.png")
    draw(tmp_path / "two.png")
    os.symlink(tmp_path / "two.png", tmp_path / "three.png")
    assert names(tmp_path) == ["one.png", "three.png", "two.png"]


def test_names_are_relative_to_the_deepest_folder_that_holds_all_inputs(tmp_path: Path) -> None:
    draw(tmp_path / "x/a/1.png")
    draw(tmp_path / "x/b/1.png")
    assert names(tmp_path / "x/a") == ["1.png"]
    assert names(tmp_path / "x/a", tmp_path / "x/b/1.png") == ["a/1.png", "b/1.png"]


def test_the_order_of_the_words_does_not_change_the_order_of_the_sources(tmp_path: Path) -> None:
    paths = [draw(tmp_path / f"{n}.png") for n in (3, 1, 20)]
    assert names(*paths) == names(*reversed(paths)) == ["1.png", "3.png", "20.png"]


def test_a_pattern_means_its_matches(tmp_path: Path) -> None:
    for name in ("a/1.png", "a/2.png", "b/c/1.png", "b/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert names(tmp_path / "*/1.png") == ["1.png"]
    assert names(tmp_path / "**/1.png") == ["a/1.png", "b/c/1.png"]
    assert names(tmp_path / "[ab]") == ["a/1.png", "a/2.png", "b/c/1.png"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    draw(tmp_path / "scan [1].png")
    draw(tmp_path / "scan 1.png")
    assert names(tmp_path / "scan [1].png") == ["scan [1].png"]


def test_a_pattern_without_match_is_an_error(tmp_path: Path) -> None:
    draw(tmp_path / "a.png")
    with pytest.raises(NoInputError, match=r"\*\.tif: no file matches this pattern"):
        names(tmp_path / "a.png", tmp_path / "*.tif")


def test_a_list_names_one_path_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(tmp_path / "scans/Übung 1.png")
    draw(tmp_path / "scans/2.png")
    (tmp_path / "list.txt").write_bytes("\ufeffscans/Übung 1.png\r\n\r\nscans/gone.png\n".encode())
    monkeypatch.chdir(tmp_path)
    assert names("@list.txt", "scans/2.png") == ["2.png", "gone.png", "Übung 1.png"]


def test_a_dash_means_paths_on_standard_input(tmp_path: Path) -> None:
    draw(tmp_path / "a.png")
    draw(tmp_path / "b/c.png")
    assert names("-", stdin=f"{tmp_path / 'a.png'}\n{tmp_path / 'b'}\n") == ["a.png", "b/c.png"]


def test_a_missing_list_is_an_error() -> None:
    with pytest.raises(NoInputError, match="@no/list: list of inputs cannot be read: No such file"):
        find_sources(["@no/list"])


def test_a_folder_without_pictures_is_an_error_that_counts_what_was_skipped(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("text")
    with pytest.raises(
        NoInputError, match=r"no pictures and no PDFs found \(1 other files skipped"
    ):
        find_sources([tmp_path])


def test_no_words_at_all_are_an_error() -> None:
    with pytest.raises(NoInputError, match="no input named"):
        find_sources([])


def test_links_in_a_circle_are_walked_once(tmp_path: Path) -> None:
    draw(tmp_path / "a/1.png")
    os.symlink(tmp_path, tmp_path / "a/back", target_is_directory=True)
    assert names(tmp_path) == ["a/1.png"]


def test_a_folder_that_cannot_be_listed_is_a_source_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path / "1.png")
    draw(tmp_path / "locked/2.png")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(tmp_path) == ["1.png", "locked"]


def test_names_of_any_alphabet_and_length_are_kept(tmp_path: Path) -> None:
    deep = "/".join(["Ångström " + "x" * 200] * 5) + "/数字.png"
    draw(tmp_path / deep)
    assert names(tmp_path) == [deep]
    assert names("y" * 5000 + ".png") == ["y" * 5000 + ".png"]


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
def test_a_name_that_is_no_unicode_is_shown_with_its_bytes(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.png", "wb"):
        pass
    assert names(tmp_path) == ["caf\\xe9.png"]


def test_a_pipe_in_a_folder_is_skipped_and_not_waited_for(tmp_path: Path) -> None:
    draw(tmp_path / "1.png")
    os.mkfifo(tmp_path / "pipe")
    found = find_sources([tmp_path])
    assert (len(found.sources), found.skipped) == (1, 1)
