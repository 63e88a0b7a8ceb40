"""Characters look printed or written one by one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.imaging.components import find_components
from reader.layout.print_shapes import print_shape
from reader.records import Mask
from reader.synthesis import draw_string, draw_writer
from reader.synthesis.prints import FAMILIES, Typeface, print_text


def masks_of(ink: np.ndarray) -> list[Mask]:
    return [c.mask for c in find_components(ink > 110, smallest=20)]


def test_nothing_and_bars_tell_nothing() -> None:
    assert print_shape([]) == 0.0
    assert print_shape([np.ones((40, 4), bool)]) == 0.0


@pytest.mark.parametrize("shape", [(1, 1), (9, 9), (200, 120)])
def test_any_size_will_do(shape: tuple[int, int]) -> None:
    assert -4.0 <= print_shape([np.ones(shape, bool)]) <= 4.0


@pytest.mark.parametrize("family", FAMILIES)
def test_type_looks_printed(family: str) -> None:
    ink, _ = print_text("0123456789", Typeface(family, 400), height=34.0)
    assert print_shape(masks_of(ink)) > 0.5


def test_hands_look_written() -> None:
    rng = np.random.default_rng(11)
    said = []
    for _ in range(12):
        drawn = draw_string(rng, draw_writer(rng), "5283604", height=36.0)
        ink = np.asarray(cv2.GaussianBlur(drawn.ink, (0, 0), 0.6), np.uint8)
        said.append(print_shape(masks_of(ink)))
    assert np.mean(np.array(said) < 0.0) > 0.8
