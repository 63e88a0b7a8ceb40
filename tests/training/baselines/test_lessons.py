"""What the baselines learn from, and what is held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import reader.training.baselines.lessons as lessons_module
from reader.errors import DataError
from reader.training.baselines.lessons import CAPITALS, class_names, load_lessons


def write_letters(path: Path, letters: tuple[str, ...] = CAPITALS, copies: int = 5) -> None:
    """Paper with a bar, lower for each letter; at the end what is no capital."""
    names = [*np.repeat(letters, copies).tolist(), "a", "7"]
    pictures = np.full((len(names), 64, 64), 220, np.uint8)
    for k, picture in enumerate(pictures):
        picture[10 + k // copies : 14 + k // copies, 20:44] = 30
    np.savez(path, x=pictures, y=np.array(names))


def test_digits_are_learnt_as_they_are(data_folder: Path) -> None:
    lessons = load_lessons(data_folder, "digits")
    assert lessons.pictures.shape == (80, 28, 28)
    assert lessons.labels.tolist() == np.repeat(range(10), 8).tolist()
    assert len(lessons.held) == len(lessons.photos) == 0


def test_no_digit_is_on_both_sides_of_the_split_not_as_a_negative_either(data_folder: Path) -> None:
    path = data_folder / "mnist.npz"
    with np.load(path) as data:
        pictures, labels = data["x"], data["y"]
    pictures[:, 0, :8] = np.unpackbits(np.arange(80, dtype=np.uint8)[:, None], axis=1) * 255
    np.savez(path, x=pictures, y=labels)
    lessons = load_lessons(data_folder, "negatives")
    assert (len(lessons.labels), len(lessons.held_labels)) == (2 * 64, 2 * 16)
    learnt = {picture.tobytes() for picture in lessons.pictures}
    assert not any((255 - held).tobytes() in learnt for held in lessons.held)
    assert not any(held.tobytes() in learnt for held in lessons.held)
    assert (lessons.held[:16] == 255 - lessons.held[16:]).all()
    assert (lessons.held_labels[:16] == lessons.held_labels[16:]).all()


def test_capitals_are_normalised_and_their_tail_is_held_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons_module, "DRAWN_CAPITALS", 5)
    write_letters(tmp_path / "bd62.npz")
    lessons = load_lessons(tmp_path, "letters")
    photographed, drawn = np.split(lessons.labels, 2)
    assert photographed.tolist() == np.repeat(range(26), 4).tolist()
    assert drawn.tolist() == list(range(26)) * 4
    assert lessons.held_labels.tolist() == list(range(26)) * 2
    assert (lessons.pictures.max(axis=(1, 2)) == 255).all()
    assert [photo.shape for photo in lessons.photos] == [(64, 64)] * 26
    assert class_names("letters") == CAPITALS


def test_a_class_without_a_picture_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons_module, "DRAWN_CAPITALS", 5)
    write_letters(tmp_path / "bd62.npz", CAPITALS[:-2])
    with pytest.raises(DataError, match=r"bd62\.npz: no picture of Y, Z; expected all classes"):
        load_lessons(tmp_path, "letters")


def test_data_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist\.npz"):
        load_lessons(tmp_path, "digits")
