"""Pages are brought to working size and turned level; single strings are not turned."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from reader.imaging.upright import bring_upright, find_upright_ink
from reader.records import Box, Image
from reader.settings import ImagingSettings

SETTINGS = ImagingSettings()


def page(turned: float) -> tuple[Image, list[Box]]:
    """Rows of digits on a page rising to the right, and where each row's ink is."""
    matrix = cv2.getRotationMatrix2D((400, 300), turned, 1.0)
    image, boxes = paper(600, 800), []
    for row in range(6):
        alone = paper(600, 800)
        written(alone, "4711085293", top=80 + 75 * row, left=150, height=36)
        alone = cv2.warpAffine(alone, matrix, (800, 600), borderValue=255)
        rows, cols = np.nonzero(alone < 128)
        boxes.append(
            Box(int(rows.min()), int(cols.min()), int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1)
        )
        image = np.minimum(image, alone)
    return image, boxes


@pytest.mark.parametrize("turned", [-3.0, 1.5])
def test_a_turned_page_is_turned_level(turned: float) -> None:
    image, _ = page(turned)
    upright, skew = bring_upright(image, SETTINGS, whole_page=True)
    assert skew == pytest.approx(turned, abs=0.25)
    again, rest = bring_upright(upright.image, SETTINGS, whole_page=True)
    assert abs(rest) < 0.2
    assert again.image is upright.image


def test_a_level_page_is_left_as_it_is() -> None:
    image, _ = page(0.0)
    upright, skew = bring_upright(image, SETTINGS, whole_page=True)
    assert upright.image is image
    assert abs(skew) < 0.2


def test_single_strings_are_not_turned() -> None:
    image, _ = page(3.0)
    upright, skew = bring_upright(image, SETTINGS, whole_page=False)
    assert upright.image is image
    assert skew == 0.0


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (120, 160)])
@pytest.mark.parametrize("whole_page", [False, True])
def test_an_empty_page_stays_level_and_knows_its_size(
    shape: tuple[int, int], level: int, whole_page: bool
) -> None:
    upright, skew = bring_upright(paper(*shape, level=level), SETTINGS, whole_page=whole_page)
    assert skew == 0.0
    assert upright.shown_shape == shape
    height, width = upright.image.shape
    assert upright.box_as_shown(Box(0, 0, height, width)) == Box(0, 0, *shape)


def test_large_pages_are_reduced_and_small_strings_enlarged() -> None:
    large, _ = bring_upright(paper(2000, 3200), SETTINGS, whole_page=False)
    small, _ = bring_upright(paper(24, 60), SETTINGS, whole_page=False)
    assert large.image.shape == (1000, 1600)
    assert small.image.shape == (96, 240)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned_and_boxes_stay_as_shown(turns: int) -> None:
    standing, boxes = page(1.5)
    lying = np.ascontiguousarray(np.rot90(standing, -turns))
    upright, skew, ink = find_upright_ink(lying, SETTINGS, whole_page=True)
    assert upright.quarter_turns == turns
    assert skew == pytest.approx(1.5, abs=0.25)
    assert ink.mask.shape == standing.shape
    assert upright.shown_shape == lying.shape
    shown = [upright.box_as_shown(c.box) for c in ink.components]
    around = Box.around(shown)
    marked = np.zeros(standing.shape, bool)
    for box in boxes:
        marked[box.slices] = True
    rows, cols = np.nonzero(np.rot90(marked, -turns))
    assert (around.top, around.left) == (
        pytest.approx(rows.min(), abs=6),
        pytest.approx(cols.min(), abs=6),
    )
    assert (around.bottom, around.right) == (
        pytest.approx(rows.max(), abs=6),
        pytest.approx(cols.max(), abs=6),
    )


def test_single_strings_stay_as_they_lie() -> None:
    standing, _ = page(0.0)
    upright, _, _ = find_upright_ink(np.rot90(standing, 2).copy(), SETTINGS, whole_page=False)
    assert upright.quarter_turns == 0


def test_a_steeply_sloping_page_is_made_level_and_its_dark_edges_are_no_ink() -> None:
    image = np.pad(page(0.0)[0], 150, constant_values=255)
    matrix = cv2.getRotationMatrix2D((550, 450), 30.0, 1.0)
    image = cv2.warpAffine(image, matrix, (1100, 900), borderValue=255)
    image[:4, 200:700] = 60
    _, skew, ink = find_upright_ink(image, SETTINGS, whole_page=True)
    assert skew == pytest.approx(30.0, abs=0.3)
    assert len(ink.components) == 60
    assert all(c.box.height < 60 for c in ink.components)
