"""Texts that a spreadsheet would execute, and texts that no file can hold."""

from __future__ import annotations

import pytest
from hypothesis import given

from example_results import texts
from reader.writers.text import encodable, neutralise, restore


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0", "'=1"],
)
def test_what_could_be_a_formula_gets_a_quote_in_front(text: str) -> None:
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["", "0042", "1=1", "scan-1.png", " =1", "'quoted'", "a@b"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutralise(text) == text


@given(texts())
def test_any_text_can_be_restored(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(texts())
def test_any_text_that_utf8_holds_is_left_alone(text: str) -> None:
    assert encodable(text) == text


def test_lone_surrogates_become_their_escapes() -> None:
    assert encodable("scan\udcff.png") == "scan\\udcff.png"
