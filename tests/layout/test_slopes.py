"""Lines that rise and fall: found though their digits do not stand side by side, and measured."""

from __future__ import annotations

import math

import pytest

from drawn_ink import block
from reader.layout.slopes import find_steep_rows, slope_of
from reader.records import Component


def staircase(
    count: int, *, degrees: float, pitch: float = 42.0, top: int = 300, left: int = 50
) -> tuple[Component, ...]:
    """Digits 40 pixels high along a line that falls by ``degrees``."""
    along, down = pitch * math.cos(math.radians(degrees)), pitch * math.sin(math.radians(degrees))
    return tuple(
        block(round(top + down * k), round(left + along * k), 40, 26) for k in range(count)
    )


@pytest.mark.parametrize("degrees", [-45, -38, -30, 32, 40, 45])
def test_a_steep_row_is_found(degrees: float) -> None:
    row = staircase(5, degrees=degrees, pitch=60)
    assert find_steep_rows(row, reach=2.6) == (row,)


def test_two_steep_rows_are_two() -> None:
    first = staircase(4, degrees=35, pitch=60)
    second = staircase(5, degrees=-40, pitch=60, top=900)
    assert set(find_steep_rows([*first, *second], reach=2.6)) == {first, second}


@pytest.mark.parametrize(
    "components",
    [
        (),
        staircase(2, degrees=40, pitch=60),
        staircase(6, degrees=0),
        staircase(6, degrees=15),
        tuple(block(60 * k, 100, 40, 26) for k in range(6)),
        tuple(block(170 * k, 50 + 170 * k, 40, 26) for k in range(6)),
        (block(0, 0, 40, 26), block(40, 40, 12, 10), block(80, 80, 40, 26)),
    ],
)
def test_level_rows_columns_and_what_stands_apart_are_none(
    components: tuple[Component, ...],
) -> None:
    assert find_steep_rows(components, reach=2.6) == ()


@pytest.mark.parametrize("degrees", [-40, -12, 10, 25, 45])
def test_the_slope_of_a_row_is_measured(degrees: float) -> None:
    slope = slope_of(staircase(6, degrees=degrees))
    assert slope == pytest.approx(math.tan(math.radians(degrees)), abs=0.03)


def test_what_is_nearly_level_short_or_uneven_does_not_slope() -> None:
    assert slope_of(()) == 0.0
    assert slope_of(staircase(8, degrees=4)) == 0.0
    assert slope_of(staircase(2, degrees=40)) == 0.0
    assert slope_of(staircase(3, degrees=10)) == 0.0
    uneven = [block(top, 50 + 40 * k, 40, 26) for k, top in enumerate((0, 30, 5, 40, 10, 60))]
    assert slope_of(uneven) == 0.0


def test_small_marks_tell_nothing_of_a_slope() -> None:
    row = staircase(5, degrees=0)
    marks = [block(320 + 8 * k, 60 + 40 * k, 8, 6) for k in range(4)]
    assert slope_of([*row, *marks]) == 0.0
