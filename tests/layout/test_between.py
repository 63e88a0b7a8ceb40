"""Between the borders of a comb all ink is the string's, in closed boxes and in broken ones."""

from __future__ import annotations

import cv2
import numpy as np

from drawn_ink import block, ink_of, paper, written
from reader.imaging.rulings import Ruling
from reader.layout.between import ink_between_borders
from reader.layout.single import find_single_line
from reader.records import Box, Component, Image, Layout
from reader.settings import LayoutSettings

TOP, LEFT, PITCH, DEEP = 30, 60, 90, 100
"""A comb's upper and left edge, the width and the height of its boxes."""


def comb(cells: int, *, without: tuple[int, ...] = ()) -> Image:
    """A comb with all its dividers but those whose number is in ``without``."""
    image = paper(2 * TOP + DEEP, 2 * LEFT + cells * PITCH)
    for row in (TOP, TOP + DEEP):
        cv2.line(image, (LEFT, row), (LEFT + cells * PITCH, row), 0, 2)
    for number in set(range(cells + 1)) - set(without):
        col = LEFT + number * PITCH
        cv2.line(image, (col, TOP), (col, TOP + DEEP), 0, 2)
    return image


def lefts(image: Image) -> list[int]:
    """In which box each digit of the picture's line stands."""
    (line,) = find_single_line(ink_of(image), LayoutSettings(mode=Layout.LINE))
    return sorted({(c.box.left + c.box.width // 2 - LEFT) // PITCH for c in line.components})


def test_a_digit_in_a_box_that_nothing_closes_belongs() -> None:
    image = comb(5, without=(5,))
    for number, digit in enumerate("40718"):
        written(image, digit, top=50, left=LEFT + number * PITCH + 25, height=60)
    assert lefts(image) == [0, 1, 2, 3, 4]


def test_a_low_digit_amid_high_ones_belongs() -> None:
    image = comb(4)
    for number, (digit, height) in enumerate(zip("4071", (60, 60, 30, 60), strict=True)):
        written(image, digit, top=50, left=LEFT + number * PITCH + 25, height=height)
    assert lefts(image) == [0, 1, 2, 3]


def test_beside_the_only_box_that_is_closed_stand_digits_of_open_ones() -> None:
    image = comb(3, without=(0, 3))
    for number, digit in enumerate("407"):
        written(image, digit, top=50, left=LEFT + number * PITCH + 25, height=60)
    assert lefts(image) == [0, 1, 2]


def level(row: int, *, start: int = 0, stop: int = 300) -> Ruling:
    return Ruling(False, start, stop, np.full(stop - start, row, np.float32), 2.0, 0.0)


CELLS = (Box(10, 0, 80, 60), Box(10, 60, 80, 60))
BORDERS = (level(10), level(90))


def between(*parts: Component, cells: tuple[Box, ...] = CELLS) -> tuple[Component, ...]:
    return ink_between_borders(parts, cells, BORDERS, reach=4.0)


def test_ink_above_below_and_beyond_the_borders_does_not_belong() -> None:
    digit = block(30, 140, 40, 20)
    others = (block(0, 140, 8, 20), block(95, 140, 40, 20), block(30, 320, 40, 20))
    assert between(digit, *others) == (digit,)


def test_a_border_goes_on_as_far_as_the_one_across() -> None:
    digit = block(30, 240, 40, 20)
    borders = (level(10, stop=130), level(90))
    found = ink_between_borders((digit,), CELLS, borders, reach=4.0)
    assert found == (digit,)


def test_dividers_that_were_not_found_do_not_belong() -> None:
    divider, one = block(12, 178, 76, 4), block(14, 150, 72, 4)
    assert between(divider, one) == (one,)


def test_beside_cells_whose_borders_were_not_found_nothing_belongs() -> None:
    assert ink_between_borders((block(30, 140, 40, 20),), CELLS, (), reach=4.0) == ()
