"""CSV: byte-order mark, commas, LF, and texts that come back as they were."""

from __future__ import annotations

import csv
import dataclasses
import io

from hypothesis import given

from example_results import FakeRun, failed_result, page_results, read_result, reading
from reader.records import PageResult, Status
from reader.writers.csv import write_csv
from reader.writers.rows import COLUMNS, cell_text, rows_of
from reader.writers.text import restore
from reader.writers.view import RunView, Verification


def written(run: RunView, *, wide: bool = False) -> bytes:
    stream = io.BytesIO()
    write_csv(run, stream, wide=wide)
    return stream.getvalue()


def rows_in(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_bytes_are_those_of_the_contract() -> None:
    assert written(FakeRun([read_result("ä.png", 0, "00742"), failed_result("b.png")])) == (
        b"\xef\xbb\xbffile,page,field,line,text,confidence,status,reasons,raw_text,alternatives,"
        b"weakest,marks,kind,top,left,height,width\n"
        b"\xc3\xa4.png,1,,1,00742,0.9731,accepted,,00742,,5:2:0.9500,,handwritten,10,20,9,50\n"
        b"b.png,1,,1,,,failed,timeout,,,,,,,,,\n"
    )


def test_a_run_without_results_has_a_header() -> None:
    assert rows_in(written(FakeRun([]))) == [list(COLUMNS)]


@given(page_results())
def test_any_text_comes_back(result: PageResult) -> None:
    found = rows_in(written(FakeRun([result])))[1:]
    expected = [[restore(cell_text(cell)) for cell in row.cells()] for row in rows_of(result)]
    assert [[restore(cell) for cell in row] for row in found] == expected
    assert [row[8] for row in expected] == [row.raw_text for row in rows_of(result)]


@given(page_results())
def test_no_cell_begins_as_a_formula_does(result: PageResult) -> None:
    for row in rows_in(written(FakeRun([result])))[1:]:
        assert not [cell for cell in row[:13] if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(page_results())
def test_the_same_run_gives_the_same_bytes(result: PageResult) -> None:
    assert written(FakeRun([result])) == written(FakeRun([dataclasses.replace(result)]))


def test_after_a_review_the_final_text_stands_behind_the_row() -> None:
    accepted, waiting = reading("11"), reading("22", line=2, status=Status.REVIEW)
    settled = reading("33", line=3, status=Status.REVIEW)
    run = FakeRun(
        [PageResult("a.png", 0, (accepted, waiting, settled))],
        verified={("a.png", 1, "", 3): Verification("34", "Ada", "2026-11-20T07:00:00+00:00")},
    )
    header, *rows = rows_in(written(run))
    assert header[-3:] == ["final_text", "verified_by", "verified_at"]
    assert [row[-3:] for row in rows] == [
        ["11", "", ""],
        ["", "", ""],
        ["34", "Ada", "2026-11-20T07:00:00+00:00"],
    ]


def test_wide_has_a_row_a_page_and_a_column_a_field() -> None:
    pages = [
        PageResult("a.png", 0, (reading("1", field="A"), reading("02", field="B"))),
        PageResult(
            "b.png",
            0,
            (
                reading("", field="A", status=Status.BLANK, confidence=None),
                reading("9", field="C", status=Status.REVIEW, reasons=("sign", "rule:sum")),
            ),
        ),
        failed_result("c.png"),
    ]
    assert rows_in(written(FakeRun(pages), wide=True)) == [
        ["file", "page", "A", "B", "C", "review"],
        ["a.png", "1", "1", "02", "", ""],
        ["b.png", "1", "", "", "9", "C: sign, rule:sum"],
        ["c.png", "1", "", "", "", "timeout"],
    ]


def test_wide_without_fields_is_the_ordinary_table() -> None:
    run = FakeRun([read_result()])
    assert written(run, wide=True) == written(run)
