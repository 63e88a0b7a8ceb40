"""A string beside which ink stands at its digits' pitch may lack a digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from drawn_ink import block
from reader.imaging.ruling import Ruling
from reader.layout.incomplete import mark_incomplete, mark_left_out, mark_parted
from reader.reasons import Reason
from reader.records import Box, Component, Line


def line(*cols: int, top: int = 100, height: int = 40, width: int = 24) -> Line:
    """Digits in the middle of cells at ``cols``."""
    parts = tuple(block(top, col, height, width) for col in cols)
    return Line(Box.around(p.box for p in parts), parts)


def with_part(own: Line, part: Component) -> Line:
    parts = tuple(sorted((*own.components, part), key=lambda c: c.box.left))
    return Line(Box.around(p.box for p in parts), parts)


def marked(*lines: Line) -> list[bool]:
    return [Reason.INCOMPLETE in one.reasons for one in mark_incomplete(lines)]


def test_a_lone_digit_in_the_next_cell_of_a_comb_marks_both() -> None:
    assert marked(line(100), line(180, 260)) == [True, True]
    assert marked(line(100, 180), line(260)) == [True, True]


@pytest.mark.parametrize(
    "other",
    [
        line(460),  # two cells on
        line(260, top=200),  # another row
        line(270, top=112, height=10, width=10),  # a point
    ],
)
def test_what_is_far_off_or_low_marks_nothing(other: Line) -> None:
    assert marked(line(100, 180), other) == [False, False]


def test_numbers_of_a_tables_columns_are_left_alone() -> None:
    assert marked(line(100, 128, 156), line(200, 228, 256)) == [False, False]


def test_no_written_string_goes_on_in_print() -> None:
    assert marked(line(100, 180), replace(line(260), kind="printed")) == [False, False]


def test_a_rest_of_a_divider_is_no_digit_of_the_string() -> None:
    divided = with_part(line(100, 180), block(80, 150, 80, 3))
    assert marked(divided, line(260)) == [True, True]


def test_other_reasons_and_the_order_are_kept() -> None:
    lines = [line(180, 260), line(100), line(700)]
    found = mark_incomplete(lines)
    assert [one.box for one in found] == [one.box for one in lines]
    assert found[2] is lines[2]


def digits_and(*others: Component) -> tuple[str, ...]:
    """The reasons of a line of three digits at a pitch of 60 pixels, with ``others`` left out."""
    own = line(200, 260, 320)
    (found,) = mark_left_out([own], [*own.components, *others], digit_height=40.0)
    return found.reasons


@pytest.mark.parametrize("left", [140, 380])
def test_ink_left_out_at_the_pitch_of_the_digits_is_a_question(left: int) -> None:
    assert digits_and(block(100, left, 40, 24)) == (Reason.INCOMPLETE,)


@pytest.mark.parametrize(
    "others",
    [
        (),
        (block(100, 600, 40, 24),),
        (block(200, 380, 40, 24),),
        (block(100, 380, 12, 10),),
        (block(100, 380, 40, 70),),
        (block(100, 380, 40, 24), block(100, 412, 40, 24)),
    ],
    ids=["nothing", "far away", "below", "a speck", "broad", "letters of a word"],
)
def test_other_ink_beside_a_line_is_none(others: tuple[Component, ...]) -> None:
    assert digits_and(*others) == ()


def test_two_lines_side_by_side_are_a_question_both() -> None:
    lines = [line(100), line(700)]
    parts = [part for one in lines for part in one.components]
    found = mark_left_out(lines, parts, digit_height=40.0)
    assert [one.reasons for one in found] == [(Reason.INCOMPLETE,)] * 2


def test_two_lines_one_above_the_other_are_none() -> None:
    lines = [line(100), line(700, top=300)]
    parts = [part for one in lines for part in one.components]
    assert not any(one.reasons for one in mark_left_out(lines, parts, digit_height=40.0))


def side(col: int, *, top: int = 90, length: int = 60) -> Ruling:
    """An upright ruling."""
    return Ruling(True, top, top + length, np.full(length, col, np.float32), 2.0, 0.0)


def parted(*lines: Line, sides: Sequence[Ruling]) -> list[bool]:
    return [Reason.INCOMPLETE in one.reasons for one in mark_parted(lines, sides)]


def test_single_digits_between_sides_of_boxes_may_be_one_comb() -> None:
    cells = [line(100), line(150), line(200, 250)]
    assert parted(*cells, sides=[side(138)]) == [True, True, True]
    assert parted(*cells[::-1], sides=[side(138)]) == [True, True, True]


@pytest.mark.parametrize(
    "sides",
    [
        (),  # no boxes at all
        (side(138, top=40, length=300), side(188, top=40, length=300)),  # a table's columns
        (side(138, length=12),),  # ticks
        (side(138, top=300),),  # of another row
        (side(500),),  # far off
    ],
)
def test_digits_without_sides_of_boxes_beside_them_are_no_comb(sides: Sequence[Ruling]) -> None:
    assert parted(line(100), line(150), sides=sides) == [False, False]


def test_strings_farther_apart_than_cells_and_whole_combs_are_no_parts() -> None:
    assert parted(line(100), line(220), sides=[side(138)]) == [False, False]
    whole = [replace(one, boxed=True) for one in (line(100, 150), line(200, 250))]
    assert parted(*whole, sides=[side(188)]) == [False, False]
    assert parted(whole[0], line(200, 250), sides=[side(188)]) == [True, True]
