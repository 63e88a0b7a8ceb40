"""How far a string leans."""

from __future__ import annotations

import numpy as np
import pytest

from reader.imaging.slant import STEEPEST, estimate_slant


def strokes(slant: float, *, height: int = 60) -> np.ndarray:
    """Four strokes, each ``slant`` columns to the right per row upwards."""
    mask = np.zeros((height, 400), bool)
    for row in range(height):
        for start in (80, 140, 200, 260):
            col = round(start + slant * (height - 1 - row))
            mask[row, col : col + 4] = True
    return mask


@pytest.mark.parametrize("slant", [-0.8, -0.3, 0.0, 0.25, 0.6])
def test_the_slant_of_leaning_strokes_is_found(slant: float) -> None:
    assert estimate_slant(strokes(slant)) == pytest.approx(slant, abs=0.051)


@pytest.mark.parametrize("shape", [(1, 1), (20, 30)])
def test_blank_ink_is_upright(shape: tuple[int, int]) -> None:
    assert estimate_slant(np.zeros(shape, bool)) == 0.0


def test_a_single_pixel_is_upright() -> None:
    mask = np.zeros((9, 9), bool)
    mask[3, 4] = True
    assert estimate_slant(mask) == 0.0


def test_full_ink_is_upright() -> None:
    assert estimate_slant(np.ones((30, 30), bool)) == pytest.approx(0.0, abs=1e-9)


def test_a_round_stroke_is_upright() -> None:
    rows, cols = np.indices((41, 41)) - 20
    distance = np.hypot(rows, cols)
    assert abs(estimate_slant((distance > 15) & (distance < 19))) < 0.11


def test_lying_strokes_are_not_believed_to_be_slant() -> None:
    assert abs(estimate_slant(strokes(3.0, height=40))) <= STEEPEST


def test_many_pixels_give_the_slant_of_few() -> None:
    assert estimate_slant(strokes(0.4, height=240)) == pytest.approx(0.4, abs=0.051)
