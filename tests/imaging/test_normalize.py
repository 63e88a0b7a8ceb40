"""The one normaliser: what it undoes, and what every glyph has in common."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reader.imaging.normalize import GLYPH_SIDE, INK_SIDE, normalize_glyph
from reader.records import Image

pictures = arrays.arrays(
    np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40)
)


def seven(*, height: int = 60, width: int = 40, pen: int = 6) -> Image:
    ink = np.zeros((height, width), np.uint8)
    cv2.polylines(
        ink,
        [np.array([(pen, pen), (width - pen, pen), (width // 3, height - pen)])],
        False,
        255,
        pen,
        cv2.LINE_AA,
    )
    return ink


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (1, 1), (40, 30)])
def test_no_ink_gives_an_empty_glyph(shape: tuple[int, int]) -> None:
    glyph = normalize_glyph(np.zeros(shape, np.uint8))
    assert glyph.shape == (GLYPH_SIDE, GLYPH_SIDE)
    assert glyph.dtype == np.uint8
    assert not glyph.any()


def test_ink_too_faint_to_be_reduced_gives_an_empty_glyph() -> None:
    assert not normalize_glyph(np.eye(60, dtype=np.uint8)).any()


def test_a_single_pixel_becomes_a_blot_in_the_middle() -> None:
    ink = np.zeros((9, 9), np.uint8)
    ink[1, 7] = 3
    glyph = normalize_glyph(ink)
    assert (glyph[4:24, 4:24] == 255).all()
    assert int((glyph > 0).sum()) == INK_SIDE**2


def test_full_ink_becomes_a_full_square() -> None:
    assert int((normalize_glyph(np.full((50, 50), 255, np.uint8)) == 255).sum()) == INK_SIDE**2


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(60, 30, (20, 10)), (30, 60, (10, 20)), (200, 4, (20, 1)), (10, 5, (20, 10))],
)
def test_the_longest_side_becomes_20_pixels_and_the_shape_stays(
    height: int, width: int, expected: tuple[int, int]
) -> None:
    rows, cols = np.nonzero(normalize_glyph(np.full((height, width), 200, np.uint8)))
    assert (np.ptp(rows) + 1, np.ptp(cols) + 1) == expected


@given(pictures)
@settings(max_examples=60, deadline=None)
def test_ink_fits_whatever_is_given(ink: Image) -> None:
    glyph = normalize_glyph(ink)
    assert glyph.shape == (28, 28)
    assert glyph.any() == ink.any()
    if ink.any():
        rows, cols = np.nonzero(glyph)
        assert max(np.ptp(rows), np.ptp(cols)) < INK_SIDE
        assert glyph.max() >= 254


@given(pictures)
@settings(max_examples=60, deadline=None)
def test_the_centre_of_mass_is_in_the_middle_unless_the_ink_would_leave_the_glyph(
    ink: Image,
) -> None:
    glyph = normalize_glyph(ink).astype(float)
    if not glyph.any():
        return
    for axis in (0, 1):
        profile = glyph.sum(axis=1 - axis)
        inked = np.flatnonzero(profile)
        centre = float(profile @ np.arange(28)) / profile.sum()
        touches = inked[0] == 0 or inked[-1] == 27
        assert touches or abs(centre - 14) <= 0.5 + 1e-9


@given(
    margins=st.tuples(*[st.integers(0, 30)] * 4),
    picture=pictures,
)
@settings(max_examples=60, deadline=None)
def test_where_the_ink_stands_and_how_much_paper_is_around_it_changes_nothing(
    margins: tuple[int, int, int, int], picture: Image
) -> None:
    top, bottom, left, right = margins
    padded = np.pad(picture, ((top, bottom), (left, right)))
    assert np.array_equal(normalize_glyph(padded), normalize_glyph(picture))


@pytest.mark.parametrize("strength", [0.25, 0.5, 0.8])
def test_faint_ink_gives_nearly_the_glyph_of_strong_ink(strength: float) -> None:
    strong = seven()
    faint = (strong * strength).astype(np.uint8)
    apart = normalize_glyph(strong).astype(int) - normalize_glyph(faint)
    assert np.abs(apart).max() <= 255 * 0.04  # rounding of the fainter levels


def test_large_and_small_writing_give_much_the_same_glyph() -> None:
    small = normalize_glyph(seven(height=60, width=40, pen=6))
    large = normalize_glyph(seven(height=180, width=120, pen=18))
    shifted = [np.roll(large, (row, col), (0, 1)) for row in (-1, 0, 1) for col in (-1, 0, 1)]
    assert max(np.corrcoef(small.ravel(), s.ravel())[0, 1] for s in shifted) > 0.9


def test_a_faint_fringe_does_not_stretch_the_box() -> None:
    ink = np.zeros((80, 80), np.uint8)
    ink[30:50, 30:40] = 255
    haze = ink.copy()
    haze[0, 0] = 20  # below a tenth of the strongest ink
    assert np.array_equal(normalize_glyph(haze), normalize_glyph(ink))


def test_thin_pens_end_as_bright_as_thick_ones() -> None:
    for pen in (2, 12):
        glyph = normalize_glyph(seven(height=120, width=80, pen=pen))
        assert glyph.max() == 255
        assert float(np.mean(glyph[glyph > 25] >= 250)) >= 0.09
