"""The row of the outputs: one a string, the same in CSV, JSONL, the sheet and the run file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from reader.records import Alternative, Digit, Mark, PageResult, Reading, Status
from reader.writers.text import encodable, neutralise

__all__ = [
    "COLUMNS",
    "REVIEW_COLUMNS",
    "Cell",
    "Row",
    "RowKey",
    "cell_text",
    "join_alternatives",
    "join_marks",
    "rows_of",
    "weakest_digit",
]

Cell = str | int | float | None
RowKey = tuple[str, int, str, int]
"""File, page (from 1), field, line: what names a row among all others of a run."""

REVIEW_COLUMNS = ("final_text", "verified_by", "verified_at")


@dataclass(frozen=True, slots=True)
class Row:
    """One string, or one page that could not be read, as the outputs tell it.

    ``page`` and ``line`` count from 1. ``confidence`` has four decimals, None for blank and
    failed. The box is in pixels of the page as shown to a person, None where there is no page.
    """

    file: str
    page: int
    field: str
    line: int
    text: str
    confidence: float | None
    status: str
    reasons: str
    raw_text: str
    alternatives: str
    weakest: str
    marks: str
    kind: str
    top: int | None
    left: int | None
    height: int | None
    width: int | None

    @property
    def key(self) -> RowKey:
        return self.file, self.page, self.field, self.line

    def cells(self) -> tuple[Cell, ...]:
        """The values in the order of :data:`COLUMNS`."""
        return tuple(getattr(self, column) for column in COLUMNS)


COLUMNS = tuple(f.name for f in fields(Row))


def rows_of(result: PageResult) -> tuple[Row, ...]:
    """The rows of one page: never none, for a page without a row would be lost in silence."""
    if result.error is not None:
        return (_failed_row(result),)
    if not result.readings:
        return (_empty_row(result),)
    return tuple(_row(result, reading) for reading in result.readings)


def cell_text(cell: Cell) -> str:
    """A cell as CSV spells it: four decimals, nothing for None, formulas made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}"
    return str(cell) if isinstance(cell, int) else neutralise(encodable(cell))


def join_alternatives(alternatives: Iterable[Alternative]) -> str:
    """``123:0.0810;128:0.0400``: other texts the string may have, with their probabilities."""
    return ";".join(f"{a.text}:{a.probability:.4f}" for a in alternatives)


def join_marks(marks: Iterable[Mark]) -> str:
    """``currency@0;comma@2``: what was left out, and how many digits stand before it."""
    return ";".join(f"{mark.kind}@{mark.position}" for mark in marks)


def weakest_digit(digits: Sequence[Digit]) -> str:
    """``3:7:0.8100``: position from 1, digit and probability of the least sure digit.

    The first of equals; empty where there are no digits.
    """
    if not digits:
        return ""
    position = min(range(len(digits)), key=lambda i: digits[i].probability)
    digit = digits[position]
    return f"{position + 1}:{digit.digit}:{digit.probability:.4f}"


def _row(result: PageResult, reading: Reading) -> Row:
    return Row(
        file=result.source,
        page=result.page_index + 1,
        field=reading.field,
        line=reading.line,
        text=reading.text,
        confidence=None if reading.confidence is None else round(float(reading.confidence), 4),
        status=str(reading.status),
        reasons=";".join(reading.reasons),
        raw_text=reading.raw,
        alternatives=join_alternatives(reading.alternatives),
        weakest=weakest_digit(reading.digits),
        marks=join_marks(reading.marks),
        kind=reading.kind,
        top=int(reading.box.top),
        left=int(reading.box.left),
        height=int(reading.box.height),
        width=int(reading.box.width),
    )


def _failed_row(result: PageResult) -> Row:
    assert result.error is not None
    return _bare_row(result, status=Status.FAILED, reasons=result.error.reason, kind="", box=None)


def _empty_row(result: PageResult) -> Row:
    return _bare_row(
        result, status=Status.BLANK, reasons="", kind="handwritten", box=(0, 0, *result.size)
    )


def _bare_row(
    result: PageResult,
    *,
    status: Status,
    reasons: str,
    kind: str,
    box: tuple[int, int, int, int] | None,
) -> Row:
    top, left, height, width = box or (None, None, None, None)
    return Row(
        file=result.source,
        page=result.page_index + 1,
        field="",
        line=1,
        text="",
        confidence=None,
        status=str(status),
        reasons=reasons,
        raw_text="",
        alternatives="",
        weakest="",
        marks="",
        kind=kind,
        top=top,
        left=left,
        height=height,
        width=width,
    )
