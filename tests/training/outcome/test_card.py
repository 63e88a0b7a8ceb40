"""The card says what the model reads, in words that fit its alphabet."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.recognition.manifest import Manifest
from reader.training.outcome.card import provenance, write_card
from reader.training.recipe import DataRecipe


def card_of(folder: Path, recipe: DataRecipe) -> str:
    manifest = Manifest(
        "mine", "1", recipe.outputs, {}, data=provenance(recipe), made={"date": "2026-11-20"}
    )
    write_card(folder, manifest)
    return (folder / "CARD.md").read_text(encoding="utf-8")


def test_a_card_of_digits_speaks_of_digits(tmp_path: Path) -> None:
    recipe = DataRecipe(sets={"mnist": 0.6, "cheque_amounts": 0.4}, signs={"mdas": 1.0})
    said = card_of(tmp_path, recipe)
    assert "for single handwritten digits" in said
    assert "9, *not one digit*" in said
    assert "| digits | 0.6 | CC BY-SA 3.0 |" in said
    assert "`is_calibration_file`" in said


def test_a_card_of_letters_speaks_of_letters_alone(tmp_path: Path) -> None:
    recipe = DataRecipe(
        classes="ABC", sets={"bd62_capitals": 1.0}, signs={"synthetic_no_letters": 1.0}
    )
    said = card_of(tmp_path, recipe)
    assert "for single handwritten letters" in said
    assert "Classes: A, B, C, *not one letter*" in said
    assert "| not one letter | 1 | Apache-2.0 |" in said
    assert "no words" in said
    assert "is_calibration_file" not in said
    assert "digit " not in said.replace("--layout digit", "")


@pytest.mark.parametrize("classes", ["#*", "09AZ"])
def test_a_card_of_other_characters_is_written_too(tmp_path: Path, classes: str) -> None:
    assert "*not one character*" in card_of(tmp_path, DataRecipe(classes=classes))
