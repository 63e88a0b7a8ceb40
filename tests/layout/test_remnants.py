"""Margins, folds and broken lines are no digits."""

from __future__ import annotations

import numpy as np

from reader.layout.remnants import leave_out_bands, leave_out_dashes, leave_out_dividers
from reader.records import Box, Component

SHAPE = (200, 120)


def bar(top: int, left: int, height: int, width: int) -> Component:
    return Component(Box(top, left, height, width), np.ones((height, width), bool), height * width)


def ring(top: int, left: int, height: int, width: int) -> Component:
    mask = np.ones((height, width), bool)
    mask[3:-3, 3:-3] = False
    return Component(Box(top, left, height, width), mask, int(mask.sum()))


def test_nothing_stays_nothing() -> None:
    assert leave_out_bands([], SHAPE) == []
    assert leave_out_dashes([], [], digit_height=30.0, stroke_width=3.0) == []


def test_a_band_through_the_picture_beside_digits_is_left_out() -> None:
    band, digit = bar(0, 10, 200, 8), ring(80, 60, 40, 24)
    assert leave_out_bands([band, digit], SHAPE) == [digit]


def test_a_margin_cut_off_on_three_sides_is_left_out_however_wide() -> None:
    margin, digit = bar(0, 0, 200, 45), ring(80, 70, 40, 24)
    assert leave_out_bands([margin, digit], SHAPE) == [digit]


def test_a_bold_digit_is_a_digit_beside_a_band() -> None:
    band, digit = bar(0, 10, 200, 8), ring(80, 60, 20, 16)
    assert leave_out_bands([band, digit], SHAPE) == [digit]


def test_a_one_that_fills_the_picture_is_no_band_beside_a_dot() -> None:
    one, dot = bar(0, 10, 200, 20), bar(170, 60, 22, 22)
    assert leave_out_bands([one, dot], SHAPE) == [one, dot]


def test_digits_that_fill_the_picture_are_no_bands() -> None:
    digits = [ring(0, 10, 200, 50), ring(20, 70, 60, 40)]
    assert leave_out_bands(digits, SHAPE) == digits


def test_pieces_of_a_broken_line_are_left_out_and_digits_stay() -> None:
    dashes = [bar(top, 20, 14, 2) for top in range(10, 170, 20)]
    digit = ring(80, 60, 30, 24)
    assert leave_out_dashes([*dashes, digit], [], digit_height=30.0, stroke_width=2.0) == [digit]


def test_ones_side_by_side_are_no_broken_line() -> None:
    ones = [bar(80, left, 30, 3) for left in (20, 40, 60)]
    assert leave_out_dashes(ones, [], digit_height=30.0, stroke_width=3.0) == ones


def test_pieces_of_a_divider_are_left_out_where_they_run_through_the_cell() -> None:
    cells = [Box(20, 10, 60, 50), Box(20, 60, 60, 100)]
    pieces, digits = [bar(22, 109, 20, 2), bar(50, 109, 28, 2)], [ring(34, 70, 30, 24)]
    left = leave_out_dividers([*pieces, *digits], cells, stroke_width=3.0)
    assert left == digits


def test_one_piece_goes_only_where_a_divider_must_have_been() -> None:
    cells = [Box(20, 10, 60, 50), Box(20, 60, 60, 100)]
    divider, one = bar(22, 109, 20, 2), bar(30, 35, 40, 3)
    assert leave_out_dividers([one, divider], cells, stroke_width=3.0) == [one]


def test_a_wide_cell_of_another_pitch_is_not_divided() -> None:
    cells = [Box(20, 10, 60, 50), Box(20, 60, 60, 75)]
    one = bar(30, 97, 40, 3)
    assert leave_out_dividers([one], cells, stroke_width=3.0) == [one]


def test_two_pieces_from_wall_to_wall_are_a_line() -> None:
    pieces, digit = [bar(20, 20, 30, 2), bar(60, 20, 40, 2)], ring(50, 60, 30, 24)
    everything = [*pieces, digit]
    assert leave_out_dashes(everything, [20.0, 100.0], digit_height=30.0, stroke_width=2.0) == [
        digit
    ]
    kept = leave_out_dashes(everything, [0.0, 200.0], digit_height=30.0, stroke_width=2.0)
    assert kept == everything
