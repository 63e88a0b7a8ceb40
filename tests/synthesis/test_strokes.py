"""Shapes: knots and modes become smooth paths."""

from __future__ import annotations

import numpy as np
import pytest

from reader.synthesis.strokes import build_shape, path_points
from reader.synthesis.writer import SHAPES


def test_a_crisp_path_passes_through_its_ends_and_its_corner() -> None:
    shape = build_shape("7", "test", 1, strokes=("0,0 50,0! 20,100",))
    (points,) = path_points(shape, shape.knots, roundness=0.0)
    np.testing.assert_allclose(points[0], [0.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(points[-1], [0.2, 1.0], atol=1e-9)
    assert np.hypot(*(points - [0.5, 0.0]).T).min() < 1e-9


def test_a_round_hand_cuts_the_corner_but_keeps_the_ends() -> None:
    shape = build_shape("7", "test", 1, strokes=("0,0 50,0! 20,100",))
    (points,) = path_points(shape, shape.knots, roundness=1.0)
    np.testing.assert_allclose(points[[0, -1]], [[0.0, 0.0], [0.2, 1.0]], atol=0.02)
    assert np.hypot(*(points - [0.5, 0.0]).T).min() > 0.02


def test_strokes_stay_apart() -> None:
    shape = build_shape("=", "test", 1, strokes=("0,40 30,40", "0,60 30,60"))
    upper, lower = path_points(shape, shape.knots, roundness=0.5)
    assert upper[:, 1].max() < 0.41
    assert lower[:, 1].min() > 0.59


def test_a_mode_moves_its_knots_by_hundredths_of_the_height() -> None:
    shape = build_shape("1", "test", 1, strokes=("0,0 0,100",), modes=("1:-5,10",))
    np.testing.assert_allclose(shape.modes, [[[0.0, 0.0], [-0.05, 0.1]]])


def test_a_stroke_of_one_knot_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least two knots"):
        build_shape("1", "test", 1, strokes=("0,0",))


def test_a_mode_that_moves_a_missing_knot_is_refused() -> None:
    with pytest.raises(ValueError, match="shape 1-test: mode '2:1,1' moves knot 2 of 2"):
        build_shape("1", "test", 1, strokes=("0,0 0,100",), modes=("2:1,1",))


def test_every_digit_has_several_shapes_with_names_of_their_own() -> None:
    for digit in "0123456789":
        names = [shape.name for shape in SHAPES[digit]]
        assert len(names) >= 6
        assert len(set(names)) == len(names)
