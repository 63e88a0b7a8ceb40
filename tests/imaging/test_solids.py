"""Filled fields and bars are no strokes, and hide no line that runs on beyond them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import find_mask, paper, written
from reader.imaging.rulings import find_rulings
from reader.imaging.solids import filled_boxes, may_hold_square, without_solids


def test_filled_fields_go_and_strokes_stay() -> None:
    image = paper(200, 400)
    written(image, "4711", top=120, left=40, height=50)
    strokes = find_mask(image)
    image[20:60, 100:300] = 0
    thin = without_solids(find_mask(image), stroke_width=4.0)
    assert (thin == strokes).all()


def test_a_mask_without_solid_ink_is_given_back_itself() -> None:
    for mask in (np.zeros((1, 1), bool), np.zeros((60, 80), bool), np.eye(50, dtype=bool)):
        assert without_solids(mask, stroke_width=3.0) is mask


def test_full_ink_is_solid() -> None:
    assert not without_solids(np.ones((80, 90), bool), stroke_width=4.0).any()


def test_a_line_is_found_where_it_leaves_a_filled_field() -> None:
    image = paper(300, 900)
    image[100:102, 20:880] = 0
    image[102:150, 20:500] = 0
    (line,) = find_rulings(find_mask(image), stroke_width=3.0)
    assert not line.vertical
    assert 495 <= line.start <= 515
    assert line.stop == 880


@pytest.mark.parametrize("beyond", [False, True])
def test_no_square_is_overlooked_on_the_grid(beyond: bool) -> None:
    rng = np.random.default_rng(3)
    held, spared = 0, 0
    for _ in range(400):
        mask = rng.random(rng.integers(10, 90, 2)) < rng.choice([0.02, 0.5])
        side, (top, left) = int(rng.integers(4, 30)), rng.integers(0, 60, 2)
        mask[top : top + rng.integers(1, 60), left : left + rng.integers(1, 60)] = True
        edge = {} if beyond else {"borderValue": 0}
        kernel = np.ones((side, side), np.uint8)
        has_square = cv2.erode(mask.view(np.uint8), kernel, **edge).any()
        may = may_hold_square(mask, side, beyond=beyond)
        assert may or not has_square
        held, spared = held + bool(has_square), spared + (not may)
    assert held > 50
    assert spared > 50


def test_a_blackened_field_has_a_box_and_strokes_have_none() -> None:
    image = paper(200, 400)
    written(image, "4711", top=120, left=40, height=50)
    image[20:60, 100:300] = 0
    mask = find_mask(image)
    (box,) = filled_boxes(mask, without_solids(mask, stroke_width=4.0))
    assert abs(box.top - 20) <= 3
    assert abs(box.right - 300) <= 3
    assert abs(box.height - 40) <= 6


def test_a_blot_that_fills_no_box_is_no_field() -> None:
    mask = np.zeros((200, 200), np.uint8)
    cv2.line(mask, (30, 30), (170, 170), 1, thickness=30)
    assert filled_boxes(mask > 0, without_solids(mask > 0, stroke_width=4.0)) == ()


def test_without_solid_ink_there_are_no_fields() -> None:
    mask = np.eye(50, dtype=bool)
    assert filled_boxes(mask, mask) == ()


def test_a_box_beside_a_blackened_field_is_found_though_one_side_is_the_field() -> None:
    image = paper(400, 900)
    image[100:160, 100:600] = 0
    for row in (100, 158):
        image[row : row + 2, 600:760] = 0
    for col in (652, 705, 758):
        image[100:160, col : col + 2] = 0
    image[40:300, 758:760] = 0
    mask = find_mask(image)
    found = find_rulings(mask, stroke_width=3.0)
    for at, vertical in ((652, True), (705, True), (758, True), (100, False), (158, False)):
        assert any(abs(r.middle - at) < 3 and r.vertical is vertical for r in found)
