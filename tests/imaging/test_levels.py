"""Percentiles of grey levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from reader.imaging.levels import level_percentile


@given(
    image=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=2, max_side=40)),
    percent=st.floats(0, 100),
)
def test_levels_have_numpys_own_percentiles(image: np.ndarray, percent: float) -> None:
    assert level_percentile(image, percent) == np.percentile(image, percent)


@pytest.mark.parametrize("level", [0, 7, 255])
def test_a_picture_of_one_level_has_that_one(level: int) -> None:
    assert level_percentile(np.full((6, 9), level, np.uint8), 99.5) == level


def test_half_of_an_even_number_of_pixels_is_the_middle_between_two() -> None:
    assert level_percentile(np.array([[0, 255], [3, 8]], np.uint8), 50) == 5.5
