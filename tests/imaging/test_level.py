"""A sloping line becomes a level one on a small page of its own; its boxes find the way back."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from drawn_ink import ink_of, paper, written
from reader.imaging.deskew import scaled_only
from reader.imaging.level import level_line
from reader.records import Box, Component, Line


@pytest.mark.parametrize("degrees", [-40.0, 15.0, 38.0])
def test_a_sloping_line_is_turned_level(degrees: float) -> None:
    image = paper(600, 700)
    written(image, "4071859", top=280, left=200, height=40)
    matrix = cv2.getRotationMatrix2D((350, 300), -degrees, 1.0)
    image = cv2.warpAffine(image, matrix, (700, 600), borderValue=255)
    ink = ink_of(image)
    box = Box.around(c.box for c in ink.components)
    line = Line(box, ink.components, slope=math.tan(math.radians(degrees)))
    upright = scaled_only(image, factor=1.0, shown_shape=image.shape)
    levelled, level, back = level_line(ink, line, upright)
    assert level.box.height == pytest.approx(44, abs=5)
    assert level.box.width == pytest.approx(262, abs=12)
    assert len(level.components) >= 7
    assert levelled.mask.any(axis=1).sum() == level.box.height
    shown = back.box_as_shown(level.box)
    for side, expected in zip(
        (shown.top, shown.left, shown.bottom, shown.right),
        (box.top, box.left, box.bottom, box.right),
        strict=True,
    ):
        assert side == pytest.approx(expected, abs=22)


def test_what_vanishes_in_turning_is_left_as_it_is() -> None:
    image = paper(60, 80)
    ink = ink_of(image)
    speck = Component(Box(20, 30, 1, 1), np.ones((1, 1), bool), 1)
    line = Line(speck.box, (speck,), slope=0.5)
    upright = scaled_only(image, factor=1.0, shown_shape=image.shape)
    page, same, back = level_line(ink, line, upright)
    assert (page, same, back) == (ink, line, upright)
