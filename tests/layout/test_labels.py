"""Print in the cells of a form is a label, and no string."""

from __future__ import annotations

import cv2
import numpy as np

from drawn_ink import paper, written
from reader.imaging.components import find_components
from reader.layout.labels import is_label
from reader.records import Component
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
