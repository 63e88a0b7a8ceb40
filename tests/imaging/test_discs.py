"""The grey closing by a disc."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.imaging.discs import close_by_disc
from reader.records import Image


def closed_by_opencv(image: Image, size: int) -> Image:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.morphologyEx(image, cv2.MORPH_CLOSE, disc), np.uint8)


@pytest.mark.parametrize("size", [1, 3, 5, 7, 11, 31, 63])
@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (37, 1), (20, 33), (90, 70)])
def test_every_pixel_is_opencvs(shape: tuple[int, int], size: int) -> None:
    image = np.random.default_rng(size).integers(0, 256, shape).astype(np.uint8)
    assert np.array_equal(close_by_disc(image, size), closed_by_opencv(image, size))


def test_dark_strokes_narrower_than_the_disc_vanish() -> None:
    image = np.full((40, 60), 200, np.uint8)
    image[:, 20:24] = 30
    assert (close_by_disc(image, 7) == 200).all()
    assert (close_by_disc(image, 3)[:, 20:24] == 30).all()
