"""Texts and rows of texts side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.evaluation.alignment import align_strings, edit_distance, edit_steps

DIGITS = st.text("0123456789", max_size=8)


@pytest.mark.parametrize(
    ("truth", "text", "distance"),
    [("", "", 0), ("123", "123", 0), ("123", "", 3), ("123", "13", 1), ("12", "21", 2),
     ("815", "8715", 1), ("kitten", "sitting", 3)],
)  # fmt: skip
def test_the_distance_counts_what_must_change(truth: str, text: str, distance: int) -> None:
    assert edit_distance(truth, text) == distance


@given(DIGITS, DIGITS)
def test_the_steps_spell_both_texts_and_cost_the_distance(truth: str, text: str) -> None:
    steps = edit_steps(truth, text)
    assert "".join(a for a, _ in steps) == truth
    assert "".join(b for _, b in steps) == text
    assert sum(a != b for a, b in steps) == edit_distance(truth, text)


def test_a_missed_string_does_not_spoil_the_rest() -> None:
    pairs = align_strings(["12", "345", "67", "89"], ["12", "67", "89"])
    assert pairs == ((0, 0), (1, None), (2, 1), (3, 2))


def test_an_invented_string_does_not_spoil_the_rest() -> None:
    pairs = align_strings(["12", "345"], ["12", "777", "345"])
    assert pairs == ((0, 0), (None, 1), (1, 2))


def test_one_string_read_quite_wrongly_is_one_wrong_string() -> None:
    assert align_strings(["12"], ["34567890"]) == ((0, 0),)
    assert align_strings(["7", "12"], ["1", "12"]) == ((0, 0), (1, 1))


def test_strings_of_very_different_lengths_are_not_the_same_string() -> None:
    assert align_strings(["4", "12"], ["987653210", "12"]) == ((0, None), (None, 0), (1, 1))


def test_an_unreadable_string_takes_what_was_read_there_but_no_other_strings_reading() -> None:
    assert align_strings(["?", "48"], ["375", "48"]) == ((0, 0), (1, 1))
    assert align_strings(["?", "48"], ["48"]) == ((0, None), (1, 0))


@given(st.lists(DIGITS, max_size=5), st.lists(DIGITS, max_size=5))
def test_every_string_of_both_sides_stands_in_the_alignment_once(
    truths: list[str], texts: list[str]
) -> None:
    pairs = align_strings(truths, texts)
    assert [i for i, _ in pairs if i is not None] == list(range(len(truths)))
    assert [j for _, j in pairs if j is not None] == list(range(len(texts)))


def test_many_invented_strings_beside_few_true_ones_are_aligned_to_the_end() -> None:
    pairs = align_strings(["12"], [str(n) for n in range(100, 130)])
    assert len(pairs) == 30
    assert sum(i is None for i, _ in pairs) == 29
