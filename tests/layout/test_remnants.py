"""Margins, folds and broken lines are no digits."""

from __future__ import annotations

import numpy as np

from reader.layout.remnants import leave_out_bands, leave_out_dashes
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
    assert leave_out_dashes([], digit_height=30.0, stroke_width=3.0) == []


def test_a_band_through_the_picture_beside_digits_is_left_out() -> None:
    band, digit = bar(0, 10, 200, 8), ring(80, 60, 40, 24)
    assert leave_out_bands([band, digit], SHAPE) == [digit]


def test_a_margin_cut_off_on_three_sides_is_left_out_however_wide() -> None:
    margin, digit = bar(0, 0, 200, 45), ring(80, 70, 40, 24)
    assert leave_out_bands([margin, digit], SHAPE) == [digit]


def test_a_one_that_fills_the_picture_is_no_band_beside_a_dot() -> None:
    one, dot = bar(0, 10, 200, 20), bar(170, 60, 22, 22)
    assert leave_out_bands([one, dot], SHAPE) == [one, dot]


def test_digits_that_fill_the_picture_are_no_bands() -> None:
    digits = [ring(0, 10, 200, 50), ring(20, 70, 60, 40)]
    assert leave_out_bands(digits, SHAPE) == digits


def test_pieces_of_a_broken_line_are_left_out_and_digits_stay() -> None:
    dashes = [bar(top, 20, 14, 2) for top in range(10, 170, 20)]
    digit = ring(80, 60, 30, 24)
    assert leave_out_dashes([*dashes, digit], digit_height=30.0, stroke_width=2.0) == [digit]


def test_ones_side_by_side_are_no_broken_line() -> None:
    ones = [bar(80, left, 30, 3) for left in (20, 40, 60)]
    assert leave_out_dashes(ones, digit_height=30.0, stroke_width=3.0) == ones
