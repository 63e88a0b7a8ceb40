"""Cheap seams through one component."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reader.records import Mask
from reader.segmentation.cuts import Cut, propose_cuts, sheared


def cuts(mask: Mask, *, slant: float = 0.0, dearest: float = 6.0) -> tuple[Cut, ...]:
    return propose_cuts(mask, slant=slant, distance=8, dearest=dearest, margin=4)


def two_rings_touching() -> Mask:
    """Two rings of 30 columns that share a bridge of 3 pixels in the middle."""
    mask = np.zeros((40, 64), bool)
    for left in (0, 34):
        mask[0:40, left : left + 30] = True
        mask[4:36, left + 4 : left + 26] = False
    mask[18:21, 30:34] = True
    return mask


def test_touching_digits_are_cut_at_the_bridge() -> None:
    best = min(cuts(two_rings_touching()), key=lambda cut: cut.cost)
    assert best.cost == pytest.approx(3)
    assert ((best.cols >= 30) & (best.cols <= 34)).all()


def test_a_cut_has_a_column_for_every_row() -> None:
    for cut in cuts(two_rings_touching(), dearest=20):
        assert cut.cols.shape == (40,)
        assert np.abs(np.diff(cut.cols)).max() <= 1


def test_cuts_come_from_left_to_right_and_keep_their_distance() -> None:
    ends = [int(cut.cols[-1]) for cut in cuts(two_rings_touching(), dearest=100)]
    assert ends == sorted(ends)
    assert min(np.diff(ends)) >= 8
    assert ends[0] >= 4
    assert ends[-1] <= 60


def test_solid_ink_too_thick_to_cut_is_not_cut() -> None:
    assert cuts(np.ones((40, 60), bool)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (30, 1)])
def test_the_smallest_components_do_no_harm(shape: tuple[int, int]) -> None:
    for cut in cuts(np.ones(shape, bool)):
        assert cut.cols.shape == (shape[0],)


def test_empty_paper_is_cut_for_nothing() -> None:
    assert all(cut.cost == 0 for cut in cuts(np.zeros((20, 40), bool)))


@pytest.mark.parametrize("slant", [0.4, -0.4])
def test_cuts_run_along_the_slant(slant: float) -> None:
    mask = np.zeros((40, 100), bool)
    for row in range(40):
        lean = round(slant * (39 - row))
        for start in (30, 60):
            mask[row, start + lean : start + lean + 5] = True
    mask[38:40, 30:65] = True  # a bar joins the feet of the two leaning strokes
    best = min(cuts(mask, slant=slant), key=lambda cut: (cut.cost, abs(cut.cols[-1] - 47)))
    assert best.cost <= 2.5
    assert int(best.cols[0] - best.cols[-1]) == pytest.approx(slant * 39, abs=4)


def test_shearing_moves_rows_and_loses_no_ink() -> None:
    mask = np.eye(4, dtype=bool)
    upright, shift = sheared(mask, -1.0)
    assert shift.tolist() == [3, 2, 1, 0]
    assert upright.sum(axis=0).tolist() == [0, 0, 0, 4, 0, 0, 0]


masks = arrays.arrays(bool, arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=25))


@given(mask=masks, slant=st.floats(-1, 1))
@settings(max_examples=60, deadline=None)
def test_a_cut_costs_the_ink_it_crosses_and_its_steps_aside(mask: Mask, slant: float) -> None:
    upright, shift = sheared(mask, slant)
    assert upright.sum() == mask.sum()
    for cut in propose_cuts(mask, slant=slant, distance=3, dearest=50, margin=0):
        along = cut.cols + shift
        crossed = upright[np.arange(len(along)), along].sum()
        aside = np.abs(np.diff(along)).sum()
        assert cut.cost == pytest.approx(crossed + 0.25 * aside, abs=1e-3)
