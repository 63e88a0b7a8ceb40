"""The authors' preprocessings, step by step, on arrays typed here."""

from __future__ import annotations

import numpy as np
import pytest

from reader.training.baselines.inputs import (
    as_grey,
    centred,
    dark_on_light,
    glyph_inputs,
    inverted,
    lesson_inputs,
    padded,
    picture_input,
    sharpened,
    shifted_down,
    thickened,
)
from reader.training.baselines.recipe import Input

PAPER, INK = 200, 40


def stroke(height: int = 28, width: int = 28) -> np.ndarray:
    """A bar of dark ink on light paper, three columns wide at a third of the width."""
    picture = np.full((height, width), PAPER, np.uint8)
    picture[height // 4 : -height // 4, width // 3 : width // 3 + 3] = INK
    return picture


def test_255_minus_x_makes_dark_ink_bright() -> None:
    assert inverted(np.array([[0, 40, 255]], np.uint8), "255 - x").tolist() == [[255, 215, 0]]


def test_1_minus_x_on_0_to_255_makes_everything_dark() -> None:
    assert inverted(np.array([[0, 1, 255]], np.uint8), "1 - x").tolist() == [[1, 0, -254]]


def test_the_threshold_makes_ink_of_what_is_darker_than_the_middle() -> None:
    grey = np.array([[0, 20, 127, 128, 255]], np.uint8)
    assert inverted(grey, "threshold").tolist() == [[255, 255, 255, 0, 0]]


def test_no_inversion_keeps_levels() -> None:
    assert inverted(np.array([[3, 250]], np.uint8), "none").tolist() == [[3, 250]]


def test_erosion_of_the_paper_thickens_dark_ink() -> None:
    picture = np.array([[9, 9, 9, 9], [9, 9, 0, 9], [9, 9, 9, 9], [9, 9, 9, 9]], np.uint8)
    thick = thickened(picture, 2)
    assert (thick == 0).sum() == 4
    assert thick[1, 2] == 0


def test_padding_has_the_paper_s_level_not_that_of_a_border_line() -> None:
    picture = np.full((10, 20), 200, np.uint8)
    picture[:, 0] = picture[:, -1] = picture[0] = picture[-1] = 0
    wide = padded(picture, 0.2)
    assert wide.shape == (14, 28)
    assert wide[0, 0] == 200
    assert (wide[2:12, 4:24] == picture).all()


def test_padding_of_colour_keeps_its_channels() -> None:
    picture = np.full((10, 10, 3), (200, 100, 50), np.uint8)
    assert padded(picture, 0.1)[0, 0].tolist() == [200, 100, 50]


def test_no_padding_changes_nothing() -> None:
    picture = stroke()
    assert padded(picture, 0.0) is picture


def test_centring_brings_the_box_of_the_ink_to_the_middle() -> None:
    levels = np.zeros((7, 7), np.float32)
    levels[0:3, 5:7] = 255
    expected = np.zeros((7, 7), np.float32)
    expected[2:5, 2:4] = 255
    assert (centred(levels) == expected).all()


def test_a_blank_picture_has_nothing_to_centre() -> None:
    assert not centred(np.zeros((7, 7), np.float32)).any()


def test_shifting_down_loses_what_leaves_the_picture() -> None:
    levels = np.array([[1], [2], [3]], np.float32)
    assert shifted_down(levels, 1).tolist() == [[0], [1], [2]]
    assert shifted_down(levels, 0) is levels


def test_sharpening_drives_levels_apart_around_the_middle() -> None:
    found = sharpened(np.array([0, 102, 127.5, 153, 255], np.float32))
    assert found == pytest.approx(
        [0, 255 / (1 + np.e**2.5), 127.5, 255 / (1 + np.e**-2.5), 255], abs=0.01
    )


def test_light_ink_is_shown_as_its_negative() -> None:
    assert (dark_on_light(255 - stroke()) == stroke()).all()
    assert (dark_on_light(stroke()) == stroke()).all()


def test_grey_of_colour_weighs_green_most() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    assert as_grey(colours).tolist() == [[76, 150, 29]]
    assert as_grey(stroke()).tolist() == stroke().tolist()


def test_a_picture_becomes_what_the_net_was_trained_on() -> None:
    got = picture_input(stroke(56, 84), Input())
    assert got.shape == (28, 28, 1)
    assert got.dtype == np.float32
    assert got.max() == pytest.approx((255 - INK) / 255, abs=0.01)
    assert got.min() == pytest.approx((255 - PAPER) / 255, abs=0.01)


def test_three_channels_keep_colour_and_polarity() -> None:
    picture = np.full((40, 40, 3), (255, 51, 0), np.uint8)
    got = picture_input(picture, Input(channels=3, inversion="none"))
    assert got.shape == (28, 28, 3)
    assert got[0, 0] == pytest.approx([1, 0.2, 0])
    assert picture_input(stroke(), Input(channels=3, inversion="none")).shape == (28, 28, 3)


def test_all_steps_can_be_taken_together() -> None:
    way = Input(0.2, 1, 2, "threshold", centred=True, shift_down=3, sharpened=True, divisor=1)
    got = picture_input(stroke(), way)[..., 0]
    rows, cols = np.nonzero(got > 128)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(13.5 + 3, abs=0.5)
    assert (cols.min() + cols.max()) / 2 == pytest.approx(13.5, abs=0.5)
    assert set(np.round(np.unique(got)).tolist()) == {0, 255}


def test_glyphs_keep_what_the_author_does_to_strokes_and_levels() -> None:
    glyphs = (255 - stroke())[None]
    thin, thick = (glyph_inputs(glyphs, Input(erosion=side)) for side in (0, 2))
    assert thin.shape == (1, 28, 28, 1)
    assert (thick > 0.5).sum() > (thin > 0.5).sum()
    sharp = glyph_inputs(glyphs, Input(sharpened=True, divisor=1, channels=3))
    assert sharp.shape == (1, 28, 28, 3)
    assert sharp.max() > 250


def test_lessons_are_divided_and_repeated() -> None:
    got = lesson_inputs(np.full((2, 28, 28), 51, np.uint8), divisor=255, channels=3)
    assert got.shape == (2, 28, 28, 3)
    assert got == pytest.approx(0.2)
