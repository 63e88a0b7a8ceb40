"""The row of the outputs: what stands in each column, and that no page is without one."""

from __future__ import annotations

import pytest

from example_results import failed_result, read_result, reading
from reader.records import Alternative, Box, Digit, Mark, PageResult, Status
from reader.writers.rows import COLUMNS, cell_text, join_alternatives, join_marks, rows_of
from reader.writers.rows import weakest_digit as weakest


def test_the_columns_are_those_of_the_contract() -> None:
    assert ",".join(COLUMNS) == (
        "file,page,field,line,text,confidence,status,reasons,raw_text,alternatives,weakest,marks,"
        "kind,top,left,height,width"
    )


def test_a_row_tells_its_string() -> None:
    string = reading(
        "0123",
        confidence=0.97318,
        status=Status.REVIEW,
        reasons=("low-confidence", "sign"),
        raw="8123",
        field="total",
        alternatives=(Alternative("8123", 0.081), Alternative("0128", 0.04)),
        marks=(Mark("currency", 0), Mark("comma", 2)),
        kind="printed",
        box=Box(5, 6, 7, 8),
    )
    (row,) = rows_of(PageResult("a/b.tif", 2, (string,)))
    assert row.cells() == (
        *("a/b.tif", 3, "total", 1, "0123", 0.9732, "review", "low-confidence;sign", "8123"),
        *("8123:0.0810;0128:0.0400", "4:3:0.9600", "currency@0;comma@2", "printed", 5, 6, 7, 8),
    )
    assert row.key == ("a/b.tif", 3, "total", 1)


def test_a_failed_page_has_one_row_without_text_confidence_and_box() -> None:
    (row,) = rows_of(failed_result("a.png", 4, reason="timeout"))
    assert (row.page, row.status, row.reasons, row.text) == (5, "failed", "timeout", "")
    assert row.confidence is None
    assert (row.top, row.left, row.height, row.width) == (None, None, None, None)


def test_a_page_without_readings_has_one_blank_row_as_large_as_the_page() -> None:
    (row,) = rows_of(PageResult("a.png", 0, size=(300, 200)))
    assert (row.status, row.text, row.confidence, row.line) == ("blank", "", None, 1)
    assert (row.top, row.left, row.height, row.width) == (0, 0, 300, 200)


def test_a_page_has_a_row_for_each_string_in_order() -> None:
    rows = rows_of(read_result("a.png", 0, "1", "22", "333"))
    assert [(row.line, row.text) for row in rows] == [(1, "1"), (2, "22"), (3, "333")]


def digit(name: str, probability: float) -> Digit:
    return Digit(name, probability, Box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ((), ""),
        ((digit("1", 0.9), digit("2", 0.95), digit("7", 0.81)), "3:7:0.8100"),
        ((digit("4", 0.5), digit("5", 0.5)), "1:4:0.5000"),
    ],
)
def test_the_weakest_digit_is_told_by_position_digit_and_probability(
    digits: tuple[Digit, ...], expected: str
) -> None:
    assert weakest(digits) == expected


def test_lists_are_joined_by_semicolons() -> None:
    assert join_alternatives(()) == ""
    assert join_alternatives([Alternative("1", 0.08096), Alternative("2", 0.0)]) == (
        "1:0.0810;2:0.0000"
    )
    assert join_marks([Mark("comma", 2)]) == "comma@2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(None, ""), (1.0, "1.0000"), (0.0, "0.0000"), (7, "7"), ("007", "007"), ("=1", "'=1")],
)
def test_cells_are_spelt_as_csv_wants_them(cell: str | int | float | None, expected: str) -> None:
    assert cell_text(cell) == expected
