"""Which characters a net reads is data: names of alphabets, and sets that do not fit them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest

from reader.alphabet import noun
from reader.errors import DataError
from reader.training.alphabet import ordered_fault
from reader.training.data.datasets import load_set
from reader.training.glyphs.pool import draw_pool, draw_validation
from reader.training.glyphs.rubbish import KINDS, TWINS, kinds_beside
from reader.training.recipe import DataRecipe
from tiny_models import letter_picture

DIGITS = DataRecipe(sets={"mnist": 1.0}, glyphs=40, rubbish=0.2, validation=0.25)


@pytest.mark.parametrize(
    ("classes", "name"), [("0123", "digit"), ("ABC", "letter"), ("09AZ", "character")]
)
def test_an_alphabet_has_a_name(classes: str, name: str) -> None:
    assert noun(classes) == name
    assert noun((*classes, "")) == name


@pytest.mark.parametrize("classes", ["", "A", "AAB", "BA", " A"])
def test_a_faulty_alphabet_is_found(classes: str) -> None:
    assert ordered_fault(classes)


def test_an_alphabet_of_any_script_is_fine() -> None:
    assert ordered_fault("АБВГ") == ""
    assert ordered_fault("0123456789") == ""


def test_a_set_of_other_characters_is_refused(data_folder: Path) -> None:
    letters = dataclasses.replace(DIGITS, classes="ABC")
    with pytest.raises(DataError, match=r"mnist has pictures of '0', which is none of .* ABC; "):
        draw_pool(letters, data_folder, seed=1, processes=1)


def write_letters(path: Path, letters: str) -> None:
    """Dark letters in plain type on light paper, eight of each."""
    drawn = [
        letter_picture(one, thickness=5 + k)[10:138, 6:134] for one in letters for k in range(8)
    ]
    small = [cv2.resize(one, (64, 64), interpolation=cv2.INTER_AREA) for one in drawn]
    np.savez(path, x=np.stack(small), y=np.repeat(list(letters), 8))


def test_a_recipe_of_letters_draws_letters_and_none_of_them(tmp_path: Path) -> None:
    write_letters(tmp_path / "bd62.npz", "ABX7")
    recipe = dataclasses.replace(
        DIGITS, classes="ABX", sets={"bd62_capitals": 1.0}, glyphs=80, rubbish=0.3
    )
    pool = draw_pool(recipe, tmp_path, seed=1, processes=1)
    assert np.bincount(pool.labels, minlength=4).min() > 5
    kept = draw_validation(recipe, tmp_path)["bd62_capitals"]
    assert kept.labels.tolist() == [0, 0, 1, 1, 2, 2]


def test_a_letter_without_a_picture_is_said(tmp_path: Path) -> None:
    write_letters(tmp_path / "bd62.npz", "AB")
    recipe = dataclasses.replace(DIGITS, classes="ABX", sets={"bd62_capitals": 1.0})
    with pytest.raises(DataError, match=r"found pictures of 2 of the 3 letters; none of X; add"):
        draw_pool(recipe, tmp_path, seed=1, processes=1)


def test_a_small_letter_is_its_capital_where_their_shapes_are_the_same(tmp_path: Path) -> None:
    write_letters(tmp_path / "bd62.npz", "Oaox")
    assert set(load_set(tmp_path, "bd62_capital_twins").labels) == {"O", "X"}
    assert set(load_set(tmp_path, "bd62_capitals").labels) == {"O"}


def test_a_kind_of_rubbish_that_looks_like_a_letter_is_known() -> None:
    assert set(TWINS) <= set(KINDS)
    assert kinds_beside("0123456789") == list(KINDS)
    assert set(KINDS) - set(kinds_beside("LX")) == {"corner", "cross"}
