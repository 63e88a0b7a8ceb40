"""Two rows that touch are still two rows."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import block
from reader.layout.bridges import part_rows, rows_of_cell
from reader.layout.rows import Row, find_rows
from reader.records import Box, Component

REACH = 2.6


def digits(top: int, lefts: tuple[int, ...] = (100, 140)) -> list[Component]:
    return [block(top, left, 40, 26) for left in lefts]


def bridge(top: int, left: int, height: int, *, neck: int) -> Component:
    """Two digits that a thin stroke joins at row ``neck``."""
    mask = np.ones((height, 26), bool)
    mask[neck - 3 : neck + 4, 4:] = False
    return Component(Box(top, left, height, 26), mask, int(mask.sum()))


def test_digits_that_touch_the_row_below_are_cut_where_they_are_thin() -> None:
    joined = [*digits(100), *digits(150), bridge(100, 60, 90, neck=44)]
    (row,) = find_rows(joined, reach=REACH)
    upper, lower = part_rows([row], reach=REACH)
    assert [c.box.left for c in upper.components] == [60, 100, 140]
    assert [c.box.left for c in lower.components] == [60, 100, 140]
    assert upper.components[0].box.bottom <= 148 <= lower.components[0].box.top + 8


def test_a_high_digit_of_one_row_is_left_whole() -> None:
    (row,) = find_rows([*digits(100), block(90, 60, 70, 30)], reach=REACH)
    assert part_rows([row], reach=REACH) == [row]


def test_three_rows_may_hang_on_one_stroke() -> None:
    joined = [*digits(100), *digits(150), *digits(200), block(100, 80, 140, 6)]
    (row,) = find_rows(joined, reach=REACH)
    assert len(part_rows([row], reach=REACH)) == 3


@pytest.mark.parametrize("rows", [[], [Row((block(0, 0, 1, 1),))], [Row(tuple(digits(0)))]])
def test_what_nothing_joins_stays_as_it_is(rows: list[Row]) -> None:
    assert part_rows(rows, reach=REACH) == rows


def test_a_rest_of_a_border_joins_no_rows_and_stays_with_one() -> None:
    joined = [*digits(100), *digits(150), block(125, 170, 40, 3)]
    (row,) = find_rows(joined, reach=REACH)
    upper, lower = part_rows([row], reach=REACH)
    assert [len(upper.components), len(lower.components)] == [3, 2]
    assert upper.components[-1].box.width == 3


def test_slim_ones_of_a_single_row_are_left_where_they_are() -> None:
    (row,) = find_rows([*digits(100), block(100, 180, 40, 3), block(100, 200, 40, 3)], reach=REACH)
    assert part_rows([row], reach=REACH) == [row]


def test_a_picture_beside_two_rows_joins_them_no_more() -> None:
    lefts = (140, 180)
    picture, third = block(95, 0, 100, 130), block(150, 220, 40, 26)
    (row,) = find_rows([*digits(100, lefts), *digits(150, lefts), picture, third], reach=REACH)
    parts = part_rows([row], reach=REACH)
    assert sorted(len(part.components) for part in parts) == [1, 2, 3]


def test_a_picture_beside_one_row_stays_with_it() -> None:
    (row,) = find_rows([*digits(100, (140, 180)), block(95, 0, 100, 130)], reach=REACH)
    assert part_rows([row], reach=REACH) == [row]


def test_a_cell_of_two_rows_is_two_though_another_cell_joined_them() -> None:
    upper, lower = rows_of_cell([*digits(100), *digits(150)], reach=REACH)
    assert [c.box.top for c in upper] == [100, 100]
    assert [c.box.top for c in lower] == [150, 150]


def test_a_cell_with_a_bar_above_its_digit_is_one_row() -> None:
    five = [block(100, 104, 6, 20), block(112, 100, 40, 26)]
    assert rows_of_cell(five, reach=REACH) == [tuple(five)]


def test_small_ink_of_a_cell_of_two_rows_stays_with_the_nearest() -> None:
    comma = block(180, 170, 14, 5)
    upper, lower = rows_of_cell([*digits(100), *digits(150), comma], reach=REACH)
    assert (len(upper), len(lower)) == (2, 3)
