"""Strings with their truth, prepared as reading prepares them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from fakes import ConstantClassifier, FixedLineReader
from reader.errors import DataError
from reader.records import Image
from reader.settings import Settings
from reader.training.calibration.strings import (
    blank_strings,
    drawn_strings,
    held_out_cheques,
    prepare_strings,
)
from reader.training.data.datasets import is_calibration_file

NAMES = [f"a{number}.png" for number in range(30)]
KEPT = [name for name in NAMES if is_calibration_file(name)]
"""Some of the names are kept apart for calibration, by their hash."""


def picture(text: str) -> Image:
    image = paper(100, 60 + 40 * len(text))
    if text:
        written(image, text, top=30, left=20)
    return image


def write_cheques(folder: Path, *, names: list[str], header: str = "file,text") -> None:
    place = folder / "cheque_amounts"
    place.mkdir()
    rows = [header, *(f"{name},{number}" for number, name in enumerate(names))]
    (place / "truth.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for number, name in enumerate(names):
        data = cv2.imencode(".png", picture(str(number)))[1].tobytes()
        (place / name).write_bytes(data)


def test_pictures_become_lines_with_log_probabilities() -> None:
    (known,) = prepare_strings(iter([(picture("407"), "407")]), ConstantClassifier(), Settings())
    assert known.text == "407"
    assert known.log_probs.shape == (len(known.line.candidates), 11)
    assert known.line.slices >= 3


def test_pictures_without_ink_are_left_out_but_counted() -> None:
    ticks: list[int] = []
    pictures = [(picture(""), "1"), (picture("18"), "18"), (paper(1, 1), "2"), (paper(60, 60), "3")]
    known = prepare_strings(
        iter(pictures), ConstantClassifier(), Settings(), tick=lambda: ticks.append(1)
    )
    assert [k.text for k in known] == ["18"]
    assert len(ticks) == 4


def test_no_pictures_no_strings() -> None:
    assert prepare_strings(iter(()), ConstantClassifier(), Settings()) == []


def test_only_the_cheques_kept_apart_are_used(tmp_path: Path) -> None:
    write_cheques(tmp_path, names=NAMES)
    found = list(held_out_cheques(tmp_path))
    assert [text for _, text in found] == [str(NAMES.index(name)) for name in KEPT]
    assert 0 < len(KEPT) < len(NAMES)
    assert all(image.ndim == 2 and image.dtype == np.uint8 for image, _ in found)


def test_missing_truth_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"truth.csv: not found; expected the cheque amounts"):
        list(held_out_cheques(tmp_path))


def test_truth_without_its_columns_is_named(tmp_path: Path) -> None:
    write_cheques(tmp_path, names=KEPT, header="name,digits")
    with pytest.raises(DataError, match=r"truth.csv: expected the columns file and text"):
        list(held_out_cheques(tmp_path))


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_picture_that_is_missing_or_broken_is_named(
    tmp_path: Path, content: bytes | None
) -> None:
    write_cheques(tmp_path, names=KEPT[:1])
    path = tmp_path / "cheque_amounts" / KEPT[0]
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=rf"{KEPT[0]}: picture named in truth.csv is missing or"):
        list(held_out_cheques(tmp_path))


def test_drawn_strings_are_the_same_for_the_same_seed() -> None:
    first, second, other = (list(drawn_strings(3, seed=seed)) for seed in (1, 1, 2))
    assert [text for _, text in first] == [text for _, text in second]
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, second, strict=True))
    assert [text for _, text in first] != [text for _, text in other]
    assert list(drawn_strings(0, seed=1)) == []


def test_a_second_reader_looks_at_the_same_lines() -> None:
    (known,) = prepare_strings(
        iter([(picture("407"), "407")]),
        ConstantClassifier(),
        Settings(),
        line_reader=FixedLineReader("407"),
    )
    assert known.columns is not None
    assert known.line.strip is not None
    assert len(known.columns.log_probs) == -(-known.line.strip.shape[-1] // 4)
    assert (known.columns.left, known.columns.right) == known.line.strip_span
    (alone,) = prepare_strings(iter([(picture("407"), "407")]), ConstantClassifier(), Settings())
    assert alone.columns is None


def test_blank_lines_have_the_empty_text_and_are_the_same_for_the_same_seed() -> None:
    first, second = list(blank_strings(2, seed=1)), list(blank_strings(2, seed=1))
    assert [text for _, text in first] == ["", ""]
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, second, strict=True))
