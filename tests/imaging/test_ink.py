"""All that is known of a page's ink, in one record."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import find_mask, ink_of, paper, written
from reader.imaging.illumination import GreyInk
from reader.imaging.ink import clean_ink, find_ink
from reader.records import Box
from reader.settings import ImagingSettings


@pytest.mark.parametrize("level", [0, 1, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (120, 300)])
def test_a_page_of_one_level_has_no_ink_and_usual_proportions(
    shape: tuple[int, int], level: int
) -> None:
    ink = ink_of(paper(*shape, level=level))
    assert ink.mask.shape == ink.raw_mask.shape == ink.ink.shape == shape
    assert not ink.mask.any()
    assert ink.components == ()
    assert ink.rulings == ()
    assert ink.scale.digit_height == 10 * ink.scale.stroke_width


def test_a_single_pixel_is_a_speck() -> None:
    image = paper(100, 100)
    image[50, 50] = 0
    ink = ink_of(image)
    assert ink.raw_mask.any()
    assert ink.components == ()


def test_digits_are_components_where_they_were_written() -> None:
    image = paper(120, 400)
    boxes = [
        written(image, digit, top=30, left=40 + 60 * k, height=48)
        for k, digit in enumerate("30718")
    ]
    ink = ink_of(image)
    found = sorted((c.box for c in ink.components), key=lambda box: box.left)
    for box, drawn in zip(found, boxes, strict=True):
        assert box.top == pytest.approx(drawn.top, abs=1)
        assert box.left == pytest.approx(drawn.left, abs=1)
        assert box.height == pytest.approx(drawn.height, abs=2)
        assert box.width == pytest.approx(drawn.width, abs=2)
    assert ink.scale.digit_height == pytest.approx(boxes[0].height, abs=2)
    assert not ink.inverted


def test_rulings_are_in_the_raw_mask_alone() -> None:
    image = paper(140, 500)
    written(image, "40718", top=30, left=60, height=60)
    image[110:113, 10:490] = 0
    ink = ink_of(image)
    assert len(ink.rulings) == 1
    assert ink.raw_mask[110:113, 200].all()
    assert not ink.mask[110:113, 10:490].any()


def test_specks_are_no_components() -> None:
    image = paper(140, 500)
    written(image, "40718", top=30, left=60, height=60, pen=6)
    clean = len(ink_of(image).components)
    image[20, 20:22] = image[100, 470] = 0
    assert len(ink_of(image).components) == clean


def test_white_on_black_is_the_same_ink() -> None:
    image = paper(140, 500)
    written(image, "40718", top=30, left=60, height=60)
    plain, negative = ink_of(image), ink_of(255 - image)
    assert negative.inverted
    assert np.array_equal(negative.mask, plain.mask)


def test_components_cover_no_more_than_the_mask() -> None:
    image = paper(140, 500)
    written(image, "40718", top=30, left=60, height=60)
    ink = ink_of(image)
    cover = np.zeros_like(ink.mask)
    for component in ink.components:
        cover[component.box.slices] |= component.mask
        assert component.mask.sum() == component.area
    assert not (cover & ~ink.mask).any()
    assert np.array_equal(cover, find_mask(image)) or cover.sum() > 0
    assert Box.around(c.box for c in ink.components).area > 0


def test_thin_digits_beside_a_fat_border_are_no_specks() -> None:
    grey = np.zeros((170, 100), np.uint8)
    grey[:, :12] = 120
    grey[60:84, 40:42] = 160
    grey[60:84, 52:54] = 160
    ink = clean_ink(GreyInk(grey, 1.0, False), ImagingSettings())
    assert {(c.box.left, c.box.height) for c in ink.components} >= {(40, 24), (52, 24)}


def test_hairlines_of_squared_paper_tell_no_scale() -> None:
    image = paper(420, 600)
    written(image, "40718", top=180, left=120, height=60, pen=6)
    rng = np.random.default_rng(5)
    for _ in range(2500):
        row, col = int(rng.integers(0, 415)), int(rng.integers(0, 595))
        image[row : row + 3, col] = 90
        image[row, col : col + 3] = 90
    ink = find_ink(image, ImagingSettings())
    assert ink.scale.stroke_width > 3
    assert ink.scale.digit_height > 40
