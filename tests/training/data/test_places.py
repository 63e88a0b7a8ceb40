"""Data of one's own: class folders, npz and IDX, of either polarity and any size."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from drawn_digits import drawn_digit
from reader.errors import DataError
from reader.training.data.datasets import DIGITS
from reader.training.data.ink_sets import has_dark_ink, ink_of_picture, within
from reader.training.data.places import Place, load_place
from reader.training.data.splits import WRITERS, WriterOrder, split_set
from reader.training.glyphs.pool import draw_pool, draw_validation
from reader.training.outcome.card import licence_of, provenance
from reader.training.recipe import DataRecipe
from reader.training.recipe_file import load_recipe


def write_folders(folder: Path, *, digits: str = "0123456789", dark: bool = True) -> Path:
    """Pictures of 90x60 pixels, a folder a digit, by the writers anna, bert, ... hugo."""
    for digit in digits:
        for number, writer in enumerate(("anna", "bert", "cora", "dora", "emil", "fred", "hugo")):
            picture = cv2.resize(drawn_digit(int(digit), number), (60, 90))
            path = folder / digit / writer / "scan.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(cv2.imencode(".png", 255 - picture if dark else picture)[1].tobytes())
    return folder


def write_idx(path: Path, array: np.ndarray, *, zipped: bool = False) -> Path:
    head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    content = head + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(content) if zipped else content)
    return path


def digits_of(copies: int) -> tuple[np.ndarray, np.ndarray]:
    pictures = np.stack([drawn_digit(d, k) for d in range(10) for k in range(copies)])
    return pictures, np.repeat(np.arange(10), copies)


def test_a_folder_a_class_is_a_set(tmp_path: Path) -> None:
    write_folders(tmp_path / "mine", digits="37")
    one = load_place(tmp_path, "mine", Place("mine"), classes=DIGITS)
    assert one.labels == ("3",) * 7 + ("7",) * 7
    assert one.sources[:2] == ("anna", "bert")
    assert one.ink[0].shape[0] > one.ink[0].shape[1]


@pytest.mark.parametrize("dark", [True, False])
def test_ink_is_bright_whatever_it_was(tmp_path: Path, dark: bool) -> None:
    write_folders(tmp_path / "mine", digits="17", dark=dark)
    one = load_place(tmp_path, "mine", Place("mine"), classes=DIGITS)
    bright = [float((ink > 128).mean()) for ink in one.ink if ink.shape[1] > ink.shape[0] / 3]
    assert 0.1 < np.mean(bright) < 0.6
    assert all(ink.max() == 255 for ink in one.ink)


def test_dark_ink_on_grey_paper_loses_the_paper() -> None:
    paper = np.full((50, 40), 170, np.uint8)
    cv2.line(paper, (20, 8), (20, 40), 50, 3)
    assert has_dark_ink(paper)
    ink = ink_of_picture(paper, dark=True)
    assert ink[25, 20] == 255
    assert not ink[:, :10].any()


def test_a_large_scan_is_brought_down_and_keeps_its_thick_stroke_whole() -> None:
    scan = np.full((2000, 1500), 200, np.uint8)
    cv2.line(scan, (750, 300), (750, 1700), 40, 130)
    small = within(scan)
    assert small.shape == (96, 72)
    assert ink_of_picture(small, dark=True)[48, 36] == 255


def test_npz_gives_its_pictures_labels_and_writers(tmp_path: Path) -> None:
    pictures, labels = digits_of(2)
    np.savez(tmp_path / "a.npz", x=pictures[..., None], y=labels.astype(float), source=labels % 3)
    one = load_place(tmp_path, "a", Place("a.npz"), classes=DIGITS)
    assert one.labels[:4] == ("0", "0", "1", "1")
    assert set(one.sources) == {"0", "1", "2"}


@pytest.mark.parametrize(("zipped", "suffix"), [(True, ".gz"), (False, "")])
def test_idx_files_are_read_plain_or_gzipped(tmp_path: Path, zipped: bool, suffix: str) -> None:
    pictures, labels = digits_of(1)
    write_idx(tmp_path / f"train-images-idx3-ubyte{suffix}", pictures, zipped=zipped)
    write_idx(tmp_path / f"train-labels-idx1-ubyte{suffix}", labels, zipped=zipped)
    place = Place(f"train-images-idx3-ubyte{suffix}")
    assert load_place(tmp_path, "idx", place, classes=DIGITS).labels == tuple("0123456789")


def test_idx_labels_may_have_any_name(tmp_path: Path) -> None:
    pictures, labels = digits_of(1)
    write_idx(tmp_path / "pictures", pictures)
    write_idx(tmp_path / "truth", labels)
    assert len(load_place(tmp_path, "a", Place("pictures", labels="truth")).ink) == 10
    with pytest.raises(DataError, match=r'pictures: its labels are not known .* labels = "FILE"'):
        load_place(tmp_path, "a", Place("pictures"))


def test_no_source_is_on_both_sides(tmp_path: Path) -> None:
    write_folders(tmp_path / "mine", digits="0123")
    one = load_place(tmp_path, "mine", Place("mine"), classes=DIGITS)
    kept, apart = split_set(one, part=0.4)
    assert len(kept) + len(apart) == 28
    assert {one.sources[k] for k in kept}.isdisjoint(one.sources[k] for k in apart)
    assert len(apart) == 8  # two of seven writers: 0.4 of them at most


def test_a_recipe_draws_from_a_folder_beside_named_sets(data_folder: Path) -> None:
    write_folders(data_folder / "mine")
    recipe = DataRecipe(
        sets={"mnist": 0.5, "mine": 0.5},
        places={"mine": Place("mine", licence="CC0-1.0", about="two clerks")},
        glyphs=40,
        validation=0.4,
    )
    assert len(draw_pool(recipe, data_folder, seed=1, processes=1).labels) == 40
    assert len(draw_validation(recipe, data_folder)["mine"].labels) % 10 == 0
    assert provenance(recipe)[1]["what"] == "two clerks"
    assert "CC0-1.0" in licence_of(recipe)


def test_signs_may_have_any_label(data_folder: Path) -> None:
    write_folders(data_folder / "signs", digits="1")
    (data_folder / "signs" / "1").rename(data_folder / "signs" / "stamp")
    recipe = DataRecipe(
        sets={"mnist": 1.0}, signs={"ours": 1.0}, places={"ours": Place("signs")}, glyphs=20
    )
    assert len(draw_pool(recipe, data_folder, seed=1, processes=1).labels) == 20


def test_a_recipe_names_share_and_place_in_one_table(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(
        '[data.sets]\nmnist = 0.8\nmine = { share = 0.2, path = "m", licence = "CC0-1.0" }\n'
    )
    data = load_recipe(path).data
    assert data.sets == {"mnist": 0.8, "mine": 0.2}
    assert data.places == {"mine": Place("m", licence="CC0-1.0")}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("mine = { share = 1 }", r"\[data.sets\]: mine has no path; expected path = "),
        ('mine = { pth = "a", path = "b" }', r"mine: unknown key pth; did you mean path\?"),
        ('mnist = { path = "b" }', r"mnist is a set that the program knows; give yours another"),
        ('mine = { share = 0, path = "b" }', r"share of mine = 0; expected a number above 0"),
        ("mine = 1", r"unknown data set 'mine'; known: .*; one of your own needs a path"),
        ('a = 1\n[data.places.a]\npath = "b"', r"unknown key places; name a set of your own under"),
    ],
)
def test_a_faulty_place_is_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(f"[data.sets]\n{line}\n")
    with pytest.raises(DataError, match=message):
        load_recipe(path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(DataError, match=r"mine: empty data folder; expected a folder a class"):
        load_place(tmp_path, "mine", Place("mine"))


def test_a_folder_of_one_class_is_refused(tmp_path: Path) -> None:
    write_folders(tmp_path / "mine", digits="3")
    with pytest.raises(DataError, match=r"mine: found pictures of 3 alone; expected several of 0"):
        load_place(tmp_path, "mine", Place("mine"), classes=DIGITS)


def test_labels_out_of_range_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=digits_of(1)[0], y=np.arange(1, 11))
    with pytest.raises(DataError, match=r"a.npz: label '10' of picture 10 is out of range; .*0 to"):
        load_place(tmp_path, "a", Place("a.npz"), classes=DIGITS)


def test_a_picture_beside_the_class_folders_is_refused(tmp_path: Path) -> None:
    write_folders(tmp_path / "mine", digits="3")
    (tmp_path / "mine" / "3" / "anna" / "scan.png").rename(tmp_path / "mine" / "stray.png")
    with pytest.raises(DataError, match=r"stray.png: picture beside the class folders; move it"):
        load_place(tmp_path, "mine", Place("mine"))


def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write_folders(tmp_path / "mine", digits="34")
    (tmp_path / "mine" / "3" / "anna" / "scan.png").write_bytes(b"text")
    with pytest.raises(DataError, match=r"scan.png: picture cannot be read .*mend it or take it"):
        load_place(tmp_path, "mine", Place("mine"))


def test_blank_pictures_alone_are_no_set(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((3, 9, 9), np.uint8), y=np.arange(3))
    with pytest.raises(DataError, match=r"data set a is empty; expected pictures of ink"):
        load_place(tmp_path, "a", Place("a.npz"), classes=DIGITS)


def test_a_published_file_may_keep_the_order_of_its_writers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, labels = digits_of(4)
    np.savez(tmp_path / "a.npz", x=pictures, y=labels)
    monkeypatch.setitem(WRITERS, "four", WriterOrder(40, lambda labels: np.arange(40), guard=5))
    one = load_place(tmp_path, "a", Place("a.npz", order="four"), classes=DIGITS)
    kept, apart = split_set(one, part=0.25)
    assert (kept[-1], apart[0]) == (24, 30)
    with pytest.raises(DataError, match=r"a.npz: order = 'mnist' with 40 pictures; known are the"):
        load_place(tmp_path, "a", Place("a.npz", order="mnist"), classes=DIGITS)


def test_a_missing_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"none: not found; expected a folder, npz, IDX or run file"
    ):
        load_place(tmp_path, "a", Place("none"))


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("label,pixel0")
    with pytest.raises(
        DataError, match=r"a.csv: neither npz, IDX nor run file: it begins with b'labe'"
    ):
        load_place(tmp_path, "a", Place("a.csv"))
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(DataError, match=r"a.csv: neither npz, IDX nor run file: it is empty"):
        load_place(tmp_path, "a", Place("a.csv"))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x_train": np.zeros(1)}, r"expected arrays x and y, found x_train; save the pictures"),
        ({"x": np.zeros((2, 8, 8, 3), np.uint8), "y": np.zeros(2)}, r"x is uint8 of shape .*8, 3"),
        (
            {"x": np.zeros((2, 8, 8)), "y": np.zeros(2)},
            r"x is float64 .*expected uint8 .*save grey",
        ),
        ({"x": np.zeros((2, 8, 8), np.uint8), "y": np.zeros((2, 10))}, r"2 pictures but 20 labels"),
        (
            {"x": np.zeros((2, 8, 8), np.uint8), "y": np.zeros(2), "source": np.zeros(3)},
            r"2 pictures but 3 sources; expected one a picture",
        ),
    ],
)
def test_a_faulty_npz_is_refused(tmp_path: Path, arrays: dict, message: str) -> None:
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(DataError, match=r"a.npz: " + message):
        load_place(tmp_path, "a", Place("a.npz"))


def test_a_truncated_npz_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=digits_of(1)[0], y=np.arange(10))
    (tmp_path / "a.npz").write_bytes((tmp_path / "a.npz").read_bytes()[:500])
    with pytest.raises(DataError, match=r"a.npz: damaged data file .*copy or fetch it again"):
        load_place(tmp_path, "a", Place("a.npz"))


@pytest.mark.parametrize(
    ("cut", "zipped", "message"),
    [
        (100, False, r"damaged data file: expected 7,840 bytes of pictures, found 84; copy"),
        (10, False, r"no IDX file of pictures: it begins with 00 00 08 03"),
        (60, True, r"damaged data file \(Compressed file ended"),
    ],
)
def test_truncated_idx_files_are_refused(
    tmp_path: Path, cut: int, zipped: bool, message: str
) -> None:
    pictures, labels = digits_of(1)
    path = write_idx(tmp_path / "images", pictures, zipped=zipped)
    write_idx(tmp_path / "labels", labels)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"images: " + message):
        load_place(tmp_path, "a", Place("images"))


def test_idx_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "images", digits_of(1)[0])
    with pytest.raises(DataError, match=r"labels: data file not found"):
        load_place(tmp_path, "a", Place("images"))
    write_idx(tmp_path / "labels", np.arange(7))
    with pytest.raises(DataError, match=r"10 pictures but labels has 7 labels; .*not belong"):
        load_place(tmp_path, "a", Place("images"))


def test_a_set_of_which_nothing_is_left_to_learn_from_is_refused(data_folder: Path) -> None:
    pictures, labels = digits_of(1)
    np.savez(data_folder / "a.npz", x=pictures, y=labels)
    recipe = DataRecipe(
        sets={"mnist": 1, "a": 1}, places={"a": Place("a.npz")}, glyphs=20, validation=0.9
    )
    with pytest.raises(DataError, match=r"data set a: too few pictures: none is left to learn"):
        draw_pool(recipe, data_folder, seed=1, processes=1)
