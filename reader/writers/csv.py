"""CSV as spreadsheets open it: UTF-8 with byte-order mark, commas, lines that end in LF."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable
from typing import BinaryIO

from reader.writers.rows import Cell, cell_text
from reader.writers.table import StringTable
from reader.writers.view import RunView
from reader.writers.wide import wide_table

__all__ = ["write_csv"]

_WRITTEN_END = "\r\n"
"""The csv module quotes the characters of its line end: only thus a CR inside a cell is quoted."""


def write_csv(run: RunView, stream: BinaryIO, *, wide: bool = False) -> None:
    """Writes the rows of ``run``; the same run gives the same bytes.

    ``wide`` gives a row a page and a column a field where the run has fields.
    """
    table = wide_table(run) if wide else None
    if table is not None:
        _write(stream, table.columns, table.rows)
        return
    strings = StringTable(run)
    _write(stream, strings.columns, strings.iter_cells())


def _write(stream: BinaryIO, columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    stream.write(codecs.BOM_UTF8)
    writer = csv.writer(_Lines(stream), lineterminator=_WRITTEN_END)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell_text(cell) for cell in row])


class _Lines:
    """What the csv module writes to, a line at a time: text in, bytes that end in LF out."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        self._stream.write(line.removesuffix(_WRITTEN_END).encode("utf-8") + b"\n")
