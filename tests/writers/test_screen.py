"""Pictures for a screen: what is reduced, what keeps every pixel, and what gets a palette."""

from __future__ import annotations

import cv2
import numpy as np

from reader.writers.screen import LONGEST_SIDE, LOSSLESS_BYTES, encode_for_screen


def decoded(coded: bytes) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(coded, np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return cv2.cvtColor(found, cv2.COLOR_BGR2RGB)


def grainy(height: int, width: int) -> np.ndarray:
    """Paper as a scanner sees it, with a red bar."""
    grain = np.random.default_rng(1).normal(245, 3, (height, width, 1)).clip(0, 255)
    noise = np.repeat(grain, 3, axis=2)
    noise[100:200] = (200, 30, 30)
    return noise.astype(np.uint8)


def test_a_small_picture_keeps_every_pixel() -> None:
    picture = grainy(300, 400)
    assert (decoded(encode_for_screen(picture, ".png")) == picture).all()


def test_a_scan_is_reduced_and_becomes_light() -> None:
    coded = encode_for_screen(grainy(3500, 2500), ".png")
    assert decoded(coded).shape == (LONGEST_SIDE, 2000, 3)
    assert len(coded) < LOSSLESS_BYTES


def test_colours_outlast_the_palette() -> None:
    shown = decoded(encode_for_screen(grainy(2000, 1500), ".png"))
    assert np.abs(shown[150].astype(int) - (200, 30, 30)).max() <= 16
    assert shown[1000].min() >= 200


def test_other_formats_are_reduced_too() -> None:
    assert decoded(encode_for_screen(grainy(3500, 2500), ".JPG")).shape[0] == LONGEST_SIDE


def test_a_picture_of_one_row_is_no_trouble() -> None:
    assert decoded(encode_for_screen(np.zeros((1, 9000, 3), np.uint8), ".png")).shape[0] == 1
