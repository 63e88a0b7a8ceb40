"""Print in the cells of a form is a label, and beside an empty cell stand captions."""

from __future__ import annotations

import cv2
import numpy as np

from drawn_ink import ink_of, paper, written
from reader.imaging.components import find_components
from reader.layout.labels import is_caption, is_label
from reader.layout.rows import Row
from reader.layout.single import find_single_line
from reader.records import Component, Image, Layout
from reader.settings import LayoutSettings
from reader.synthesis.prints import Typeface, print_text

SHAPE = (200, 300)
SURELY = 0.95


def label(*, top: int = 140) -> list[Component]:
    """Bold print, 100 px from the left: small letters of one height."""
    ink, _ = print_text("nunmn", Typeface("uni", 700), height=22)
    canvas = np.zeros(SHAPE, np.uint8)
    canvas[top : top + ink.shape[0], 100 : 100 + ink.shape[1]] = ink
    return list(find_components(canvas > 128))


def ring(top: int, left: int, height: int, width: int) -> Component:
    canvas = paper(height, width, level=0)
    middle, axes = (width // 2, height // 2), (width // 2 - 2, height // 2 - 2)
    cv2.ellipse(canvas, middle, axes, 0, 0, 360, 255, 3)
    (one,) = find_components(canvas > 0)
    return Component(one.box.moved(top, left), one.mask, one.area)


def test_print_beside_higher_writing_is_a_label() -> None:
    inside, digit = label(), ring(40, 60, 40, 28)
    assert is_label(inside, [*inside, digit], SHAPE, surely=SURELY)


def test_print_alone_is_none() -> None:
    inside = label()
    assert not is_label(inside, inside, SHAPE, surely=SURELY)


def test_ink_that_the_edge_cuts_or_that_may_be_a_ruling_is_no_writing_beside_it() -> None:
    inside = label()
    cut, rest = ring(40, 300 - 27, 40, 28), ring(40, 60, 60, 8)
    assert not is_label(inside, [*inside, cut, rest], SHAPE, surely=SURELY)


def test_writing_in_cells_is_none_however_high_the_ink_beside_it() -> None:
    canvas = paper(*SHAPE)
    written(canvas, "4", top=140, left=100, height=22, pen=2)
    written(canvas, "7", top=146, left=130, height=17, pen=3)
    written(canvas, "3", top=136, left=160, height=26, pen=2)
    inside = list(find_components(canvas < 128))
    assert not is_label(inside, [*inside, ring(40, 60, 60, 40)], SHAPE, surely=SURELY)


def form() -> Image:
    """A wide empty cell in the middle of a picture."""
    image = paper(*SHAPE)
    cv2.rectangle(image, (40, 60), (260, 140), 0, 3)
    return image


def is_captions(image: Image) -> bool:
    page = ink_of(image)
    return is_caption(Row(page.components), page, surely=SURELY)


def test_what_the_edge_cuts_beside_an_empty_cell_is_a_caption() -> None:
    image = form()
    written(image, "407", top=-14, left=60, height=40)
    assert is_captions(image)
    assert find_single_line(ink_of(image), LayoutSettings(mode=Layout.LINE)) == ()


def test_print_below_an_empty_cell_is_a_caption() -> None:
    image = form()
    ink, _ = print_text("nunmn", Typeface("uni", 700), height=22)
    image[150 : 150 + ink.shape[0], 100 : 100 + ink.shape[1]] = 255 - ink
    assert is_captions(image)


def test_writing_below_an_empty_cell_is_none() -> None:
    image = form()
    written(image, "4", top=150, left=100, height=34, pen=3)
    written(image, "7", top=156, left=130, height=26, pen=4)
    written(image, "3", top=148, left=160, height=38, pen=3)
    assert not is_captions(image)


def test_what_the_edge_cuts_is_none_where_the_cell_is_filled_or_there_is_none() -> None:
    filled = form()
    written(filled, "40718", top=75, left=60)
    page = ink_of(filled)
    written(filled, "407", top=-14, left=60, height=40)
    cut = tuple(c for c in ink_of(filled).components if c.box.top == 0)
    assert not is_caption(Row(cut), page, surely=SURELY)
    free = paper(*SHAPE)
    written(free, "407", top=-14, left=60, height=40)
    assert not is_captions(free)
