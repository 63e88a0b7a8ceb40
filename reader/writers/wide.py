"""One row a page, one column a field: the table that a form's pages make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.records import PageResult
from reader.writers.rows import Row, rows_of
from reader.writers.view import RunView

__all__ = ["WideTable", "wide_table"]

_NEEDS_REVIEW = {"review", "failed"}


@dataclass(frozen=True, slots=True)
class WideTable:
    """``columns`` are file, page, every field in the order met, and what needs review and why."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def wide_table(run: RunView) -> WideTable | None:
    """The pages of ``run`` as a wide table; None where no string has a field."""
    pages = [(result, rows_of(result)) for result in run.iter_results()]
    fields = tuple(dict.fromkeys(row.field for _, rows in pages for row in rows if row.field))
    if not fields:
        return None
    return WideTable(
        columns=("file", "page", *fields, "review"),
        rows=tuple(_page_row(result, rows, fields) for result, rows in pages),
    )


def _page_row(
    result: PageResult, rows: Sequence[Row], fields: Sequence[str]
) -> tuple[str | int, ...]:
    texts = (" ".join(row.text for row in rows if row.field == field) for field in fields)
    doubts = (_doubt(row) for row in rows if row.status in _NEEDS_REVIEW)
    return result.source, result.page_index + 1, *texts, "; ".join(doubts)


def _doubt(row: Row) -> str:
    """``total: low-confidence, rule:sum``; a failed page has no field to name."""
    reasons = row.reasons.replace(";", ", ")
    return f"{row.field}: {reasons}" if row.field else reasons
