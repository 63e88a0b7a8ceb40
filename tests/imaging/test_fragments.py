"""Pieces of one ruling are joined where ink hides what lies between them."""

from __future__ import annotations

import numpy as np
import pytest

from reader.imaging.fragments import joined, parted
from reader.imaging.ruling import Ruling
from reader.records import Mask


def piece(start: int, stop: int, row: float, *, slope: float = 0.0, thick: float = 2.0) -> Ruling:
    centre = (row + slope * (np.arange(start, stop) - start)).astype(np.float32)
    return Ruling(False, start, stop, centre, thick, slope)


@pytest.fixture
def ink() -> Mask:
    mask = np.zeros((60, 300), bool)
    mask[10:50] = True
    return mask


def test_nothing_gives_nothing(ink: Mask) -> None:
    assert joined([], ink) == []


def test_two_pieces_of_one_line_are_one(ink: Mask) -> None:
    (one,) = joined([piece(120, 220, 30.0), piece(20, 100, 30.0)], ink)
    assert (one.start, one.stop, one.thickness) == (20, 220, 2.0)
    assert one.centre.size == 200
    assert np.allclose(one.centre, 30.0)


def test_a_slope_goes_on(ink: Mask) -> None:
    (one,) = joined([piece(20, 100, 20.0, slope=0.05), piece(120, 220, 25.0, slope=0.05)], ink)
    assert one.slope == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize(
    "other",
    [
        piece(120, 220, 36.0),
        piece(120, 220, 30.0, slope=0.2),
        piece(120, 220, 30.0, thick=6.0),
        piece(190, 270, 30.0),
    ],
    ids=["beside", "steeper", "thicker", "far away"],
)
def test_other_lines_stay_apart(other: Ruling, ink: Mask) -> None:
    assert len(joined([piece(20, 100, 30.0), other], ink)) == 2


def test_without_ink_between_they_stay_apart() -> None:
    pieces = [piece(20, 100, 30.0), piece(120, 220, 30.0)]
    assert len(joined(pieces, np.zeros((60, 300), bool))) == 2


def upright(start: int, stop: int, col: float) -> Ruling:
    return Ruling(True, start, stop, np.full(stop - start, col, np.float32), 2.0, 0.0)


def test_sides_of_boxes_one_above_the_other_are_parted() -> None:
    mask = np.zeros((300, 200), bool)
    levels = []
    for top, bottom in ((20, 120), (140, 240)):
        mask[top:bottom, 49:51] = True
        for row in (top, bottom):
            mask[row - 1 : row + 1, 40:160] = True
            levels.append(Ruling(False, 40, 160, np.full(120, row, np.float32), 2.0, 0.0))
    found = parted([upright(20, 240, 50.0), *levels], mask)
    pieces = [(r.start, r.stop) for r in found if r.vertical]
    assert len(pieces) == 2
    assert pieces[0][1] <= 124
    assert pieces[1][0] >= 136


def test_a_table_s_line_stays_whole() -> None:
    mask = np.zeros((300, 200), bool)
    mask[20:240, 49:51] = True
    (only,) = parted([upright(20, 240, 50.0)], mask)
    assert (only.start, only.stop) == (20, 240)
    assert parted([], mask) == ()
