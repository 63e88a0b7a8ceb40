"""The lines in one connected part of a mask's long runs."""

from __future__ import annotations

import numpy as np

from reader.imaging.ruling import LIMITS
from reader.imaging.ruling_parts import lines_of_part


def lines(part: np.ndarray) -> list[tuple[int, int, int]]:
    """Pixel row of the beginning, first and last column of each line."""
    found, _ = lines_of_part(part, 50, 20, 2.0, LIMITS, vertical=False, shortest=12.0)
    return sorted((int(r.centre[0]), r.start, r.stop) for r in found)


def test_a_line_that_print_joins_with_a_longer_one_is_found_too() -> None:
    part = np.zeros((14, 400), bool)
    part[1:3] = True
    part[3:11, 330:345] = True  # print between them
    part[11:13, 300:400] = True
    assert lines(part) == [(51, 20, 420), (61, 320, 420)]


def test_print_that_hangs_together_with_a_long_line_is_no_line() -> None:
    part = np.zeros((14, 400), bool)
    part[1:3] = True
    for col in range(300, 400, 14):  # letters, with hardly a gap
        part[3:12, col : col + 12] = np.arange(9)[:, None] % 3 != 1
    assert lines(part) == [(51, 20, 420)]


def test_two_lines_side_by_side_are_two() -> None:
    part = np.zeros((8, 300), bool)
    part[1:3] = part[5:7] = True
    assert lines(part) == [(51, 20, 320), (55, 20, 320)]
