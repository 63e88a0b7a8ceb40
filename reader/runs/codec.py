"""Page results as rows of the run file, and back without a difference."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from reader.records import (
    Alternative,
    Box,
    Digit,
    Mark,
    PageError,
    PageResult,
    Reading,
    Status,
    Step,
)
from reader.writers.rows import COLUMNS, Row, rows_of
from reader.writers.text import encodable

__all__ = ["insert_page", "page_result"]

_INSERT_PAGE = """
INSERT INTO page (source_id, page, "height", "width", steps, reason, error, read_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""

_INSERT_READING = """
INSERT INTO reading (source_id, file, page, field, line, text, confidence, status, reasons,
  raw_text, alternatives, weakest, marks, kind, "top", "left", "height", "width",
  digits, detail, crop)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_SELECT_PAGE = """
SELECT page.*, source.file FROM page JOIN source ON source.id = page.source_id
WHERE page.source_id = ? AND page.page = ?"""

_SELECT_READINGS = """
SELECT line, "top", "left", "height", "width", text, confidence, status, raw_text, digits, detail,
  kind, field, crop
FROM reading WHERE source_id = ? AND page = ? AND detail IS NOT NULL ORDER BY id"""


def insert_page(
    connection: sqlite3.Connection, source_id: int, *, result: PageResult, now: str
) -> None:
    """Writes ``result`` in place of whatever was there for its page."""
    page = result.page_index + 1
    error = result.error
    connection.execute("DELETE FROM page WHERE source_id = ? AND page = ?", (source_id, page))
    connection.execute(
        _INSERT_PAGE,
        (
            source_id,
            page,
            *(int(length) for length in result.size),
            _json([[step.name, [list(fact) for fact in step.facts]] for step in result.steps]),
            None if error is None else encodable(error.reason),
            None if error is None else encodable(error.message),
            now,
        ),
    )
    connection.executemany(_INSERT_READING, _reading_rows(source_id, result))


def page_result(connection: sqlite3.Connection, source_id: int, *, page: int) -> PageResult:
    """The result that :func:`insert_page` wrote for ``page`` (from 1).

    Raises
    ------
    KeyError, TypeError, ValueError
        If the rows are not as they were written.
    """
    row = connection.execute(_SELECT_PAGE, (source_id, page)).fetchone()
    readings = connection.execute(_SELECT_READINGS, (source_id, page)).fetchall()
    return PageResult(
        source=row["file"],
        page_index=page - 1,
        readings=tuple(_reading(reading) for reading in readings),
        error=None if row["reason"] is None else PageError(row["reason"], row["error"]),
        steps=_steps(row["steps"]),
        size=(row["height"], row["width"]),
    )


def _reading_rows(source_id: int, result: PageResult) -> Iterable[tuple[Any, ...]]:
    rows = rows_of(result)
    if result.error is not None or not result.readings:
        return [_reading_row(source_id, rows[0], None)]
    pairs = zip(rows, result.readings, strict=True)
    return [_reading_row(source_id, row, reading) for row, reading in pairs]


def _reading_row(source_id: int, row: Row, reading: Reading | None) -> tuple[Any, ...]:
    cells = [encodable(cell) if isinstance(cell, str) else cell for cell in row.cells()]
    if reading is None:
        return (source_id, *_with_confidence(cells, None), "[]", None, b"")
    confidence = None if reading.confidence is None else float(reading.confidence)
    return (
        source_id,
        *_with_confidence(cells, confidence),
        _json([_digit_facts(digit) for digit in reading.digits]),
        _json(
            {
                "reasons": list(reading.reasons),
                "alternatives": [[a.text, a.probability] for a in reading.alternatives],
                "marks": [[mark.kind, mark.position] for mark in reading.marks],
            }
        ),
        reading.crop,
    )


def _with_confidence(cells: list[Any], confidence: float | None) -> list[Any]:
    """The row's cells with the confidence as it was, not as it is shown."""
    place = COLUMNS.index("confidence")
    return [*cells[:place], confidence, *cells[place + 1 :]]


def _digit_facts(digit: Digit) -> dict[str, Any]:
    box = digit.box
    return {
        "digit": digit.digit,
        "probability": digit.probability,
        "box": [box.top, box.left, box.height, box.width],
        "runner_up": digit.runner_up,
    }


def _reading(row: sqlite3.Row) -> Reading:
    detail = json.loads(row["detail"])
    return Reading(
        line=row["line"],
        box=Box(row["top"], row["left"], row["height"], row["width"]),
        text=row["text"],
        confidence=row["confidence"],
        status=Status(row["status"]),
        reasons=tuple(detail["reasons"]),
        raw=row["raw_text"],
        digits=tuple(_digit(facts) for facts in json.loads(row["digits"])),
        alternatives=tuple(Alternative(*pair) for pair in detail["alternatives"]),
        marks=tuple(Mark(*pair) for pair in detail["marks"]),
        kind=row["kind"],
        field=row["field"],
        crop=row["crop"],
    )


def _digit(facts: dict[str, Any]) -> Digit:
    return Digit(facts["digit"], facts["probability"], Box(*facts["box"]), facts["runner_up"])


def _steps(text: str) -> tuple[Step, ...]:
    return tuple(
        Step(name, tuple((fact, value) for fact, value in facts))
        for name, facts in json.loads(text)
    )


def _json(value: Any) -> str:
    # numpy's scalars are numbers too, and read back equal as Python's.
    return json.dumps(value, default=lambda scalar: scalar.item())
