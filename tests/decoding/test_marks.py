"""Ink that was passed over: what it is, and what it means for the number."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from drawn_ink import candidate
from reader.decoding.marks import ONWARD, find_marks, mark_reasons
from reader.records import Candidate, Mark, PathStep
from reader.segmentation.geometry import GEOMETRY

DIGIT = candidate(0, 1)
POINT = candidate(0, 1, height=0.15, width=0.15, middle=0.45)
COMMA = candidate(0, 1, height=0.4, width=0.2, middle=0.5)
DASH = candidate(0, 1, height=0.1, width=0.5)
SPECK = candidate(0, 1, height=0.15, width=0.15, middle=-0.3)
DIRT = candidate(0, 1, height=0.05, width=0.08, middle=0.4)
LETTER = candidate(0, 1, height=1.0, width=0.8)


def found(*line: tuple[str, Candidate]) -> list[tuple[str, int]]:
    path = [PathStep(number, label) for number, (label, _) in enumerate(line)]
    return [(m.kind, m.position) for m in find_marks(path, [c for _, c in line])]


def points(*positions: int, kind: str = "comma") -> list[Mark]:
    return [Mark(kind, position) for position in positions]


@pytest.mark.parametrize(
    ("shape", "kind"),
    [(POINT, "point"), (COMMA, "comma"), (DASH, "dash"), (SPECK, "speck"), (LETTER, "other")],
)
def test_the_kind_follows_from_size_and_height(shape: Candidate, kind: str) -> None:
    assert found(("", shape)) == [(kind, 0)]


def test_dirt_is_no_mark() -> None:
    assert found(("", DIRT)) == []


def test_no_path_no_marks() -> None:
    assert found() == []


def test_digits_are_no_marks_and_are_counted_before_them() -> None:
    assert found(("4", DIGIT), ("", COMMA), ("0", DIGIT), ("7", DIGIT), ("", DASH)) == [
        ("comma", 1),
        ("dash", 3),
    ]


@pytest.mark.parametrize(
    ("positions", "digits"),
    [
        ((1,), 4),  # 1,000
        ((3,), 6),  # 100,000
        ((1, 4), 7),  # 1,000,000
        ((1, 3), 6),  # 1,00,000 as in India
        ((2, 2), 5),  # a comma of two strokes is one comma
    ],
)
def test_commas_that_group_thousands_raise_nothing(positions: tuple[int, ...], digits: int) -> None:
    assert mark_reasons(points(*positions), digits) == ()


@pytest.mark.parametrize(
    ("positions", "digits"),
    [
        ((1,), 3),  # 1,50
        ((3,), 5),  # 123.45
        ((1, 4), 6),  # 1,000.50
        ((1,), 2),  # 1.5
        ((0,), 2),  # .50
        ((0, 3), 6),  # .125,000
    ],
)
@pytest.mark.parametrize("kind", ["point", "comma"])
def test_what_may_be_a_decimal_point_is_said(
    positions: tuple[int, ...], digits: int, kind: str
) -> None:
    assert mark_reasons(points(*positions, kind=kind), digits) == ("decimal-mark",)


def test_the_point_of_a_word_before_the_number_raises_nothing() -> None:
    assert mark_reasons([Mark("other", 0), Mark("point", 0)], 3) == ()  # Rs.


def test_a_point_behind_the_last_digit_raises_nothing() -> None:
    assert mark_reasons(points(3), 3) == ()


def test_a_dash_before_the_first_digit_may_be_a_minus() -> None:
    assert mark_reasons([Mark("dash", 0)], 3) == ("sign",)


def test_a_dash_behind_the_number_as_on_cheques_raises_nothing() -> None:
    assert mark_reasons([Mark("other", 3), Mark("dash", 3)], 3) == ()


def test_a_one_with_a_dash_behind_it_at_the_end_may_be_a_stroke() -> None:
    assert mark_reasons([Mark("dash", 4)], 4, last="1") == ("slash",)
    assert mark_reasons([Mark("dash", 4)], 4, last="7") == ()
    assert mark_reasons([Mark("dash", 2)], 4, last="1") == ()


def test_a_row_of_points_is_a_dotted_line() -> None:
    assert mark_reasons(points(0, 1, 2, 3, 4, kind="point"), 4) == ()


def test_a_short_dash_is_a_dash_and_no_speck() -> None:
    assert found(("", candidate(0, 1, height=0.1, width=0.22))) == [("dash", 0)]


def test_a_currency_sign_raises_nothing() -> None:
    assert mark_reasons([Mark("other", 0)], 3) == ()


def test_no_marks_no_reasons() -> None:
    assert mark_reasons([], 0) == ()


def rising(shape: Candidate, *, by: int) -> Candidate:
    """The shape with a stroke as its glyph that is ``by`` rows higher at its right end."""
    glyph = np.zeros((28, 28), np.uint8)
    cv2.line(glyph, (4, 14 + by // 2), (24, 14 - by // 2), 255, 3)
    return dataclasses.replace(shape, glyph=glyph)


UPSTROKE = rising(candidate(0, 1, height=0.3, width=0.5, onward=True), by=10)
THICK_MINUS = rising(candidate(0, 1, height=0.14, width=0.3, onward=True), by=0)
CUT_POINT = candidate(0, 1, height=0.15, width=0.15, middle=0.45, onward=True)


def test_an_upstroke_cut_off_a_one_is_no_mark() -> None:
    assert found(("", UPSTROKE), ("1", DIGIT)) == []
    assert found(("4", DIGIT), ("", CUT_POINT), ("", UPSTROKE), ("1", DIGIT)) == []


def test_a_point_that_touches_another_digit_than_a_one_is_a_mark() -> None:
    assert found(("2", DIGIT), ("", CUT_POINT), ("5", DIGIT)) == [("point", 1)]


def test_a_minus_that_touches_a_one_is_a_sign_however_thick() -> None:
    assert found(("", THICK_MINUS), ("1", DIGIT)) == [("dash", 0)]
    falling = rising(UPSTROKE, by=-10)
    assert found(("", falling), ("1", DIGIT)) == [("dash", 0)]


def test_a_dash_that_touches_another_digit_is_a_sign() -> None:
    assert found(("", UPSTROKE), ("5", DIGIT)) == [("dash", 0)]


def test_ink_that_goes_on_in_no_digit_is_a_mark() -> None:
    assert found(("5", DIGIT), ("", CUT_POINT), ("", POINT)) == [("point", 1), ("point", 1)]
    assert found(("5", DIGIT), ("", CUT_POINT)) == [("point", 1)]


def test_where_ink_goes_on_stands_where_it_is_looked_for() -> None:
    assert GEOMETRY.index("onward") == ONWARD
