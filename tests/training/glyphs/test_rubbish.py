"""Rubbish is what a segmenter proposes beside digits, and never what a digit may be."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.imaging.normalize import normalize_glyph
from reader.records import Image
from reader.training.glyphs.rubbish import KINDS, Drawer, half, make_rubbish, several


def drawer(label: str = "5") -> Drawer:
    canvas = np.zeros((72, 72), np.uint8)
    cv2.putText(canvas, label, (20, 56), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 255, 4)
    return Drawer(digit=lambda: (label, canvas.copy()), sign=canvas.copy)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_rubbish_has_ink(kind: str) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        picture: Image = KINDS[kind][0](drawer(), rng)
        assert picture.dtype == np.uint8
        assert normalize_glyph(picture).any()


def test_several_digits_are_wider_than_one() -> None:
    rng = np.random.default_rng(1)
    one = np.flatnonzero(drawer().digit()[1].any(axis=0))
    wide = np.flatnonzero(several(drawer(), rng).any(axis=0))
    assert np.ptp(wide) > np.ptp(one)


def test_a_piece_of_a_stroke_that_is_a_one_is_never_rubbish() -> None:
    rng = np.random.default_rng(1)
    faint, bright = drawer("1").digit()[1] // 2, drawer("5").digit()[1]
    both = Drawer(
        digit=lambda: ("1", faint) if rng.random() < 0.5 else ("5", bright), sign=faint.copy
    )
    assert all(half(both, rng).max() == 255 for _ in range(30))


def test_the_same_generator_gives_the_same_rubbish() -> None:
    first = make_rubbish(drawer(), np.random.default_rng(9))
    np.testing.assert_array_equal(first, make_rubbish(drawer(), np.random.default_rng(9)))
