"""Digit strings within a line of writing: runs between letters, those inside words left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drawn_ink import candidate
from reader.decoding.words import goes_on, holds_word, lacks_digit, split_words
from reader.records import Box, Candidate, PathStep


def line(text: str) -> tuple[list[PathStep], list[Candidate]]:
    """Characters 40 px high every 30 px; letters are passed over, a space leaves a gap."""
    path, candidates = [], []
    for place, sign in enumerate(text):
        if sign == " ":
            continue
        low = sign in ",."
        height = 10 if low else 40
        box = Box(30 if low else 0, 30 * place, height, 20)
        number = len(candidates)
        path.append(PathStep(number, sign if sign.isdigit() else ""))
        candidates.append(candidate(number, number + 1, box=box, height=height / 40))
    return path, candidates


def found(text: str) -> list[str]:
    path, candidates = line(text)
    return ["".join(step.label for step in run) for run in split_words(path, candidates)]


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        ("", []),
        ("4", ["4"]),
        ("40718", ["40718"]),
        ("4,071", ["4071"]),  # a comma does not part
        ("A 40718", ["40718"]),
        ("40718 A", ["40718"]),
        ("AB 407 CD 18 E", ["407", "18"]),
        ("AB", []),
        ("A1B", []),  # inside a word
        ("407A", []),  # glued to a letter
        ("A407", []),
        ("B 1 A", ["1"]),
    ],
)
def test_strings_stand_apart_from_words(text: str, strings: list[str]) -> None:
    assert found(text) == strings


def test_the_whole_path_is_kept_where_there_are_no_letters() -> None:
    path, candidates = line("4,071")
    assert split_words(path, candidates) == (tuple(path),)


def test_a_runs_steps_follow_each_other_without_a_gap() -> None:
    path, candidates = line("AB 4,07 CD 18 E")
    for run in split_words(path, candidates):
        numbers = [step.candidate for step in run]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))


def stroke_beside(text: str, *, slim: str) -> list[bool]:
    """Whether each string of the line goes on, its unread ``slim`` characters being strokes."""
    path, candidates = line(text)
    signs = [sign for sign in text if sign != " "]
    for number, sign in enumerate(signs):
        if sign == slim:
            box = candidates[number].box
            upright = Box(box.top, box.left, box.height, 6)
            candidates[number] = candidate(number, number + 1, box=upright, height=1.0)
    return [goes_on(run, path, candidates) for run in split_words(path, candidates)]


@pytest.mark.parametrize(
    ("text", "going"),
    [
        ("20 I 9", [True, True]),
        ("I 7", [True]),
        ("7 I", [True]),
        ("407", [False]),
        ("X 7", [False]),  # a cross fills the box
        ("7 IX", [False]),  # a word
    ],
)
def test_an_unread_upright_stroke_beside_a_string_may_be_its_digit(
    text: str, going: list[bool]
) -> None:
    assert stroke_beside(text, slim="I") == going


@pytest.mark.parametrize(
    ("text", "is_word"), [("407", False), ("x407", False), ("xx7", True), ("KRE7EK", True)]
)
def test_a_word_has_as_many_letters_as_digits(text: str, is_word: bool) -> None:
    assert holds_word(*line(text)) == is_word


@pytest.mark.parametrize(
    ("text", "lacks"),
    [("407", False), ("x407", False), ("40x", True), ("4x7", True), ("4,7", False)],
)
def test_behind_the_first_digit_of_a_comb_high_ink_may_be_a_digit(text: str, lacks: bool) -> None:
    assert lacks_digit(*line(text)) == lacks


def test_a_stroke_before_the_first_digit_of_a_comb_may_be_one() -> None:
    path, candidates = line("x407")
    box = candidates[0].box
    slim = replace(candidates[0], box=replace(box, width=box.height // 4))
    assert lacks_digit(path, [slim, *candidates[1:]])


def test_a_small_stroke_above_the_middle_of_a_box_may_be_a_one_and_a_comma_is_none() -> None:
    path, candidates = line("x407")
    small = replace(
        candidates[0],
        box=Box(14, 5, 16, 4),
        geometry=np.array([0.4, 0.1, -0.2, 0.2, 0, 1, 0], np.float32),
    )
    comma = replace(small, geometry=np.array([0.4, 0.1, 0.2, 0.6, 0, 1, 0], np.float32))
    assert lacks_digit(path, [small, *candidates[1:]])
    assert not lacks_digit(path, [comma, *candidates[1:]])
