"""Open combs: short ticks on a base line, and what is written between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from drawn_ink import block, ink_of, paper, written
from reader.imaging.rulings import Ruling
from reader.layout import find_lines
from reader.layout.ticks import find_tick_combs
from reader.records import Box, Component
from reader.settings import LayoutSettings

BASE = Ruling(False, 0, 600, np.full(600, 101.0, np.float32), 3.0, 0.0)
"""A level line whose upper edge is at row 99.5."""


def ticks(lefts: Sequence[int], *, height: int = 16) -> list[Component]:
    return [block(100 - height, left, height, 3) for left in lefts]


def combs(components: Sequence[Component], *rulings: Ruling) -> list[int]:
    """The number of ticks of each comb."""
    found = find_tick_combs(components, rulings or (BASE,), stroke_width=3.0)
    return [len(comb.ticks) for comb in found]


def test_nothing_is_no_comb() -> None:
    assert combs([]) == []
    assert list(find_tick_combs(ticks([50, 90, 130]), (), stroke_width=3.0)) == []


def test_ticks_at_even_distances_on_a_line_are_a_comb() -> None:
    assert combs(ticks([50, 90, 130, 170])) == [4]


def test_a_tick_may_be_missing() -> None:
    assert combs(ticks([50, 90, 170, 210])) == [4]


def test_two_ticks_are_too_few() -> None:
    assert combs(ticks([50, 90])) == []


def test_uneven_distances_are_no_comb() -> None:
    assert combs(ticks([50, 90, 147, 205])) == []


def test_strokes_too_close_together_are_no_comb() -> None:
    assert combs(ticks([50, 60, 70, 80], height=40)) == []


def test_strokes_as_far_apart_as_columns_of_a_table_are_no_comb() -> None:
    assert combs(ticks([50, 250, 450])) == []


def test_ticks_that_do_not_stand_on_the_line_are_no_comb() -> None:
    assert combs([block(60, left, 16, 3) for left in (50, 90, 130)]) == []


def test_upright_rulings_carry_no_comb() -> None:
    upright = Ruling(True, 0, 600, np.full(600, 101.0, np.float32), 3.0, 0.0)
    assert combs(ticks([50, 90, 130]), upright) == []


def test_digits_above_the_base_line_are_members_and_others_are_not() -> None:
    (comb,) = find_tick_combs(ticks([50, 90, 130]), (BASE,), stroke_width=3.0)
    digit, far = block(60, 60, 36, 20), block(300, 60, 36, 20)
    assert comb.members([digit, far]) == (digit,)
    assert comb.place == Box(25, 0, 88, 600)


def test_a_row_ends_at_the_base_line_of_a_shorter_comb_above() -> None:
    upper, lower = (
        Ruling(False, 0, stop, np.full(stop, row, np.float32), 3.0, 0.0)
        for stop, row in ((250, 101), (600, 181))
    )
    marks = [block(foot - 16, col, 16, 3) for foot, columns in ((100, 4), (180, 9))
             for col in range(0, 60 * columns, 60)]  # fmt: skip
    found = find_tick_combs(marks, (upper, lower), stroke_width=3.0)
    assert [(len(comb.ticks), comb.place.top) for comb in found] == [(4, 0), (9, 101)]


def test_a_comb_is_whole_from_end_to_end_of_its_base_line_only() -> None:
    def whole(lefts: Sequence[int], start: int = 50, stop: int = 173) -> bool:
        base = Ruling(False, start, stop, np.full(stop - start, 101.0, np.float32), 3.0, 0.0)
        (comb,) = find_tick_combs(ticks(lefts), (base,), stroke_width=3.0)
        return comb.is_whole

    assert whole([50, 90, 130, 170])
    assert not whole([50, 130, 170])
    assert not whole([50, 70, 90, 130, 170])
    assert not whole([50, 90, 130, 170], stop=220)
    assert not whole([50, 90, 130, 170], start=20)


def test_digits_in_an_open_comb_are_one_string_and_ticks_are_none() -> None:
    image = paper(300, 1200)
    image[150:153, 50:1150] = 0
    for col in range(100, 500, 60):
        image[132:153, col : col + 3] = 0
    drawn = [
        written(image, digit, top=96, left=118 + 60 * number, height=40)
        for number, digit in enumerate("407285")
    ]
    (line,) = find_lines(ink_of(image), LayoutSettings())
    assert len(line.components) == len(drawn)
    assert line.box.left == drawn[0].left
