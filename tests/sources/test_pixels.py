"""From any mode, depth and orientation to 8-bit grey or RGB."""

from __future__ import annotations

import numpy as np
import PIL.Image
import pytest

from reader.sources.pixels import (
    Raster,
    flatten,
    limit_depth,
    orient,
    sensible_dpi,
    square_pixels,
    without_false_colour,
)


def test_twelve_bits_in_sixteen_become_eight_by_their_own_range() -> None:
    levels = np.array([[0, 16, 4095]], np.uint16)
    assert limit_depth(levels).tolist() == [[0, 1, 255]]


def test_sixteen_bits_lose_their_low_byte() -> None:
    assert limit_depth(np.array([[0, 32768, 65535]], np.uint16)).tolist() == [[0, 128, 255]]


def test_eight_bits_in_a_wider_type_stay() -> None:
    assert limit_depth(np.array([[0, 200, 255]], np.int32)).tolist() == [[0, 200, 255]]


def test_black_stays_black_and_negative_levels_are_black() -> None:
    assert limit_depth(np.array([[0, -5, 0]], np.int32)).tolist() == [[0, 0, 0]]


def test_floats_of_nought_to_one_are_taken_as_such_and_others_stretched() -> None:
    assert limit_depth(np.array([[0.0, 0.2, 0.6]], np.float32)).tolist() == [[0, 51, 153]]
    assert limit_depth(np.array([[-1.0, 0.0, 3.0]], np.float32)).tolist() == [[0, 64, 255]]
    assert limit_depth(np.array([[np.nan, 0.0, 1.0]], np.float32)).tolist() == [[0, 0, 255]]


def test_transparency_is_flattened_on_white() -> None:
    pixels = np.array([[[10, 20, 30, 255], [10, 20, 30, 0], [0, 0, 0, 127]]], np.uint8)
    flat = flatten(PIL.Image.fromarray(pixels))
    assert flat.tolist() == [[[10, 20, 30], [255, 255, 255], [128, 128, 128]]]


def test_a_palette_with_a_transparent_colour_is_flattened_too() -> None:
    picture = PIL.Image.fromarray(np.array([[0, 1]], np.uint8))
    picture = picture.convert("P")
    picture.info["transparency"] = 0
    assert flatten(picture)[0, 0].tolist() == [255, 255, 255]


def test_bilevel_black_and_white_are_0_and_255() -> None:
    flat = flatten(PIL.Image.fromarray(np.array([[True, False]])))
    assert flat.tolist() == [[255, 0]]


def test_cmyk_becomes_rgb() -> None:
    inks = PIL.Image.new("CMYK", (1, 1), (0, 255, 255, 0))
    assert flatten(inks).tolist() == [[[255, 0, 0]]]


def test_of_lab_the_lightness_is_taken() -> None:
    assert flatten(PIL.Image.new("LAB", (1, 1), (200, 10, 20))).tolist() == [[200]]


@pytest.mark.parametrize("orientation", range(10))
def test_orientation_is_the_same_as_pillows(orientation: int) -> None:
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3)
    methods = PIL.Image.Transpose
    method = {
        2: methods.FLIP_LEFT_RIGHT,
        3: methods.ROTATE_180,
        4: methods.FLIP_TOP_BOTTOM,
        5: methods.TRANSPOSE,
        6: methods.ROTATE_270,
        7: methods.TRANSVERSE,
        8: methods.ROTATE_90,
    }.get(orientation)
    expected = PIL.Image.fromarray(pixels)
    expected = expected.transpose(method) if method is not None else expected
    assert orient(pixels, orientation).tolist() == np.asarray(expected).tolist()


def test_oblong_fax_pixels_are_made_square() -> None:
    square = square_pixels(Raster(np.zeros((100, 200), np.uint8), (204.0, 98.0)))
    assert square.pixels.shape == (208, 200)
    assert square.dpi == (204.0, 204.0)


@pytest.mark.parametrize("dpi", [None, (300.0, 300.0), (300.0, 0.0), (300.0, 2.0), (300.0, 290.0)])
def test_square_unknown_or_absurd_pixels_stay(dpi: tuple[float, float] | None) -> None:
    raster = Raster(np.zeros((10, 20), np.uint8), dpi)
    assert square_pixels(raster) is raster


@pytest.mark.parametrize(
    ("size", "dpi", "expected"),
    [
        ((3508, 2480), 300.0, 300.0),
        ((842, 595), 72.0, 72.0),
        ((4000, 3000), 72.0, None),  # a phone photo: the camera did not know
        ((4000, 3000), 1.0, None),
        ((4000, 3000), 0.0, None),
        ((40000, 3000), 300.0, None),
    ],
)
def test_a_resolution_is_believed_where_it_gives_a_sheet_of_paper(
    size: tuple[int, int], dpi: float, expected: float | None
) -> None:
    assert sensible_dpi(Raster(np.zeros(size, np.uint8), (dpi, dpi))) == expected


def test_a_grey_picture_stored_as_colour_is_grey() -> None:
    grey = np.full((3, 4, 3), 120, np.uint8)
    assert without_false_colour(grey).shape == (3, 4)
    grey[1, 1, 0] = 180
    assert without_false_colour(grey).shape == (3, 4, 3)
