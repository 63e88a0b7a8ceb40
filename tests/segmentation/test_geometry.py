"""What a candidate looks like beside its line."""

from __future__ import annotations

import numpy as np
import pytest

from reader.records import Box
from reader.segmentation.geometry import GEOMETRY, measure_geometry
from reader.segmentation.slices import Slice


def piece(top: int, left: int, height: int, width: int) -> Slice:
    return Slice(Box(top, left, height, width), np.ones((height, width), bool), left, left + width)


def measured(*pieces: Slice) -> dict[str, float]:
    box = Box.around(one.box for one in pieces)
    values = measure_geometry(pieces, box, digit_height=40.0, middle=30.0)
    assert values.dtype == np.float32
    return dict(zip(GEOMETRY, values.tolist(), strict=True))


def test_a_digit_of_usual_size_in_the_middle_of_its_line() -> None:
    assert measured(piece(10, 5, 40, 20)) == {
        "height": 1.0,
        "width": 0.5,
        "top": -0.5,
        "bottom": 0.5,
        "gap": 0.0,
        "slices": 1.0,
        "onward": 0.0,
    }


def test_a_comma_is_small_and_low() -> None:
    found = measured(piece(44, 5, 10, 4))
    assert found["height"] == 0.25
    assert found["top"] == pytest.approx(0.35)
    assert found["bottom"] == pytest.approx(0.6)


def test_the_widest_gap_inside_is_measured() -> None:
    found = measured(piece(10, 0, 40, 10), piece(10, 12, 40, 10), piece(10, 42, 40, 8))
    assert found["gap"] == 0.5
    assert found["width"] == 1.25
    assert found["slices"] == 3


def test_pieces_above_each_other_have_no_gap() -> None:
    assert measured(piece(10, 0, 10, 20), piece(30, 2, 20, 15))["gap"] == 0.0
