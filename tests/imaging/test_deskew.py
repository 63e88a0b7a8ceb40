"""How far a page is turned, and the way back from the upright picture to the page as shown."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_ink import find_mask, paper, written
from reader.imaging.deskew import estimate_skew, rotate, scaled_only
from reader.records import Box, Image


def page(turned: float = 0.0) -> Image:
    """Eight rows of digits, rising to the right by ``turned`` degrees."""
    image = paper(600, 800)
    for row in range(8):
        written(image, "4711085293", top=80 + 55 * row, left=150, height=30)
    matrix = cv2.getRotationMatrix2D((400, 300), turned, 1.0)
    return cv2.warpAffine(image, matrix, (800, 600), borderValue=255)


@pytest.mark.parametrize("turned", [-4.0, -1.5, 0.0, 0.7, 3.0])
def test_the_skew_of_a_page_is_found(turned: float) -> None:
    assert estimate_skew(find_mask(page(turned))) == pytest.approx(turned, abs=0.25)


@pytest.mark.parametrize("turned", [-35.0, -18.0, 12.0, 33.0])
def test_rows_that_slope_steeply_are_found_and_made_level(turned: float) -> None:
    image = paper(1000, 1200)
    for row, text in enumerate(("40718", "5936127", "0852", "91834", "607", "2518349")):
        written(image, text, top=300 + 65 * row, left=400, height=34)
    matrix = cv2.getRotationMatrix2D((600, 500), turned, 1.0)
    image = cv2.warpAffine(image, matrix, (1200, 1000), borderValue=255)
    assert estimate_skew(find_mask(image)) == pytest.approx(turned, abs=0.3)
    upright = rotate(image, turned, factor=1.0, shown_shape=(1000, 1200))
    assert estimate_skew(find_mask(upright.image)) == pytest.approx(0.0, abs=0.2)
    shown = upright.box_as_shown(Box(0, 0, *upright.image.shape))
    assert shown == Box(0, 0, 1000, 1200)


@pytest.mark.parametrize("shape", [(1, 1), (50, 60)])
def test_a_blank_page_is_level(shape: tuple[int, int]) -> None:
    assert estimate_skew(np.zeros(shape, bool)) == 0.0


def test_a_single_pixel_is_level() -> None:
    mask = np.zeros((50, 60), bool)
    mask[20, 30] = True
    assert estimate_skew(mask) == 0.0


def test_full_ink_is_level() -> None:
    assert abs(estimate_skew(np.ones((100, 100), bool))) <= 0.1


@pytest.mark.parametrize("turned", [-3.0, 1.5])
def test_turning_back_makes_the_rows_level(turned: float) -> None:
    upright = rotate(page(turned), turned, factor=1.0, shown_shape=(600, 800))
    assert upright.image.shape == (600, 800)
    assert estimate_skew(find_mask(upright.image)) == pytest.approx(0.0, abs=0.15)


def test_turning_leaves_no_dark_corners() -> None:
    upright = rotate(paper(60, 90, level=200), 4.0, factor=1.0, shown_shape=(60, 90))
    assert (upright.image == 200).all()


@pytest.mark.parametrize("degrees", [-2.0, 0.0, 1.5])
@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_what_stands_in_the_upright_picture_is_found_on_the_page_as_shown(
    degrees: float, factor: float
) -> None:
    shown = paper(600, 800)
    shown[340:380, 500:520] = 0
    working = cv2.resize(shown, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    upright = rotate(working, degrees, factor=factor, shown_shape=shown.shape)
    rows, cols = np.nonzero(find_mask(upright.image))
    top, left = int(rows.min()), int(cols.min())
    box = upright.box_as_shown(Box(top, left, int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1))
    assert box.top <= 341
    assert box.bottom >= 379
    assert box.left <= 501
    assert box.right >= 519
    assert (box.height, box.width) == (pytest.approx(40, abs=5), pytest.approx(20, abs=7))


@given(
    top=st.integers(-50, 700),
    left=st.integers(-50, 900),
    height=st.integers(0, 900),
    width=st.integers(0, 900),
    degrees=st.floats(-5, 5),
)
@settings(max_examples=50, deadline=None)
def test_boxes_as_shown_never_leave_the_page(
    top: int, left: int, height: int, width: int, degrees: float
) -> None:
    upright = rotate(paper(60, 80), degrees, factor=0.1, shown_shape=(603, 797))
    box = upright.box_as_shown(Box(top, left, height, width))
    assert 0 <= box.top <= box.bottom <= 603
    assert 0 <= box.left <= box.right <= 797


def test_a_picture_that_was_only_scaled_gives_boxes_scaled_back() -> None:
    upright = scaled_only(paper(50, 100), factor=0.5, shown_shape=(100, 200))
    assert upright.box_as_shown(Box(10, 20, 5, 8)) == Box(20, 40, 10, 16)


def test_many_boxes_are_shown_as_each_alone() -> None:
    upright = scaled_only(np.zeros((60, 80), np.uint8), factor=1.6, shown_shape=(38, 50))
    boxes = [Box(0, 0, 60, 80), Box(7, 13, 4, 5), Box(50, 70, 30, 30)]
    assert upright.boxes_as_shown(boxes) == tuple(upright.box_as_shown(box) for box in boxes)
    assert upright.boxes_as_shown([]) == ()
