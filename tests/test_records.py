"""Boxes: half-open rectangles, moved, grown, put around others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.records import Box, PreparedPage

boxes = st.builds(
    Box, st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 40), st.integers(0, 40)
)


def test_a_box_is_half_open() -> None:
    box = Box(2, 3, 4, 5)
    assert (box.bottom, box.right, box.area) == (6, 8, 20)
    assert np.zeros((10, 10))[box.slices].shape == (4, 5)


def test_a_moved_box_keeps_its_size() -> None:
    assert Box(2, 3, 4, 5).moved(10, -1) == Box(12, 2, 4, 5)


def test_a_grown_box_stays_inside_the_array() -> None:
    assert Box(2, 3, 4, 5).grown(1, 2, shape=(20, 20)) == Box(1, 1, 6, 9)
    assert Box(2, 3, 4, 5).grown(9, 9, shape=(7, 8)) == Box(0, 0, 7, 8)
    assert Box(50, 50, 4, 5).grown(1, 1, shape=(20, 20)).area == 0


@given(st.lists(boxes, min_size=1, max_size=8))
def test_the_box_around_others_holds_them_all_and_is_the_smallest(found: list[Box]) -> None:
    around = Box.around(found)
    assert around.top == min(box.top for box in found)
    assert around.left == min(box.left for box in found)
    assert around.bottom == max(box.bottom for box in found)
    assert around.right == max(box.right for box in found)


def test_there_is_no_box_around_nothing() -> None:
    with pytest.raises(ValueError, match="no box around nothing"):
        Box.around([])


def test_a_page_without_lines_has_an_empty_batch_of_glyphs() -> None:
    glyphs = PreparedPage("a", 0, (1, 1), ()).glyphs()
    assert (glyphs.shape, glyphs.dtype) == ((0, 28, 28), np.uint8)
