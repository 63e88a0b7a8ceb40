"""What a person wrote into a table of readings: CSV or XLSX of ``reader read``, corrected."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from reader.errors import DataError
from reader.writers.rows import RowKey
from reader.writers.text import restore

__all__ = ["read_corrections"]

KEY_COLUMNS = ("file", "page", "field", "line")

VERIFIED = "verified"
"""What a person may write as a row's status: its text is right as it stands."""

Cells = Mapping[str, str]


def read_corrections(path: Path, *, texts: Mapping[RowKey, str]) -> dict[RowKey, str]:
    """The texts of the rows that a person settled; ``texts`` is what the program had read.

    With a column ``final_text`` these are the rows that have one; where there is a column
    ``verified_by`` beside it, it is filled too, or the text was changed. Without ``final_text``
    these are the rows whose ``text`` was changed, and those whose ``status`` is ``verified``: that
    a row was left as it was does not say that anybody looked at it.

    Raises
    ------
    DataError
        If the table is missing, damaged, or has not the columns that name a row.
    """
    found: dict[RowKey, str] = {}
    for number, row in enumerate(_rows(path), start=2):
        try:
            key = (row["file"], int(row["page"]), row["field"], int(row["line"]))
        except ValueError as error:
            raise DataError(
                f"{path}: row {number}: page and line are {row['page']!r} and {row['line']!r}; "
                "expected whole numbers"
            ) from error
        if key in texts and (text := _settled(row, read=texts[key])):
            found[key] = text
    return found


def _settled(row: Cells, *, read: str) -> str:
    """The text that a person stands for, or nothing."""
    if "final_text" not in row:
        changed = row["text"] != read
        return row["text"] if changed or row.get("status") == VERIFIED else ""
    final = row["final_text"]
    seen = row.get("verified_by", "somebody") or final != row["text"]
    return final if seen else ""


def _rows(path: Path) -> Iterator[Cells]:
    """Every row with its columns' names, texts as they were before a spreadsheet was kept safe."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: corrected table cannot be read: {error.strerror}") from error
    table = _xlsx(path, content) if content[:2] == b"PK" else _csv(path, content)
    head = next(table, [])
    columns = {name.strip(): place for place, name in enumerate(head)}
    for name in (*KEY_COLUMNS, "text"):
        if name not in columns:
            raise DataError(
                f"{path}: no column {name}; expected a CSV or XLSX that reader read wrote, "
                "corrected in the column text, or with a column final_text"
            )
    for cells in table:
        if any(cells):
            yield {
                name: restore(cells[place]).strip() if place < len(cells) else ""
                for name, place in columns.items()
            }


def _csv(path: Path, content: bytes) -> Iterator[list[str]]:
    """Rows of a CSV; spreadsheets of some countries write semicolons or tabs."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: no CSV in UTF-8 ({error}); save it as CSV UTF-8") from error
    first = text.partition("\n")[0]
    comma = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    except csv.Error as error:
        raise DataError(f"{path}: no CSV ({error}); save it as CSV UTF-8") from error


def _xlsx(path: Path, content: bytes) -> Iterator[list[str]]:
    """Rows of a workbook's first sheet."""
    try:
        import openpyxl
    except ImportError as error:
        raise DataError(
            f"{path}: workbooks are read by openpyxl, which is not installed; save the sheet as "
            "CSV UTF-8, or pip install openpyxl"
        ) from error
    try:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield ["" if value is None else str(value) for value in row]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise DataError(f"{path}: damaged workbook ({error}); save it again") from error
