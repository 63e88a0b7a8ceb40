"""Pages are brought to working size and turned level; single strings are not turned."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from reader.imaging.upright import bring_upright
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
