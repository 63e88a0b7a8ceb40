"""A string that the picture's edge cuts is known; one in a tight crop is not taken for it."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import ink_of, paper, written
from reader.layout.cut_off import is_cut_by_edge
from reader.layout.single import find_single_line
from reader.records import Image, Layout
from reader.settings import LayoutSettings


def reasons(image: Image) -> tuple[str, ...]:
    (line,) = find_single_line(ink_of(image), LayoutSettings(mode=Layout.LINE))
    return line.reasons


def string() -> tuple[Image, int, int]:
    image = paper(220, 420)
    box = written(image, "08806", top=60, left=40, height=80)
    return image, box.top, box.bottom


def test_nothing_is_not_cut() -> None:
    assert not is_cut_by_edge([], (10, 10), digit_height=10.0)


@pytest.mark.parametrize("part", [0.25, 0.35])
def test_digits_cut_by_the_upper_edge_are_known(part: float) -> None:
    image, top, bottom = string()
    assert "touches-edge" in reasons(image[top + round(part * (bottom - top)) :])


def test_digits_cut_by_the_lower_edge_are_known() -> None:
    image, top, bottom = string()
    assert "touches-edge" in reasons(image[: bottom - round(0.3 * (bottom - top))])


def test_whole_digits_in_a_tight_crop_are_not_cut() -> None:
    image, top, bottom = string()
    assert reasons(np.ascontiguousarray(image[top:bottom])) == ()
