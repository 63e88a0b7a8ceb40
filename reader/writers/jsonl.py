"""JSONL: one object a row, with the names of the columns as keys."""

from __future__ import annotations

from typing import BinaryIO

from reader.writers.json import json_bytes
from reader.writers.rows import Cell
from reader.writers.table import StringTable
from reader.writers.text import encodable
from reader.writers.view import RunView

__all__ = ["write_jsonl"]


def write_jsonl(run: RunView, stream: BinaryIO) -> None:
    """Writes the rows of ``run`` as UTF-8; the same run gives the same bytes.

    Numbers are numbers, what CSV leaves empty for want of one is null, texts are as they are:
    nothing here is taken for a formula.
    """
    table = StringTable(run)
    for cells in table.iter_cells():
        row = dict(zip(table.columns, map(_plain, cells), strict=True))
        stream.write(json_bytes(row) + b"\n")


def _plain(cell: Cell) -> Cell:
    return encodable(cell) if isinstance(cell, str) else cell
