"""XLSX for people: the strings with their ink beside them, the files, and the run."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from reader.records import PageResult
from reader.writers.pictures import Picture, cell_picture
from reader.writers.rows import Cell, Row
from reader.writers.sheets import ROW_PIXELS, SheetSeries, Styles
from reader.writers.table import StringTable
from reader.writers.view import RunFacts, RunView, SourceFacts

__all__ = ["write_xlsx"]

PICTURE_ROWS = 10_000
"""Rows that all have a picture; beyond them only those under review, or programs grow slow."""

PACKED_IN_MEMORY = 20_000
"""Rows up to which the finished sheet is packed in memory: some 40 MB, and four times as fast with
ten thousand pictures."""

_STRING_WIDTHS = {
    "file": 36,
    "page": 8,
    "field": 12,
    "line": 8,
    "text": 56,
    "confidence": 13,
    "status": 11,
    "reasons": 26,
    "raw_text": 16,
    "alternatives": 30,
    "weakest": 12,
    "marks": 18,
    "kind": 13,
    "final_text": 20,
    "verified_by": 16,
    "verified_at": 26,
}
"""Widths in characters; the text's holds the ink as well."""

_BOX_WIDTH = 9

_FILE_WIDTHS = {
    "file": 44,
    "page": 8,
    "status": 12,
    "strings": 10,
    "accepted": 11,
    "review": 10,
    "blank": 10,
    "error": 80,
}

_RUN_WIDTHS = {"what": 32, "value": 80}

_WORST_FIRST = ("failed", "review", "accepted", "blank")


def write_xlsx(run: RunView, stream: BinaryIO) -> None:
    """Writes the sheets ``strings``, ``files`` and ``run``; rows are not kept in memory.

    Raises
    ------
    OSError
        If the disk is full.
    """
    facts = run.facts()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workbook = xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        workbook.set_properties(_properties(facts))
        styles = Styles(workbook)
        pages = _write_strings(workbook, styles, run)
        _write_files(workbook, styles, _with_unread(pages, run.iter_sources()))
        _write_run(workbook, styles, facts)
        # Otherwise the library packs every picture by way of a temporary file.
        workbook.in_memory = sum(sum(line.counts) for line in pages) <= PACKED_IN_MEMORY
        try:
            workbook.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error  # a full disk, in the library's wrapping


@dataclass(frozen=True, slots=True)
class _PageLine:
    """A page's row in the sheet ``files``; ``page`` None stands for a file not yet read."""

    file: str
    page: int | None
    status: str
    counts: tuple[int, int, int]
    error: str

    def cells(self) -> tuple[Cell, ...]:
        strings = sum(self.counts[:2])
        return self.file, self.page, self.status, strings, *self.counts, self.error


def _write_strings(workbook: Any, styles: Styles, run: RunView) -> list[_PageLine]:
    table = StringTable(run)
    widths = {column: _STRING_WIDTHS.get(column, _BOX_WIDTH) for column in table.columns}
    sheet = SheetSeries(workbook, "strings", widths=widths, styles=styles)
    pages, number = [], 0
    for result, rows in table.iter_pages():
        crops = [reading.crop for reading in result.readings] or [b""]
        for row, crop in zip(rows, crops, strict=True):
            number += 1
            picture = _picture(row, crop, number)
            sheet.write(table.cells(row), status=row.status, picture=picture)
        pages.append(_page_line(result, rows))
    sheet.finish()
    return pages


def _picture(row: Row, crop: bytes, number: int) -> Picture | None:
    if not crop or (number > PICTURE_ROWS and row.status != "review"):
        return None
    picture = cell_picture(crop, height=ROW_PIXELS)
    if picture is None:
        return None
    return replace(picture, description=f"{row.file}, page {row.page}, line {row.line}")


def _page_line(result: PageResult, rows: Sequence[Row]) -> _PageLine:
    counts = Counter(row.status for row in rows)
    return _PageLine(
        file=result.source,
        page=result.page_index + 1,
        status=next(status for status in _WORST_FIRST if counts[status]),
        counts=(counts["accepted"], counts["review"], counts["blank"]),
        error=result.error.message if result.error else "",
    )


def _with_unread(pages: list[_PageLine], sources: Iterator[SourceFacts]) -> Iterator[_PageLine]:
    """All pages, and in their places the files of which none was read."""
    waiting = iter(pages)
    page = next(waiting, None)
    for source in sources:
        if page is None or page.file != source.name:
            yield _PageLine(source.name, None, "not read", (0, 0, 0), source.error)
        while page is not None and page.file == source.name:
            yield page
            page = next(waiting, None)


def _write_files(workbook: Any, styles: Styles, lines: Iterator[_PageLine]) -> None:
    sheet = SheetSeries(workbook, "files", widths=_FILE_WIDTHS, styles=styles)
    for line in lines:
        sheet.write(line.cells(), status=line.status)
    sheet.finish()


def _write_run(workbook: Any, styles: Styles, facts: RunFacts) -> None:
    sheet = SheetSeries(workbook, "run", widths=_RUN_WIDTHS, styles=styles)
    for what, value in _run_lines(facts):
        sheet.write((what, str(value)))
    sheet.finish()


def _run_lines(facts: RunFacts) -> Iterator[tuple[str, object]]:
    for name, version in facts.versions:
        yield (name if name == "engine" else f"version of {name}"), version
    yield "model", facts.model_name
    yield "model checksum (SHA-256)", facts.model_checksum
    yield "run file made", facts.created_at
    yield "command started", facts.started_at
    yield "last page read", facts.last_read_at
    yield "settings digest", facts.settings_digest
    yield from facts.settings


def _properties(facts: RunFacts) -> dict[str, object]:
    # Without a time of its own, xlsxwriter takes the present one: no two files would be equal.
    return {
        "title": "Handwritten numbers",
        "comments": "Made by digit-reader",
        "created": datetime.fromisoformat(facts.created_at),
    }
