"""How probable each digit of the best text is, whatever the others are."""

from __future__ import annotations

import math

import pytest

from reader.decoding.decoded import likeness, with_support


def support(*texts: tuple[str, float]) -> list[tuple[str, float, str]]:
    seen = [(place, digit, 0.3, "x") for place, digit in enumerate(texts[0][0])]
    found = with_support(seen, [(text, math.log(p)) for text, p in texts])
    assert [candidate for candidate, *_ in found] == list(range(len(seen)))
    return [(digit, round(p, 6), runner_up) for _, digit, p, runner_up in found]


def test_a_digit_that_all_texts_have_is_certain() -> None:
    assert support(("40", 0.6), ("47", 0.4)) == [("4", 1.0, "x"), ("0", 0.6, "7")]


def test_the_runner_up_is_the_likeliest_other_digit() -> None:
    *_, last = support(("40", 0.5), ("47", 0.2), ("41", 0.25), ("417", 0.05))
    assert last == ("0", 0.5, "1")


def test_texts_of_another_length_count_from_both_ends() -> None:
    found = support(("4071", 0.6), ("407", 0.3), ("071", 0.1))
    assert [p for _, p, _ in found] == [0.9, 1.0, 1.0, 0.7]


def test_a_text_without_digits_has_none_and_speaks_for_none() -> None:
    assert support(("", 1.0)) == []
    assert support(("4", 0.7), ("", 0.3)) == [("4", 0.7, "x")]


def test_no_digits_look_like_nothing() -> None:
    assert likeness([]) == 0.0
    assert likeness([(0, "4", 0.9, "9"), (1, "0", 0.5, "6")]) == pytest.approx(0.7)
