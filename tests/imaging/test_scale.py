"""The page's own measures."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import block, find_mask, paper, written
from reader.imaging.scale import estimate_digit_height, estimate_scale, estimate_stroke_width


@pytest.mark.parametrize("pen", [3, 5, 9])
def test_the_stroke_width_is_the_pens(pen: int) -> None:
    mask = np.zeros((100, 200), bool)
    for left in (20, 60, 100):
        mask[10:90, left : left + pen] = True
    assert estimate_stroke_width(mask) == pytest.approx(pen, abs=0.5)


def test_no_ink_has_strokes_of_one_pixel() -> None:
    assert estimate_stroke_width(np.zeros((20, 20), bool)) == 1.0


def test_a_single_pixel_is_a_stroke_of_about_one_pixel() -> None:
    mask = np.zeros((20, 20), bool)
    mask[4, 5] = True
    assert estimate_stroke_width(mask) == pytest.approx(1.0, abs=0.3)


@pytest.mark.parametrize("shape", [(1, 1), (30, 50)])
def test_full_ink_is_a_stroke_as_wide_as_the_picture(shape: tuple[int, int]) -> None:
    assert estimate_stroke_width(np.ones(shape, bool)) == min(shape)


def test_a_blot_and_specks_do_not_disturb_the_stroke_width() -> None:
    image = paper(300, 700)
    written(image, "4711 0852", top=60, left=30, height=84, pen=5)
    clean = estimate_stroke_width(find_mask(image))
    image[200:280, 300:380] = 0
    image[::37, ::41] = 0
    assert estimate_stroke_width(find_mask(image)) == pytest.approx(clean, abs=1.0)


@pytest.mark.parametrize("pen", [1, 2, 3])
def test_on_a_whole_page_fine_strokes_are_told_apart(pen: int) -> None:
    mask = np.zeros((1200, 900), bool)
    for left in range(20, 800, 30):
        mask[100:600, left : left + pen] = True
    assert estimate_stroke_width(mask, whole_page=True) == pytest.approx(pen, abs=0.2)


def test_on_a_whole_page_blackened_fields_are_no_strokes_though_they_are_most_ink() -> None:
    image = paper(1400, 1000)
    for row in range(5):
        written(image, "4711 0852", top=60 + 90 * row, left=30, height=60, pen=4)
    clean = estimate_stroke_width(find_mask(image), whole_page=True)
    for top in (600, 700, 800, 900):
        image[top : top + 60, 100:900] = 0
    assert estimate_stroke_width(find_mask(image), whole_page=True) == pytest.approx(clean, abs=1.0)


def test_a_page_of_nothing_but_blackened_fields_has_strokes_as_wide_as_they() -> None:
    mask = np.zeros((1400, 1000), bool)
    mask[600:700, 100:900] = True
    assert estimate_stroke_width(mask, whole_page=True) == pytest.approx(100, rel=0.1)


def test_a_large_picture_of_one_bold_digit_is_no_page() -> None:
    mask = np.zeros((800, 700), bool)
    mask[100:700, 300:380] = True
    mask[::50, ::50] = True  # grain
    assert estimate_stroke_width(mask) == pytest.approx(80, rel=0.1)


def test_the_digit_height_is_that_of_most_ink() -> None:
    digits = [block(0, 50 * k, 40, 20) for k in range(5)]
    dots = [block(0, 7 * k, 3, 3) for k in range(30)]
    assert estimate_digit_height([*digits, *dots], stroke_width=4.0) == 40.0


@pytest.mark.parametrize("components", [[], [block(0, 0, 1, 1)], [block(0, 0, 2000, 3)]])
def test_where_no_component_can_be_a_digit_usual_proportions_are_assumed(components: list) -> None:
    assert estimate_digit_height(components, stroke_width=4.0) == 40.0


def test_a_blank_page_has_a_scale() -> None:
    scale = estimate_scale([], stroke_width=1.0)
    assert (scale.stroke_width, scale.digit_height, scale.line_pitch) == (1.0, 10.0, 20.0)
