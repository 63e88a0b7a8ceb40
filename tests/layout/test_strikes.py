"""Crossed-out strings are known by the stroke through all of their digits."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import ink_of, paper, written
from reader.layout.single import find_single_line
from reader.layout.strikes import is_struck_out
from reader.records import Box, Component, Image, Layout
from reader.settings import LayoutSettings

SETTINGS = LayoutSettings(mode=Layout.LINE)


def page(*, top: int = 40) -> Image:
    image = paper(220, 420)
    written(image, "40718", top=top, left=70, height=60)
    return image


def test_nothing_is_not_struck_out() -> None:
    assert not is_struck_out([], digit_height=30.0)


@pytest.mark.parametrize(("start", "stop"), [(68, 74), (98, 44), (44, 98)])
def test_a_stroke_through_all_digits_strikes_them_out(start: int, stop: int) -> None:
    image = page()
    cv2.line(image, (60, start), (370, stop), 0, 4)
    (line,) = find_single_line(ink_of(image), SETTINGS)
    assert line.reasons == ("struck-out",)


@pytest.mark.parametrize("row", [104, 112])
def test_an_underline_does_not(row: int) -> None:
    image = page()
    cv2.line(image, (60, row), (370, row), 0, 4)
    assert all("struck-out" not in n.reasons for n in find_single_line(ink_of(image), SETTINGS))


def test_plain_digits_are_not_struck_out() -> None:
    (line,) = find_single_line(ink_of(page()), SETTINGS)
    assert line.reasons == ()


def test_the_row_below_one_that_is_crossed_out_is_shown_to_the_readers_too() -> None:
    image = page(top=20)
    cv2.line(image, (60, 50), (370, 54), 0, 4)
    lower = written(image, "263", top=130, left=90, height=60)
    upper, other = find_single_line(ink_of(image), SETTINGS)
    assert "struck-out" in upper.reasons
    assert other.reasons == ()
    assert abs(other.box.top - lower.top) <= 3


def test_ink_far_higher_than_digits_is_looked_at_in_small() -> None:
    mask = np.ones((1200, 2400), bool)
    huge = Component(Box(0, 0, 1200, 2400), mask, int(mask.sum()))
    assert not is_struck_out([huge], digit_height=20.0)
