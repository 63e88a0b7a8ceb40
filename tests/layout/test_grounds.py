"""Ink that is the ground beneath the writing."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import ink_of, paper, written
from reader.imaging.ink import PageInk
from reader.layout.grounds import is_ground, is_perhaps_ground, is_string_like, stroke_density
from reader.records import Box, Image, Line

LEVELS = [14, 32, 50, 68, 86]
"""Rows of waves across a picture 100 px high: each leaves it on the left and on the right."""


def waves(rows: list[int], *, width: int = 240) -> Image:
    image = paper(100, width)
    cols = np.arange(width)
    for row in rows:
        course = np.round(row + 6 * np.sin(cols / 9)).astype(int)
        for thick in range(3):
            image[course + thick, cols] = 0
    return image


def line_of(image: Image) -> tuple[Line, PageInk]:
    """All ink of a picture as one line."""
    page = ink_of(image)
    return Line(Box.around(c.box for c in page.components), page.components), page


def test_waves_that_the_edges_cut_in_many_places_are_a_ground() -> None:
    assert is_ground(*line_of(waves([10, 25, 40, 55, 70, 85])))


def test_fewer_waves_may_be_one() -> None:
    line, page = line_of(waves(LEVELS))
    assert is_perhaps_ground(line, page)
    assert not is_ground(line, page)
    assert not is_string_like(line, page)


def test_digits_that_the_upper_edge_cuts_are_none() -> None:
    image = paper(60, 480)
    written(image, "4071840718", top=-8, left=20)
    assert not is_perhaps_ground(*line_of(image))


def test_digits_are_like_a_string() -> None:
    image = paper(100, 300)
    written(image, "40718", top=30, left=40)
    line, page = line_of(image)
    assert is_string_like(line, page)
    assert not is_perhaps_ground(line, page)


def test_no_hand_writes_as_densely_as_a_screen_is_printed() -> None:
    image = paper(160, 200)
    rows, cols = np.indices(image.shape)
    screen = ((rows + cols) % 10 < 2) | ((rows - cols) % 10 < 2)
    image[20:140, 20:180][screen[20:140, 20:180]] = 0
    line, page = line_of(image)
    assert stroke_density(line) > 9
    assert is_ground(line, page)


@pytest.mark.parametrize("height", [12, 40])
def test_a_lone_stroke_is_no_dense_ground_however_long(height: int) -> None:
    image = paper(120, 180)
    image[15 : 15 + height, 40:43] = 0
    assert not is_perhaps_ground(*line_of(image))


def test_a_single_pixel_is_no_ground() -> None:
    line, page = line_of(waves(LEVELS))
    dot = line.components[0].mask[:1, :1] | True
    one = Line(Box(5, 5, 1, 1), (type(line.components[0])(Box(5, 5, 1, 1), dot, 1),))
    assert not is_ground(one, page)


def test_digits_far_apart_are_like_a_string() -> None:
    image = paper(100, 900)
    written(image, "40718", top=30, left=40, advance=4.0)
    assert is_string_like(*line_of(image))
