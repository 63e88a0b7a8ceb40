"""The rows of a whole run, with the columns of a review where there was one."""

from __future__ import annotations

from collections.abc import Iterator

from reader.records import PageResult
from reader.writers.rows import COLUMNS, REVIEW_COLUMNS, Cell, Row, rows_of
from reader.writers.view import RunView

__all__ = ["StringTable"]

_SETTLED = {"accepted"}
"""What needs no person: such a text is final as it was read."""


class StringTable:
    """One row a string, in the order of the run; the columns are known before the first row."""

    def __init__(self, run: RunView) -> None:
        self._run = run
        self._verified = run.verifications()
        self.columns = COLUMNS + (REVIEW_COLUMNS if self._verified else ())

    def iter_cells(self) -> Iterator[tuple[Cell, ...]]:
        """The cells of every row, one for each of ``columns``."""
        for result in self._run.iter_results():
            for row in rows_of(result):
                yield self.cells(row)

    def iter_pages(self) -> Iterator[tuple[PageResult, tuple[Row, ...]]]:
        """Every page with its rows."""
        for result in self._run.iter_results():
            yield result, rows_of(result)

    def cells(self, row: Row) -> tuple[Cell, ...]:
        return row.cells() + (self._final_cells(row) if self._verified else ())

    def _final_cells(self, row: Row) -> tuple[Cell, ...]:
        said = self._verified.get(row.key)
        if said is not None:
            return said.text, said.who, said.at
        return (row.text if row.status in _SETTLED else ""), "", ""
