"""The moving window: where it stops, and what it reads on the way."""

from __future__ import annotations

import numpy as np

from reader.training.baselines.recipe import Windows
from reader.training.baselines.windows import cut_windows, read_walk

WINDOWS = Windows(step=0.05, jump=0.8, sure=0.5)


def drawn(*, digits: dict[int, int], width: int = 100, height: int = 20) -> np.ndarray:
    """Bars of level 10 x digit, each in the middle of the square that begins at ``left``."""
    picture = np.zeros((height, width), np.uint8)
    for left, digit in digits.items():
        picture[4:16, left + 8 : left + 12] = 10 * digit
    return picture


def perfect(window: np.ndarray) -> np.ndarray:
    """Sure of the digit whose bar stands right in the middle, of nothing else."""
    said = np.zeros(10)
    middle = window[:, 8:12]
    if middle.any() and (middle[4:16] == middle.max()).all():
        said[middle.max() // 10] = 0.9
    return said


def read(picture: np.ndarray) -> str:
    said = np.stack([perfect(window) for window in cut_windows(picture, WINDOWS)])
    return read_walk(said, WINDOWS)


def test_windows_are_square_and_a_twentieth_of_the_height_apart() -> None:
    picture = np.tile(np.arange(100, dtype=np.uint8), (20, 1))
    found = cut_windows(picture, WINDOWS)
    assert len(found) == 81
    assert {window.shape for window in found} == {(20, 20)}
    assert [int(window[0, 0]) for window in found[:4]] == [0, 1, 2, 3]


def test_a_high_picture_is_its_own_only_window() -> None:
    picture = np.zeros((30, 12), np.uint8)
    assert [window.shape for window in cut_windows(picture, WINDOWS)] == [(30, 12)]


def test_digits_are_read_from_left_to_right() -> None:
    assert read(drawn(digits={3: 7, 25: 4, 61: 9})) == "749"


def test_behind_a_digit_the_window_jumps_over_what_follows_closely() -> None:
    assert read(drawn(digits={3: 7, 10: 4, 40: 9})) == "79"


def test_a_digit_is_not_read_twice_while_the_window_passes_it() -> None:
    said = np.zeros((40, 10))
    said[5:9, 3] = 0.7
    assert read_walk(said, WINDOWS) == "3"


def test_half_sure_is_sure_enough_and_less_is_not() -> None:
    said = np.zeros((2, 10))
    said[0, 1], said[1, 2] = 0.49, 0.5
    assert read_walk(said, WINDOWS) == "2"


def test_nothing_is_read_where_nothing_is_written() -> None:
    assert read(drawn(digits={})) == ""
