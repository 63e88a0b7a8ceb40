"""What people write on lines: counts, dates, round sums, ticked and underlined numbers."""

from __future__ import annotations

import re

import numpy as np

from reader.synthesis.strings import draw_string
from reader.synthesis.writer import draw_writer
from reader.training.lines.habits import draw_text, underlining, with_fillers


def texts(count: int = 2000) -> list[str]:
    rng = np.random.default_rng(5)
    drawn = [draw_text(rng) for _ in range(count)]
    return [text for text in drawn if text is not None]


def test_all_kinds_of_texts_are_drawn_and_none_is_without_a_digit() -> None:
    drawn = texts()
    assert all(any(c.isdigit() for c in text) for text in drawn)
    kinds = (
        r"^\d$",
        r"^\d{1,3}\.$",
        r"\d [+X]$",
        r"^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d$",
        r"00/-$",
    )
    assert all(any(re.search(kind, text) for text in drawn) for kind in kinds)


def test_round_sums_are_grouped_in_threes_or_pairs() -> None:
    sums = [t for t in texts() if re.search(r"^\d{1,3}(,\d+)+00($|[/.=-])", t)]
    assert any(re.match(r"^\d{1,2}(,\d\d)+,000", t) for t in sums)
    assert any(re.match(r"^\d{1,3}(,\d{3})+$", t) for t in sums)


def test_first_digits_are_often_ones() -> None:
    firsts = [next(c for c in t if c.isdigit()) for t in texts()]
    assert 0.2 < firsts.count("1") / len(firsts) < 0.4


def test_some_strings_are_underlined_and_keep_their_digits() -> None:
    rng = np.random.default_rng(6)
    write, writer = underlining(draw_string), draw_writer(rng)
    drawn = [write(rng, writer, "407", height=30.0) for _ in range(60)]
    assert all(one.text == "407" for one in drawn)
    wide = [one for one in drawn if (one.ink[-12:] > 0).any(axis=0).mean() > 0.55]
    assert 1 <= len(wide) < len(drawn) / 2


def test_boxes_that_are_left_may_hold_fillers_before_the_number() -> None:
    rng = np.random.default_rng(7)
    filled = [with_fillers(rng, "407") for _ in range(200)]
    assert all(text.endswith("407") for text in filled)
    assert {"407", "X407", "--407", " 407"} <= {*filled}
