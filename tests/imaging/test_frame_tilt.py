"""A frame tells how far a picture of one string is turned; digits alone do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import ink_of, paper, written
from reader.imaging.frame_tilt import frame_tilt
from reader.imaging.upright import find_upright_ink
from reader.records import Image
from reader.settings import ImagingSettings


def boxed(*, cells: int = 5) -> Image:
    image = paper(240, 560)
    for col in np.linspace(60, 500, cells + 1).round().astype(int).tolist():
        cv2.line(image, (col, 70), (col, 170), 0, 2)
    for row in (70, 170):
        cv2.line(image, (60, row), (500, row), 0, 2)
    written(image, "40718", top=95, left=85, height=50, advance=88 / 50)
    return image


def turned(image: Image, degrees: float) -> Image:
    """Rising to the right by so many degrees."""
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(image, turn, (width, height), borderValue=255), np.uint8)


@pytest.mark.parametrize("degrees", [-8.0, -5.0, 4.0, 7.0])
def test_the_tilt_of_a_comb_is_told(degrees: float) -> None:
    assert frame_tilt(ink_of(turned(boxed(), degrees))) == pytest.approx(degrees, abs=0.6)


@pytest.mark.parametrize("degrees", [0.0, 1.0])
def test_a_level_frame_is_left_as_it_is(degrees: float) -> None:
    assert frame_tilt(ink_of(turned(boxed(), degrees))) == 0.0


def test_digits_alone_tell_nothing() -> None:
    image = paper(200, 500)
    written(image, "40718", top=60, left=60, height=60)
    assert frame_tilt(ink_of(turned(image, 6.0))) == 0.0


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (60, 90)])
def test_blank_paper_has_no_frame(shape: tuple[int, int]) -> None:
    assert frame_tilt(ink_of(paper(*shape))) == 0.0


def test_full_ink_is_no_frame() -> None:
    assert frame_tilt(ink_of(np.zeros((60, 200), np.uint8))) == 0.0


def test_a_framed_picture_is_levelled_whole() -> None:
    upright, tilt, ink = find_upright_ink(
        turned(boxed(), 6.0), ImagingSettings(), whole_page=False, framed=True
    )
    assert tilt == pytest.approx(6.0, abs=0.6)
    unturned, _, _ = find_upright_ink(turned(boxed(), 6.0), ImagingSettings(), whole_page=False)
    assert upright.image.shape[0] > unturned.image.shape[0] + 40
    assert upright.image.shape[1] > unturned.image.shape[1]
    assert sum(r.vertical for r in ink.rulings) == 6
    assert len([c for c in ink.components if c.box.height > 40]) == 5


def test_a_digit_is_not_turned() -> None:
    image = turned(boxed(), 6.0)
    _, tilt, _ = find_upright_ink(image, ImagingSettings(), whole_page=False)
    assert tilt == 0.0
