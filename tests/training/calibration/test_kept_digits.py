"""Strings written with real digits that no training sees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from drawn_digits import write_digits
from reader.errors import DataError
from reader.training.calibration.kept_digits import kept_strings
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


def test_of_sets_that_nobody_knows_there_are_no_strings(tmp_path: Path) -> None:
    assert list(kept_strings(DataRecipe(sets={}), tmp_path, count=4, seed=1)) == []
    assert list(kept_strings(RECIPE, tmp_path, count=0, seed=1)) == []


def test_a_set_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist"):
        list(kept_strings(RECIPE, tmp_path, count=1, seed=1))
