"""Strings written with real digits that no training sees."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from drawn_digits import write_digits
from reader.errors import DataError
from reader.training.calibration.kept_digits import framed_amounts, kept_strings
from reader.training.data.datasets import is_calibration_file
from reader.training.recipe import DataRecipe

RECIPE = DataRecipe(sets={"mnist": 1.0}, validation=0.25)


def test_the_strings_are_lines_of_digits_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    write_digits(tmp_path / "mnist.npz")
    first, second, other = (
        list(kept_strings(RECIPE, tmp_path, count=4, seed=seed)) for seed in (1, 1, 2)
    )
    assert all(text.isdigit() and image.dtype == np.uint8 for image, text in first)
    assert [text for _, text in first] == [text for _, text in second]
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, second, strict=True))
    assert [text for _, text in first] != [text for _, text in other]


def test_some_of_the_strings_are_one_digit(tmp_path: Path) -> None:
    write_digits(tmp_path / "mnist.npz")
    texts = [text for _, text in kept_strings(RECIPE, tmp_path, count=60, seed=1)]
    assert 2 <= sum(len(text) == 1 for text in texts) <= 15


def test_of_sets_that_nobody_knows_there_are_no_strings(tmp_path: Path) -> None:
    assert list(kept_strings(DataRecipe(sets={}), tmp_path, count=4, seed=1)) == []
    assert list(kept_strings(RECIPE, tmp_path, count=0, seed=1)) == []


def test_a_set_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist"):
        list(kept_strings(RECIPE, tmp_path, count=1, seed=1))


def test_real_amounts_that_are_kept_apart_stand_in_frames_of_our_own(tmp_path: Path) -> None:
    folder = tmp_path / "cheque_amounts"
    folder.mkdir()
    names = [f"{k}.png" for k in range(40)]
    rows = ["file,text,digit_boxes_xywh"]
    for name in names:
        strip = np.full((60, 120), 220, np.uint8)
        cv2.line(strip, (25, 12), (25, 48), 30, 3)
        cv2.ellipse(strip, (85, 30), (10, 18), 0, 0, 360, 30, 3)
        cv2.imwrite(str(folder / name), strip)
        rows.append(f'{name},10,"1:22,10,7,41 0:73,10,25,41"')
    (folder / "truth.csv").write_text("\n".join(rows), encoding="utf-8")
    found = list(framed_amounts(tmp_path, seed=1))
    assert len(found) == sum(is_calibration_file(name) for name in names) > 0
    assert {text for _, text in found} == {"10"}
    again = list(framed_amounts(tmp_path, seed=1))
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(found, again, strict=True))
