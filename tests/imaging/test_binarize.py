"""Which pixels are ink: local, with hysteresis, and nothing on bare paper."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from reader.imaging.binarize import binarize
from reader.imaging.illumination import GreyInk, extract_ink
from reader.records import Image, Mask


def mask_of(ink: Image, *, noise: float = 0.5) -> Mask:
    return binarize(GreyInk(ink, noise, False), level=0.45, noise_factor=4.0, faintest=20.0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (80, 120)])
def test_bare_paper_has_no_ink(shape: tuple[int, int]) -> None:
    mask = mask_of(np.zeros(shape, np.uint8))
    assert mask.shape == shape
    assert mask.dtype == bool
    assert not mask.any()


def test_full_ink_is_all_ink() -> None:
    assert mask_of(np.full((60, 60), 255, np.uint8)).all()


def test_a_single_strong_pixel_is_ink() -> None:
    ink = np.zeros((60, 60), np.uint8)
    ink[30, 20] = 255
    assert np.argwhere(mask_of(ink)).tolist() == [[30, 20]]


def test_ink_fainter_than_the_faintest_is_none() -> None:
    ink = np.zeros((60, 60), np.uint8)
    ink[20:40, 20:24] = 20
    assert not mask_of(ink).any()


def test_ink_within_the_noise_is_none() -> None:
    ink = np.zeros((60, 60), np.uint8)
    ink[20:40, 20:24] = 90
    assert mask_of(ink).any()
    assert not mask_of(ink, noise=30.0).any()


def test_however_noisy_the_paper_the_strongest_ink_is_ink() -> None:
    ink = np.zeros((60, 60), np.uint8)
    ink[20:40, 20:24] = 255
    assert mask_of(ink, noise=1000.0).any()


def test_pencil_beside_felt_pen_gets_a_threshold_of_its_own() -> None:
    image = paper(200, 900)
    felt = written(image, "471", top=80, left=40, level=0, pen=6)
    pencil = written(image, "935", top=80, left=700, level=190, pen=3)
    found = binarize(extract_ink(image), level=0.45, noise_factor=4.0, faintest=20.0)
    for box, level in ((felt, 0), (pencil, 190)):
        drawn = image[box.slices] < (255 + level) / 2
        assert found[box.slices].sum() == pytest.approx(drawn.sum(), rel=0.15)


def test_a_stroke_that_fades_stays_in_one_piece_but_weak_ink_alone_does_not_count() -> None:
    ink = np.zeros((100, 100), np.uint8)
    ink[20:80, 50:54] = 200
    ink[45:55, 50:54] = 75  # weaker than the threshold, connected to the stroke on both sides
    ink[40:48, 38:44] = 75  # as weak, and alone
    mask = mask_of(ink)
    assert cv2.connectedComponents(mask.astype(np.uint8))[0] == 2  # the ground and one stroke
    assert mask[45:55, 50:54].all()
    assert not mask[:, :50].any()
