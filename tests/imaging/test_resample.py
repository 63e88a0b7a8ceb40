"""Pictures brought to a size at which strokes are several pixels wide."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import paper
from reader.imaging.resample import reduced, resample, working_factor


@pytest.mark.parametrize(
    ("shape", "factor"),
    [
        ((300, 400), 1.0),  # fits
        ((48, 400), 2.0),  # low: enlarged until its short side is 96
        ((10, 40), 4.0),  # very low: four times and no more
        ((800, 3200), 0.5),  # long: reduced until its long side is 1600
        ((10, 1500), 1600 / 1500),  # low and long: the long side still fits
        ((10, 3200), 0.5),
        ((1, 1), 4.0),
    ],
)
def test_the_short_side_is_large_enough_and_the_long_side_not_too_large(
    shape: tuple[int, int], factor: float
) -> None:
    assert working_factor(shape, shortest=96, longest=1600) == pytest.approx(factor)


def test_factor_one_changes_nothing() -> None:
    image = paper(20, 30)
    assert resample(image, 1.0) is image


@pytest.mark.parametrize(("factor", "shape"), [(0.5, (10, 15)), (2.0, (40, 60)), (0.01, (1, 1))])
def test_the_size_follows_the_factor_and_is_never_empty(
    factor: float, shape: tuple[int, int]
) -> None:
    assert resample(paper(20, 30), factor).shape == shape


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("factor", [0.3, 3.0])
def test_black_stays_black_and_white_stays_white(level: int, factor: float) -> None:
    image = resample(paper(20, 30, level=level), factor)
    assert image.dtype == np.uint8
    assert (image == level).all()


def test_shrinking_averages_so_that_thin_strokes_stay() -> None:
    image = paper(20, 30)
    image[:, 15] = 0
    assert resample(image, 0.5)[:, 7].tolist() == [128] * 10


def test_enlarging_does_not_overflow_at_sharp_edges() -> None:
    image = paper(20, 30)
    image[:, 15:] = 0
    large = resample(image, 4.0)
    assert (large[:, :40] >= 200).all()
    assert (large[:, 80:] <= 55).all()


@pytest.mark.parametrize(
    ("shape", "side", "expected"),
    [((400, 300), 400, (400, 300)), ((500, 1), 400, (400, 1)), ((3511, 2479), 800, (800, 565))],
)
def test_a_picture_for_measuring_has_its_longest_side(
    shape: tuple[int, int], side: int, expected: tuple[int, int]
) -> None:
    assert reduced(paper(*shape), side).shape == expected


def test_a_picture_for_measuring_shows_the_means() -> None:
    image = paper(2003, 1501)
    image[:, 750:] = 40
    small = reduced(image, 500)
    assert abs(int(small[:, :180].mean()) - int(image[:, :700].mean())) <= 1
    assert (small[:, 195:] == 40).all()
