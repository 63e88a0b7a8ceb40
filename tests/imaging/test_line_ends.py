"""Lines of a form run into each other; a stroke stops short of the line that it stands before."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.imaging.line_ends import (
    AT_ONCE,
    ends_of,
    meets,
    meets_amid,
    met_by,
    stops_short,
)
from reader.imaging.ruling import LIMITS, Ruling
from reader.imaging.rulings import find_rulings
from reader.records import Mask

TOP, BOTTOM, REACH = 20, 100, 4.0
"""Rows of a box's upper and lower border, and how far from them a line may end."""


def box() -> Mask:
    mask = np.zeros((120, 200), bool)
    for row in (TOP, BOTTOM):
        mask[row - 2 : row + 3, 20:180] = True
    return mask


def upright(start: int, stop: int) -> Ruling:
    return Ruling(True, start, stop, np.full(stop - start, 60, np.float32), 3.0, 0.0)


def borders() -> np.ndarray:
    course = np.full(160, 0.0, np.float32)
    return ends_of([Ruling(False, 20, 180, course + row, 5.0, 0.0) for row in (TOP, BOTTOM)])


def test_no_line_meets_what_is_not_there() -> None:
    assert not meets(upright(TOP, BOTTOM), 0, ends_of([]), REACH, LIMITS)


@pytest.mark.parametrize("apart", [0, 3, 6])
def test_a_stroke_stops_short_of_the_border_if_paper_is_between(apart: int) -> None:
    mask = box()
    stroke = upright(TOP + 3 + apart, BOTTOM - 2)
    mask[stroke.start : stroke.stop, 59:62] = True
    assert meets(stroke, 0, borders(), REACH, LIMITS)
    assert stops_short(stroke, borders(), REACH, mask, LIMITS) is (apart > 0)


def test_a_line_whose_end_a_digit_hides_does_not_stop_short() -> None:
    mask = box()
    line = upright(TOP + 9, BOTTOM)
    mask[line.start : line.stop, 59:62] = True
    mask[TOP : TOP + 9, 50:80] = True
    assert not stops_short(line, borders(), REACH, mask, LIMITS)


def test_a_dotted_line_may_lack_a_dot_at_its_end() -> None:
    mask = box()
    line = upright(TOP + 6, BOTTOM)
    mask[line.start : line.stop : 5, 59:62] = True
    mask[line.start + 1 : line.stop : 5, 59:62] = True
    assert not stops_short(line, borders(), REACH, mask, LIMITS)


def test_a_line_that_meets_nothing_stops_short_of_nothing() -> None:
    assert not stops_short(upright(50, 70), borders(), REACH, box(), LIMITS)


def test_a_one_that_fills_its_box_is_no_divider() -> None:
    mask = box()
    for col in (20, 178):
        mask[TOP:BOTTOM, col : col + 3] = True
    cv2.line(mask.view(np.uint8), (140, TOP + 10), (140, BOTTOM - 10), 1, 5)
    found = find_rulings(mask, stroke_width=5.0)
    assert sorted(round(r.middle) for r in found if r.vertical) == [21, 179]


def test_many_lines_at_once_meet_what_each_meets_alone() -> None:
    lines = [upright(top, BOTTOM) for top in range(TOP - 10, TOP - 10 + AT_ONCE + 6)]
    found = met_by(lines, 0, borders(), REACH, LIMITS)
    assert found.tolist() == [meets(line, 0, borders(), REACH, LIMITS) for line in lines]
    assert 0 < found.sum() < len(lines)


def test_the_bar_of_a_digit_from_divider_to_divider_is_no_line() -> None:
    mask = box()
    for col in (20, 100, 177):
        mask[TOP:BOTTOM, col : col + 3] = True
    mask[60:64, 100:178] = True
    found = find_rulings(mask, stroke_width=4.0)
    assert sorted(round(r.middle) for r in found if not r.vertical) == [TOP, BOTTOM]


def test_the_rows_of_a_table_meet_its_columns_amid() -> None:
    mask = box()
    for col in (20, 100, 177):
        mask[TOP:BOTTOM, col : col + 3] = True
    for row in (40, 60, 80):
        mask[row : row + 2, 100:178] = True
    found = find_rulings(mask, stroke_width=4.0)
    rows = sorted(round(r.middle) for r in found if not r.vertical)
    assert rows == pytest.approx([TOP, 40.5, 60.5, 80.5, BOTTOM], abs=0.6)


def test_a_line_that_meets_another_at_its_end_does_not_meet_it_amid() -> None:
    level = Ruling(False, 20, 180, np.full(160, 60, np.float32), 3.0, 0.0)
    sides = [Ruling(True, top, top + 80, np.full(80, 20, np.float32), 3.0, 0.0) for top in (20, 60)]
    assert meets_amid(level, ends_of(sides[:1]), REACH, LIMITS)
    assert not meets_amid(level, ends_of(sides), REACH, LIMITS)
    assert not meets_amid(level, ends_of([]), REACH, LIMITS)
