"""Digits that hang together with a paler stamp are components of their own."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import ink_of, paper, written
from reader.imaging.ink import PageInk
from reader.imaging.under_stamps import freed_from_stamps
from reader.records import Box, Image
from reader.settings import ImagingSettings


def stamped(*, level: int) -> tuple[Image, list[Box]]:
    """Two numbers, over one of which a round stamp of that grey lies; the digits' places."""
    image = paper(600, 900)
    cv2.circle(image, (270, 290), 100, level, 5, cv2.LINE_AA)
    boxes = [
        written(image, digit, top=top, left=150 + 60 * number)
        for top in (280, 480)
        for number, digit in enumerate("40728")
    ]
    return image, boxes


def whole(page: PageInk, boxes: list[Box]) -> int:
    """Digits whose place is that of a component."""
    found = [component.box for component in page.components]
    edges = [
        np.array([(b.top, b.left, b.bottom, b.right) for b in some]) for some in (boxes, found)
    ]
    apart = np.abs(edges[0][:, None] - edges[1][None]).max(axis=2)
    return int((apart.min(axis=1) <= 4).sum())


def test_digits_under_a_pale_stamp_are_components() -> None:
    image, boxes = stamped(level=170)
    page = ink_of(image)
    assert whole(page, boxes) == len(boxes) - 1
    freed = freed_from_stamps(page, ImagingSettings())
    assert whole(freed, boxes) == len(boxes)
    assert not (freed.mask & ~page.mask).any()


def test_a_stamp_as_dark_as_the_pen_cannot_be_told_from_it() -> None:
    image, boxes = stamped(level=0)
    assert whole(freed_from_stamps(ink_of(image), ImagingSettings()), boxes) == len(boxes) - 1


@pytest.mark.parametrize("level", [0, 255])
def test_a_page_without_ink_stays_so(level: int) -> None:
    page = ink_of(paper(300, 300, level=level))
    freed = freed_from_stamps(page, ImagingSettings())
    assert (freed.components, freed.scale) == (page.components, page.scale)
    assert np.array_equal(freed.mask, page.mask)


def test_a_few_large_pale_rings_do_not_tell_how_high_digits_are() -> None:
    image = paper(1000, 1000)
    for radius in (150, 180, 210, 240):
        cv2.circle(image, (600, 600), radius, 190, 6, cv2.LINE_AA)
    written(image, "40728", top=60, left=60)
    page = ink_of(image)
    assert page.scale.digit_height > 200
    assert 40 <= freed_from_stamps(page, ImagingSettings()).scale.digit_height <= 50


def test_the_scale_is_the_pages_where_pale_digits_are_large() -> None:
    image = paper(1200, 1300)
    for number in range(30):
        place = {"top": 40 + 300 * (number // 10), "left": 40 + 110 * (number % 10)}
        written(image, "8", **place, height=90, level=150, pen=7)
    written(image, "HHHHHHHHHHHH", top=1000, left=40, height=15, pen=3)
    page = ink_of(image)
    assert freed_from_stamps(page, ImagingSettings()).scale == page.scale


def test_paler_digits_that_touch_dark_ones_stay() -> None:
    image = paper(500, 800)
    written(image, "4072", top=50, left=50)
    written(image, "8", top=200, left=300)
    for top in (243, 286):
        written(image, "8", top=top, left=300, level=150)
    page = ink_of(image)
    freed = freed_from_stamps(page, ImagingSettings())
    assert (freed.mask == page.mask).all()
    assert len(freed.components) == len(page.components) + 1
    image[250:253, 310:316] = 0
    assert (
        freed_from_stamps(ink_of(image), ImagingSettings()).mask.sum()
        >= 0.99 * ink_of(image).mask.sum()
    )
