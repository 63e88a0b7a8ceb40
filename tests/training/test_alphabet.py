"""Which characters a net reads is data: names of alphabets, and sets that do not fit them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from reader.errors import DataError
from reader.training.alphabet import noun, ordered_fault
from reader.training.pool import draw_pool
from reader.training.recipe import DataRecipe
from reader.training.rubbish import KINDS, TWINS

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


def test_a_kind_of_rubbish_that_looks_like_a_letter_is_known() -> None:
    assert set(TWINS) <= set(KINDS)
    assert not np.any([set("0123456789") & letters for letters in TWINS.values()])
