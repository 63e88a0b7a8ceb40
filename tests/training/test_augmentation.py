"""Augmentation keeps a digit a digit: ink stays, in its place, for any strength."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.records import Image
from reader.training.augmentation import augment, draw
from reader.training.augmentation.geometry import CANVAS_SIDE, DIGIT_SIDE, bend, place
from reader.training.augmentation.pen import break_strokes, change_width
from reader.training.augmentation.scan import (
    add_noise,
    blur,
    change_contrast,
    coarsen,
    make_bilevel,
)
from reader.training.augmentation.surroundings import (
    add_borders,
    add_ruling,
    add_sliver,
    add_specks,
    crop_edge,
    ink_box,
)

STRENGTHS = (0.0, 0.5, 1.0)


@pytest.fixture
def ink() -> Image:
    picture = np.zeros((40, 28), np.uint8)
    cv2.putText(picture, "5", (2, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 255, 3)
    rows, cols = np.nonzero(picture)
    return picture[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1]


@pytest.fixture
def canvas(ink: Image) -> Image:
    return place(ink, np.random.default_rng(0), strength=0.0)


def test_without_strength_a_digit_is_only_scaled_into_the_middle(canvas: Image) -> None:
    top, bottom, left, right = ink_box(canvas)
    assert bottom - top == pytest.approx(DIGIT_SIDE, abs=2)
    assert (top + bottom) / 2 == pytest.approx(CANVAS_SIDE / 2, abs=1.5)
    assert (left + right) / 2 == pytest.approx(CANVAS_SIDE / 2, abs=1.5)


def test_a_wide_aspect_widens_the_digit(ink: Image) -> None:
    rng = np.random.default_rng(0)
    _, _, left, right = ink_box(place(ink, rng, strength=0.0, aspect=1.0))
    _, _, wide_left, wide_right = ink_box(place(ink, rng, strength=0.0, aspect=1.4))
    assert wide_right - wide_left > right - left


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_drawn_digit_stays_on_its_canvas(ink: Image, strength: float) -> None:
    for seed in range(20):
        drawn = draw(ink, np.random.default_rng(seed), strength=strength)
        assert drawn.shape == (CANVAS_SIDE, CANVAS_SIDE)
        assert 0.3 < drawn.mean() / draw(ink, np.random.default_rng(0), strength=0).mean() < 3


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_same_seed_gives_the_same_picture(ink: Image, strength: float) -> None:
    first = augment(ink, np.random.default_rng(4), strength=strength)
    np.testing.assert_array_equal(first, augment(ink, np.random.default_rng(4), strength=strength))


@pytest.mark.parametrize(
    "change",
    [
        lambda c, rng: bend(c, rng, strength=1.0),
        lambda c, rng: change_width(c, rng, strength=1.0),
        break_strokes,
        coarsen,
        lambda c, rng: blur(c, rng, strength=1.0),
        change_contrast,
        lambda c, rng: add_noise(c, rng, strength=1.0),
        make_bilevel,
        add_ruling,
        add_borders,
        add_specks,
        crop_edge,
        lambda c, rng: add_sliver(c, c, rng),
    ],
)
def test_every_change_leaves_ink_and_bytes(canvas: Image, change) -> None:
    for seed in range(20):
        changed = change(canvas, np.random.default_rng(seed))
        assert changed.dtype == np.uint8
        assert (changed > 128).any()


@pytest.mark.parametrize("change", [break_strokes, change_contrast, add_specks, crop_edge])
def test_a_blank_canvas_stays_a_canvas(change) -> None:
    blank = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    assert change(blank, np.random.default_rng(0)).shape == blank.shape


def test_a_hairline_is_not_thinned_away() -> None:
    hairline = np.zeros((72, 72), np.uint8)
    hairline[10:60, 36] = 255
    for seed in range(20):
        assert change_width(hairline, np.random.default_rng(seed), strength=1.0).any()


def test_a_sliver_is_narrow(canvas: Image) -> None:
    _, _, left, right = ink_box(canvas)
    for seed in range(20):
        _, _, new_left, new_right = ink_box(add_sliver(canvas, canvas, np.random.default_rng(seed)))
        assert (new_right - new_left) < 1.5 * (right - left)
