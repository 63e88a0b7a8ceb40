"""Connected ink, in order, with its own mask."""

from __future__ import annotations

import numpy as np
import pytest

from reader.imaging.components import find_components
from reader.records import Box


def drawn(*rows: str) -> np.ndarray:
    return np.array([[sign == "#" for sign in row] for row in rows])


@pytest.mark.parametrize("shape", [(1, 1), (6, 9)])
def test_blank_paper_has_none(shape: tuple[int, int]) -> None:
    assert find_components(np.zeros(shape, bool)) == ()


def test_full_ink_is_one() -> None:
    (found,) = find_components(np.ones((6, 9), bool))
    assert (found.box, found.area) == (Box(0, 0, 6, 9), 54)


def test_a_single_pixel_is_one() -> None:
    (found,) = find_components(drawn("....", "..#.", "...."))
    assert (found.box, found.area, found.mask.tolist()) == (Box(1, 2, 1, 1), 1, [[True]])


def test_corners_connect() -> None:
    (found,) = find_components(drawn("#..", ".#.", "..#"))
    assert found.area == 3
    assert found.mask.tolist() == np.eye(3, dtype=bool).tolist()


def test_they_come_from_top_to_bottom_then_left_to_right() -> None:
    found = find_components(drawn("...##", "#....", "#..##"))
    assert [c.box for c in found] == [Box(0, 3, 1, 2), Box(1, 0, 2, 1), Box(2, 3, 1, 2)]


def test_specks_are_left_out() -> None:
    mask = drawn("##...#", "##....")
    assert [c.area for c in find_components(mask, smallest=2)] == [4]
    assert [c.area for c in find_components(mask)] == [4, 1]


def test_a_mask_holds_no_ink_of_a_neighbour_inside_its_box() -> None:
    ring = drawn("#####", "#...#", "#.#.#", "#...#", "#####")
    outer, inner = find_components(ring)
    assert outer.box == Box(0, 0, 5, 5)
    assert not outer.mask[2, 2]
    assert inner.box == Box(2, 2, 1, 1)
