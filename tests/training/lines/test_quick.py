"""Zeros in one go, open fours, and the strokes between them."""

from __future__ import annotations

import numpy as np
import pytest

from reader.training.lines.quick import (
    comma_stroke,
    crossed_seven,
    draw_loop,
    flagged_one,
    looped_zero,
    open_four,
    slash_stroke,
    straight_one,
)

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_looped_zero_is_about_as_high_as_asked_and_cut_to_its_ink(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink = looped_zero(rng, draw_loop(rng), height=40.0)
    assert 25 <= ink.shape[0] <= 60
    assert all(edge.any() for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))


def test_zeros_of_one_hand_are_alike() -> None:
    rng = np.random.default_rng(3)
    loop = draw_loop(rng)
    widths = [looped_zero(rng, loop, height=40.0).shape[1] for _ in range(20)]
    assert np.std(widths) < 0.25 * np.mean(widths)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_open_four_has_two_strokes_at_its_top_and_one_at_its_foot(seed: int) -> None:
    ink = open_four(np.random.default_rng(seed), height=40.0, pen=0.08) > 100
    assert 36 <= ink.shape[0] <= 60
    starts = np.diff(ink.astype(int), axis=1, prepend=0) > 0
    assert starts[ink.shape[0] // 4].sum() == 2
    assert starts[-3].sum() >= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crossed_seven_has_ink_on_both_sides_of_its_stem(seed: int) -> None:
    ink = crossed_seven(np.random.default_rng(seed), height=60.0, pen=0.06) > 100
    assert 55 <= ink.shape[0] <= 80
    foot = np.flatnonzero(ink[-3]).mean()
    widest = max(ink[ink.shape[0] // 3 : -ink.shape[0] // 4].sum(axis=1))
    assert widest > 0.15 * 60
    assert foot < np.flatnonzero(ink[: ink.shape[0] // 4].any(axis=0))[-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_flagged_one_has_two_strokes_below_its_top_and_one_at_its_foot(seed: int) -> None:
    ink = flagged_one(np.random.default_rng(seed), height=60.0, pen=0.06) > 100
    starts = np.diff(ink.astype(int), axis=1, prepend=0) > 0
    assert 55 <= ink.shape[0] <= 70
    assert starts[:4].sum(axis=1).max() == 1
    assert starts[ink.shape[0] * 3 // 4 : -2].sum(axis=1).min() >= 1
    assert 2 in starts.sum(axis=1)


def test_its_upstroke_is_never_as_flat_as_the_roof_of_a_seven() -> None:
    rng = np.random.default_rng(5)
    for _ in range(30):
        ink = flagged_one(rng, height=60.0, pen=0.06) > 100
        left = np.flatnonzero(ink.any(axis=0))[0]
        row = np.flatnonzero(ink[:, left]).mean()
        apex = np.flatnonzero(ink[1])[0]
        assert row >= 0.35 * (apex - left)


def test_a_straight_one_is_one_stroke_from_top_to_foot() -> None:
    for seed in SEEDS:
        ink = straight_one(np.random.default_rng(seed), height=60.0, pen=0.08) > 100
        starts = np.diff(ink.astype(int), axis=1, prepend=0) > 0
        assert (starts[1:-1].sum(axis=1) == 1).all()
        assert ink.shape[1] < 0.45 * ink.shape[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_comma_is_one_stroke_as_long_as_asked(seed: int) -> None:
    ink = comma_stroke(np.random.default_rng(seed), height=60.0, long=0.5, pen=0.08) > 100
    starts = np.diff(ink.astype(int), axis=1, prepend=0) > 0
    assert 28 <= ink.shape[0] <= 40
    assert starts[: ink.shape[0] // 2].sum(axis=1).max() == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slash_is_about_as_long_as_a_digit_and_hangs_below_the_line_by_half_of_one_at_most(
    seed: int,
) -> None:
    ink, below = slash_stroke(np.random.default_rng(seed), height=60.0, pen=0.08)
    assert 39 <= ink.shape[0] <= 116
    assert -6.0 <= below <= 30.0


@pytest.mark.parametrize("seed", SEEDS)
def test_only_before_a_dash_is_a_slash_as_upright_as_a_one(seed: int) -> None:
    for number in range(20):
        rng = np.random.default_rng((seed, number))
        ink, _ = slash_stroke(rng, height=60.0, pen=0.05)
        assert ink.shape[1] > 0.12 * (ink.shape[0] - 6)
    widths = [
        slash_stroke(np.random.default_rng((seed, n)), height=60.0, pen=0.05, before_dash=True)[0]
        for n in range(40)
    ]
    assert min(ink.shape[1] / ink.shape[0] for ink in widths) < 0.15
