"""Sets are read as bright ink, cut tightly; faulty data are refused with file and advice."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reader.errors import DataError
from reader.training.data.array_files import read_npz
from reader.training.data.datasets import SETS, is_calibration_file, load_set
from reader.training.data.ink_sets import ink_of_paper

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "train"


def test_a_set_gives_tight_ink_and_labels_as_text(data_folder: Path) -> None:
    one = load_set(data_folder, "mnist")
    assert one.labels[:2] == ("0", "0")
    assert len(one.ink) == 80
    for ink in one.ink:
        assert ink[0].any()
        assert ink[-1].any()
        assert ink[:, 0].any()
        assert ink[:, -1].any()


def test_dark_ink_on_paper_becomes_bright_ink_on_black() -> None:
    paper = np.full((64, 64), 200, np.uint8)
    cv2.line(paper, (30, 10), (30, 50), 60, 3)
    ink = ink_of_paper(paper)
    assert ink[30, 30] == 255
    assert ink[5, 5] == 0


def test_blank_paper_has_no_ink() -> None:
    assert not ink_of_paper(np.full((64, 64), 200, np.uint8)).any()


def test_the_calibration_files_are_the_same_under_every_path() -> None:
    names = [f"a_car_{k:06d}.jpg" for k in range(700)]
    apart = [name for name in names if is_calibration_file(name)]
    assert 150 < len(apart) < 250
    assert all(is_calibration_file(f"some/folder/{name}") for name in apart)
    assert all(is_calibration_file(f"some\\folder\\{name}") for name in apart)


def test_a_missing_data_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere: data folder not found; name it with --data"):
        load_set(tmp_path / "nowhere", "mnist")


def test_an_unknown_set_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"unknown data set 'mnits'; known: .*mnist"):
        load_set(tmp_path, "mnits")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist.npz: data file not found; .*--data"):
        load_set(tmp_path, "mnist")


def test_a_truncated_file_is_refused(data_folder: Path) -> None:
    path = data_folder / "mnist.npz"
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DataError, match=r"mnist.npz: damaged data file"):
        load_set(data_folder, "mnist")


@pytest.mark.parametrize(
    ("mark", "behind", "change"),
    [
        (b"NUMPY", 60, b"\0" * 99),  # numpy's own head of the first array
        (b"PK\x01\x02", 10, b"\x63\0"),  # the method of compression
        (b"PK\x01\x02", 8, b"\x01\0"),  # the mark of encrypted files
    ],
)
def test_a_damaged_file_is_refused(
    data_folder: Path, mark: bytes, behind: int, change: bytes
) -> None:
    path = data_folder / "mnist.npz"
    content = bytearray(path.read_bytes())
    start = content.index(mark) + behind
    content[start : start + len(change)] = change
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"mnist.npz: damaged data file"):
        load_set(data_folder, "mnist")


def test_a_file_larger_than_memory_is_said(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*words: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr("numpy.load", full)
    with pytest.raises(DataError, match=r"mnist.npz: needs more memory than there is"):
        load_set(data_folder, "mnist")


def test_a_label_that_is_no_number_is_named(data_folder: Path) -> None:
    labels = np.array([0.0, 3.0, np.nan])
    np.savez(data_folder / "mine.npz", x=np.ones((3, 9, 9), np.uint8), y=labels)
    assert read_npz(data_folder / "mine.npz")[1] == ("0", "3", "nan")


def test_an_empty_file_is_refused(data_folder: Path) -> None:
    (data_folder / "mnist.npz").write_bytes(b"")
    with pytest.raises(DataError, match=r"mnist.npz: damaged data file"):
        load_set(data_folder, "mnist")


def test_a_file_without_labels_is_refused(data_folder: Path) -> None:
    np.savez(data_folder / "mnist.npz", x=np.zeros((1, 28, 28), np.uint8))
    with pytest.raises(DataError, match=r"expected arrays x and y"):
        load_set(data_folder, "mnist")


def test_pictures_of_another_type_are_refused(data_folder: Path) -> None:
    np.savez(data_folder / "mnist.npz", x=np.zeros((1, 784)), y=np.zeros(1))
    with pytest.raises(DataError, match=r"x is float64 of shape \(1, 784\); expected uint8"):
        load_set(data_folder, "mnist")


def test_fewer_labels_than_pictures_are_refused(data_folder: Path) -> None:
    np.savez(data_folder / "mnist.npz", x=np.ones((3, 28, 28), np.uint8), y=np.zeros(2))
    with pytest.raises(DataError, match=r"3 pictures but 2 labels"):
        load_set(data_folder, "mnist")


def test_a_set_without_pictures_is_refused(data_folder: Path) -> None:
    np.savez(data_folder / "mnist.npz", x=np.zeros((0, 28, 28), np.uint8), y=np.zeros(0))
    with pytest.raises(DataError, match=r"data set mnist is empty; expected pictures of ink"):
        load_set(data_folder, "mnist")


def test_cheque_amounts_without_truth_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"truth.csv: truth file cannot be read"):
        load_set(tmp_path, "cheque_amounts")


def test_a_cheque_picture_that_cannot_be_decoded_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "cheque_amounts"
    folder.mkdir()
    name = next(f"{k}.jpg" for k in range(99) if not is_calibration_file(f"{k}.jpg"))
    (folder / "truth.csv").write_text(
        f'file,text,digit_boxes_xywh\n{name},1,"1:1.0,1.0,9.0,9.0"\n', encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"picture cannot be read"):
        load_set(tmp_path, "cheque_amounts")
    (folder / name).write_bytes(b"text")
    with pytest.raises(DataError, match=r"not a picture that can be decoded"):
        load_set(tmp_path, "cheque_amounts")


def test_digits_of_a_cheque_are_cut_at_their_boxes(tmp_path: Path) -> None:
    folder = tmp_path / "cheque_amounts"
    folder.mkdir()
    name = next(f"{k}.png" for k in range(99) if not is_calibration_file(f"{k}.png"))
    (folder / "truth.csv").write_text(
        f'file,text,digit_boxes_xywh\n{name},10,"1:5.0,5.0,20.0,40.0 0:60.0,5.0,30.0,40.0"\n',
        encoding="utf-8",
    )
    strip = np.full((50, 100), 220, np.uint8)
    cv2.line(strip, (15, 10), (15, 40), 30, 3)
    cv2.ellipse(strip, (75, 25), (8, 14), 0, 0, 360, 30, 3)
    cv2.imwrite(str(folder / name), strip)
    one = load_set(tmp_path, "cheque_amounts")
    assert one.labels == ("1", "0")
    assert one.ink[0].shape[1] < one.ink[1].shape[1]


@pytest.mark.skipif(not DATA.is_dir(), reason="the real training data are not on this machine")
@pytest.mark.parametrize("name", sorted(set(SETS) - {"mnist"}))
def test_every_real_set_gives_ink_with_a_black_surround(name: str) -> None:
    one = load_set(DATA, name)
    assert len(one.ink) > 500
    assert np.mean([float(ink.mean()) for ink in one.ink]) < 150
