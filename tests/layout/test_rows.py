"""What stands side by side is a row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drawn_ink import block, letters
from reader.layout.rows import find_rows
from reader.records import Component


def tops(rows: object) -> list[list[int]]:
    return [[c.box.top for c in row.components] for row in rows]  # type: ignore[attr-defined]


def test_no_components_no_rows() -> None:
    assert find_rows((), reach=1.6) == ()


def test_one_component_is_a_row() -> None:
    (row,) = find_rows([block(5, 6, 1, 1)], reach=1.6)
    assert row.box == block(5, 6, 1, 1).box


def test_neighbours_that_overlap_in_height_are_a_row_from_left_to_right() -> None:
    (row,) = find_rows(letters([10, 18, 5, 12])[::-1], reach=1.6)
    assert [c.box.left for c in row.components] == [20, 60, 100, 140]


def test_a_rising_string_is_one_row_though_its_ends_do_not_overlap() -> None:
    assert len(find_rows(letters([60, 45, 30, 15, 0]), reach=1.6)) == 1


def test_lines_below_each_other_are_rows_from_top_to_bottom() -> None:
    upper, lower = letters([10, 12, 11]), letters([70, 72, 71])
    assert tops(find_rows([*lower, *upper], reach=1.6)) == [[10, 12, 11], [70, 72, 71]]


def test_a_gap_wider_than_the_reach_parts_two_rows() -> None:
    left, near, far = block(0, 0, 40, 20), block(0, 20 + 64, 40, 20), block(0, 20 + 65, 40, 20)
    assert len(find_rows([left, near], reach=1.6)) == 1
    assert len(find_rows([left, far], reach=1.6)) == 2


def test_the_gap_is_measured_by_the_taller_neighbour() -> None:
    small, tall = block(30, 0, 10, 10), block(0, 10 + 64, 40, 20)
    assert len(find_rows([small, tall], reach=1.6)) == 1


def test_a_sliver_of_overlap_is_not_enough() -> None:
    assert len(find_rows([block(0, 0, 40, 20), block(27, 30, 40, 20)], reach=1.6)) == 2
    assert len(find_rows([block(0, 0, 40, 20), block(26, 30, 40, 20)], reach=1.6)) == 1


blocks = st.builds(
    block, st.integers(0, 300), st.integers(0, 300), st.integers(1, 60), st.integers(1, 60)
)


@given(st.lists(blocks, max_size=20))
def test_every_component_is_in_exactly_one_row(components: list[Component]) -> None:
    rows = find_rows(components, reach=1.6)
    found = [c for row in rows for c in row.components]
    assert sorted(map(id, found)) == sorted(map(id, components))
