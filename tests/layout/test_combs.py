"""Boxes of one row and even width are a comb, one string; table cells and lone boxes are not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from drawn_ink import block, ink_of, paper, written
from reader.imaging.rulings import Ruling
from reader.layout import find_lines
from reader.layout.combs import Comb, find_combs
from reader.layout.page import find_page_lines
from reader.layout.stacked_combs import complete_combs, find_stacked_combs
from reader.records import Box, Component, Image
from reader.settings import LayoutSettings


def level(row: int, start: int, stop: int) -> Ruling:
    return Ruling(False, start, stop, np.full(stop - start, row, np.float32), 2.0, 0.0)


def upright(col: int, start: int, stop: int) -> Ruling:
    return Ruling(True, start, stop, np.full(stop - start, col, np.float32), 2.0, 0.0)


def boxes(*cols: int, top: int = 100, bottom: int = 160) -> list[Ruling]:
    """The rulings of boxes side by side between ``cols``."""
    edges = [level(row, cols[0], cols[-1]) for row in (top, bottom)]
    return edges + [upright(col, top, bottom) for col in cols]


def test_boxes_side_by_side_are_a_comb() -> None:
    (comb,) = find_combs(boxes(100, 160, 221, 280))
    assert comb.dividers == (100, 160, 221, 280)
    assert comb.place == Box(100, 100, 60, 180)


@pytest.mark.parametrize("rulings", [[], boxes(100, 160), boxes(100, 250, 400)])
def test_nothing_a_lone_box_and_wide_cells_are_none(rulings: list[Ruling]) -> None:
    assert find_combs(rulings) == ()


def test_two_combs_of_one_row_are_two() -> None:
    combs = find_combs(boxes(100, 160, 220) + boxes(400, 460, 520, 580))
    assert [comb.dividers for comb in combs] == [(100, 160, 220), (400, 460, 520, 580)]


def test_wide_boxes_with_a_narrow_way_between_them_are_none() -> None:
    assert find_combs(boxes(100, 300) + boxes(360, 560) + boxes(620, 820)) == ()


def test_columns_of_a_table_are_none() -> None:
    table = [level(row, 100, 400) for row in (100, 160, 220, 280)]
    table += [upright(col, 100, 280) for col in range(100, 401, 60)]
    assert find_combs(table) == ()


def test_a_divider_that_was_not_found_is_filled_in() -> None:
    rulings = [r for r in boxes(100, 160, 220, 280, 340) if r.middle != 220]
    (comb,) = find_combs(rulings)
    assert comb.dividers == pytest.approx((100, 160, 220, 280, 340))


def test_the_edges_tell_of_an_outermost_box_whose_side_was_not_found() -> None:
    rulings = [r for r in boxes(100, 160, 220, 280) if r.middle != 100]
    (comb,) = find_combs(rulings)
    assert comb.dividers == pytest.approx((100, 160, 220, 280))


def test_a_frame_around_everything_may_be_an_outermost_divider() -> None:
    rulings = [r for r in boxes(100, 160, 220, 280) if r.middle != 280]
    (comb,) = find_combs([*rulings, upright(280, 20, 600)])
    assert comb.dividers == pytest.approx((100, 160, 220, 280))


def test_double_lines_are_one_divider() -> None:
    (comb,) = find_combs([*boxes(100, 160, 220), upright(164, 100, 160)])
    assert len(comb.dividers) == 3


COMB = Comb((100.0, 160.0, 220.0, 280.0), 100, 160)


def test_a_digit_a_box_is_the_combs_string() -> None:
    digits = [block(110, 115, 40, 25), block(112, 175, 40, 25), block(111, 240, 40, 8)]
    beside = block(110, 300, 40, 25)
    assert COMB.members([*digits, beside]) == tuple(digits)


def test_print_below_the_digits_of_a_box_is_not_of_its_string() -> None:
    digits = [block(103, 115, 30, 20), block(104, 175, 30, 20), block(108, 240, 20, 8)]
    caption = [block(145, col, 9, 6) for col in range(110, 270, 10)]
    assert COMB.members([*digits, *caption]) == tuple(digits)


def test_several_digits_a_box_are_no_combs_string() -> None:
    pairs = [block(110, col, 40, 20) for col in (104, 130, 164, 190, 224, 250)]
    assert COMB.members(pairs) == ()
    assert COMB.members([block(120, 102, 30, 50), block(120, 162, 30, 50)]) == ()


def test_an_empty_comb_has_no_string() -> None:
    assert COMB.members([]) == ()
    assert COMB.members([block(110, 110, 3, 3)]) == ()


def test_what_is_left_of_a_divider_is_no_digit() -> None:
    rest, one = block(105, 158, 30, 4), block(105, 190, 30, 4)
    assert COMB.rests([rest, one]) == [rest]


@pytest.mark.parametrize("ink", [block(230, 158, 30, 4), block(230, 120, 30, 20), None])
def test_what_is_left_of_a_divider_makes_boxes_like_those_of_the_comb_above(
    ink: Component | None,
) -> None:
    levels = [level(row, 100, 280) for row in (100, 160, 220, 290)]
    stacked = find_stacked_combs([COMB], levels, [ink] if ink else [])
    expected = [Box(220, 100, 70, 180)] if ink and ink.box.width < 10 else []
    assert [comb.place for comb in stacked] == expected


def test_a_divider_that_was_found_makes_boxes_like_those_of_the_comb_above() -> None:
    rulings = [level(row, 100, 280) for row in (100, 160, 220, 290)] + [upright(160, 221, 289)]
    (stacked,) = find_stacked_combs([COMB], rulings, [])
    assert stacked.place == Box(220, 100, 70, 180)


@pytest.mark.parametrize("is_left", [True, False])
def test_a_comb_has_the_boxes_of_one_in_its_columns_if_something_is_left_of_a_divider(
    is_left: bool,
) -> None:
    short = Comb((160.0, 220.0, 280.0), 300, 360)
    rest = [block(310, 99, 30, 3)] if is_left else []
    levels = [level(row, 40, 280) for row in (300, 360)]
    found = complete_combs([COMB, short], levels, rest)
    assert [c.dividers for c in found] == [COMB.dividers, (COMB if is_left else short).dividers]
    assert complete_combs([COMB, short], [level(300, 160, 280)], rest) == [COMB, short]


def test_digits_over_ticks_below_boxes_in_the_same_columns_are_one_string_once() -> None:
    feet = (220, 300)
    rulings = boxes(100, 160, 220, 280) + [level(foot, 100, 460) for foot in feet]
    ticks = [block(foot - 13, col - 1, 12, 3) for foot in feet for col in range(100, 461, 60)]
    digits = [block(foot - 48, 120 + 60 * k, 40, 20) for foot in feet for k in range(6)]
    ink = dataclasses.replace(
        ink_of(paper(400, 600)), rulings=tuple(rulings), components=(*ticks, *digits)
    )
    assert find_stacked_combs(find_combs(rulings), rulings, ticks)
    lines = find_page_lines(ink, LayoutSettings(print_likeness=1.0))
    assert [line.components for line in lines] == [tuple(digits[:6]), tuple(digits[6:])]


def drawn(digits: str) -> Image:
    image = paper(200, 700)
    for row in (60, 120):
        image[row : row + 2, 200:442] = 0
    for col in range(200, 450, 60):
        image[60:122, col : col + 2] = 0
    for number, digit in enumerate(digits):
        written(image, digit, top=78, left=222 + 60 * number, height=22, pen=3)
    return image


def test_small_digits_in_wide_boxes_are_one_string() -> None:
    lines = find_lines(ink_of(drawn("4071")), LayoutSettings())
    assert len(lines) == 1
    assert len(lines[0].components) == 4
    assert lines[0].boxed


def test_words_beside_a_comb_are_not_of_its_string() -> None:
    image = drawn("4071")
    written(image, "HMHM", top=80, left=90, height=18, pen=3)
    lines = find_lines(ink_of(image), LayoutSettings())
    assert lines[-1].box.left > 200
    assert len(lines[-1].components) == 4
