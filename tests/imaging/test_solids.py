"""Filled fields and bars are no strokes, and hide no line that runs on beyond them."""

from __future__ import annotations

import numpy as np

from drawn_ink import find_mask, paper, written
from reader.imaging.rulings import find_rulings
from reader.imaging.solids import without_solids


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
