"""The strip that the second reader sees."""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.ink import PageInk, find_ink
from reader.imaging.strips import STRIP_HEIGHT, WIDEST_STRIP, cut_strip
from reader.records import Box, Line
from reader.settings import ImagingSettings


def _page(draw: list[tuple[tuple[int, int], tuple[int, int]]], width: int = 400) -> PageInk:
    image = np.full((120, width), 230, np.uint8)
    for start, stop in draw:
        cv2.line(image, start, stop, 20, 4)
    return find_ink(image, ImagingSettings())


def _line(page: PageInk) -> Line:
    return Line(Box.around(c.box for c in page.components), page.components)


def test_a_strip_has_two_views_of_forty_rows_and_the_digits_at_full_ink() -> None:
    page = _page([((60, 40), (60, 80)), ((100, 40), (100, 80))])
    strip = cut_strip(page, _line(page), digit_height=44.0)
    assert strip.shape[:2] == (2, STRIP_HEIGHT)
    assert strip.dtype == np.uint8
    assert min(strip[0].max(), strip[1].max()) >= 250
    inked = np.flatnonzero(strip[1].max(axis=1) > 128)
    assert 24 <= inked[-1] - inked[0] + 1 <= 28
    assert abs((inked[0] + inked[-1]) / 2 - (STRIP_HEIGHT - 1) / 2) <= 1.0


def test_only_the_first_view_shows_what_is_not_the_lines_own() -> None:
    page = _page([((60, 40), (60, 80)), ((80, 40), (80, 80))])
    first = min(page.components, key=lambda c: c.box.left)
    strip = cut_strip(page, Line(first.box, (first,)), digit_height=44.0)
    right = strip.shape[2] * 3 // 4
    assert strip[0, :, right:].max() > 128
    assert strip[1, :, right:].max() < 30


def test_a_rising_line_is_followed() -> None:
    strokes = [((x, 90 - x // 5), (x, 60 - x // 5)) for x in range(40, 240, 40)]
    page = _page(strokes)
    strip = cut_strip(page, _line(page), digit_height=34.0)
    cols = np.flatnonzero(strip[1].max(axis=0) > 128)
    ends = [np.flatnonzero(strip[1][:, c] > 128).mean() for c in (cols[0] + 1, cols[-1] - 1)]
    assert abs(ends[0] - ends[1]) < 3


def test_a_long_line_is_squeezed_to_the_widest_strip() -> None:
    page = _page([((x, 50), (x, 70)) for x in range(20, 1580, 40)], width=1600)
    strip = cut_strip(page, _line(page), digit_height=24.0)
    assert strip.shape[2] == WIDEST_STRIP


def test_a_line_without_ink_gives_zeros() -> None:
    page = _page([])
    strip = cut_strip(page, Line(Box(40, 40, 0, 0), ()), digit_height=20.0)
    assert strip.shape[1] == STRIP_HEIGHT
    assert not strip[1].any()


def test_a_line_at_the_edge_is_shown_as_far_as_the_page_goes() -> None:
    page = _page([((2, 40), (2, 80)), ((30, 40), (30, 80))])
    strip = cut_strip(page, _line(page), digit_height=44.0)
    assert strip[1].max() >= 250
