"""Every pen stays dark, every paper light."""

from __future__ import annotations

import numpy as np
import pytest

from reader.imaging.grey import to_grey

PENS = {
    "black": (25, 25, 25),
    "blue": (50, 60, 170),
    "red": (215, 45, 50),
    "green": (40, 140, 70),
}
PAPERS = {
    "white": (255, 255, 255),
    "cream": (250, 240, 215),
    "pink": (255, 230, 235),
    "light blue": (150, 205, 240),
}


def page(paper: tuple[int, int, int], pen: tuple[int, int, int]) -> np.ndarray:
    colour = np.full((20, 20, 3), paper, np.uint8)
    colour[8:10, 5:15] = np.array(paper) * pen / 255
    return colour


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("pen", PENS.values(), ids=PENS)
def test_ink_is_dark_and_paper_light(
    paper: tuple[int, int, int], pen: tuple[int, int, int]
) -> None:
    grey = to_grey(page(paper, pen))
    assert grey[9, 10] <= 75
    assert grey[0, 0] >= 235


def test_neutral_pixels_on_neutral_paper_keep_their_level() -> None:
    colour = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    assert to_grey(colour)[:, 0].tolist() == list(range(256))


def test_marker_over_ink_leaves_the_ink_darker_by_far() -> None:
    grey = to_grey(page((255, 255, 255), (255, 255, 60)))
    assert grey[9, 10] >= 140


def test_black_pages_and_single_pixels_stay_what_they_are() -> None:
    assert to_grey(np.zeros((3, 4, 3), np.uint8)).tolist() == [[0] * 4] * 3
    assert to_grey(np.full((1, 1, 3), 255, np.uint8)).tolist() == [[255]]
