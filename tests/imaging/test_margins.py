"""Black beside the sheet is found along the picture's edges, and painted over."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from reader.imaging.ink import find_ink
from reader.imaging.margins import find_margins, painted_over
from reader.records import Image
from reader.settings import ImagingSettings


def line() -> Image:
    image = paper(100, 300, level=210)
    written(image, "40718", top=30, left=60, level=60)
    return image


def test_a_blank_and_a_full_mask_show_no_margin() -> None:
    for shape in ((1, 1), (2, 40), (60, 90)):
        assert find_margins(np.zeros(shape, bool)) is None
        assert find_margins(np.ones(shape, bool)) is None


@pytest.mark.parametrize("turns", range(4))
def test_a_band_along_an_edge_is_a_margin(turns: int) -> None:
    mask = np.zeros((60, 90), bool)
    mask[:, :12] = True
    found = find_margins(np.rot90(mask, turns))
    assert found is not None
    found = np.rot90(found, -turns)
    assert found[:, :12].all()
    assert not found[:, 16:].any()


def test_a_band_that_leans_is_followed() -> None:
    mask = np.zeros((100, 200), np.uint8)
    cv2.fillPoly(mask, [np.array([(0, 0), (20, 0), (26, 99), (0, 99)], np.int32)], 1)
    found = find_margins(mask > 0)
    assert found is not None
    assert found[mask > 0].all()
    assert not found[0, 26:].any()


def test_a_band_of_a_picture_that_was_turned_level_is_a_margin() -> None:
    mask = np.zeros((100, 200), np.uint8)
    cv2.fillPoly(mask, [np.array([(0, 0), (20, 0), (24, 99), (3, 99), (0, 50)], np.int32)], 1)
    found = find_margins(mask > 0)
    assert found is not None
    assert found[mask > 0].all()


def test_half_a_picture_a_blot_and_a_stroke_are_no_margins() -> None:
    half, blot, stroke = (np.zeros((60, 90), bool) for _ in range(3))
    half[:, :45] = True
    blot[5:55, :20] = True
    stroke[:, :6] = True
    stroke[10:50, 40:46] = True
    assert find_margins(half) is None
    assert find_margins(blot) is None
    assert find_margins(stroke) is None


def test_a_margin_that_writing_touches_is_found_without_the_writing() -> None:
    mask = np.zeros((100, 200), bool)
    mask[:, :14] = True
    mask[50:54, 10:60] = True
    found = find_margins(mask)
    assert found is not None
    assert not found[:, 18:].any()


def test_a_margin_painted_over_looks_like_the_paper_beside_it() -> None:
    image = line()
    dark = image.copy()
    dark[:, :20] = 10
    margins = np.zeros(image.shape, bool)
    margins[:, :22] = True
    assert np.array_equal(painted_over(dark, margins), image)


def test_without_margins_nothing_is_painted() -> None:
    image = line()
    assert np.array_equal(painted_over(image, np.zeros(image.shape, bool)), image)


def test_beside_a_margin_digits_stay_digits() -> None:
    image = line()
    expected = find_ink(image, ImagingSettings())
    image[:, -20:] = 10
    page = find_ink(image, ImagingSettings())
    assert [c.box for c in page.components] == [c.box for c in expected.components]
    assert page.scale == expected.scale
    assert page.outside is not None
    assert page.outside[:, -20:].all()
    assert not page.ink[:, -20:].any()


def sheet_on_a_table() -> np.ndarray:
    """A mask of a sheet photographed askew: a wedge of the table on each side."""
    mask = np.ones((900, 640), np.uint8)
    corners = [(2, 40), (600, 3), (637, 860), (60, 890)]
    cv2.fillPoly(mask, [np.array(corners, np.int32)], 0)
    return mask > 0


def test_the_table_around_a_sheet_is_a_margin_whatever_its_shape() -> None:
    mask = sheet_on_a_table()
    mask[400:440, 200:230] = True
    found = find_margins(mask)
    assert found is not None
    assert not found[400:440, 200:230].any()
    assert found[mask].mean() > 0.9


def test_strokes_that_reach_the_edge_of_a_page_are_no_ground() -> None:
    mask = np.zeros((900, 640), bool)
    mask[300:340, 0:200] = True
    assert find_margins(mask) is None
