"""A CSV that ``reader read`` or ``reader export`` wrote, back as page results."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

from reader.errors import ConfigurationError
from reader.records import Alternative, Box, PageError, PageResult, Reading, Status
from reader.writers.text import restore

__all__ = ["load_rows"]

NEEDED_COLUMNS = ("file", "page", "field", "line", "text", "confidence", "status")


def load_rows(path: Path) -> tuple[PageResult, ...]:
    """The pages of a CSV output, without digits and pictures.

    Raises
    ------
    ConfigurationError
        If it cannot be read or is not such a file; names line and column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in NEEDED_COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise ConfigurationError(
                    f"{path}: no output of this program: column {missing[0]} is missing;"
                    " expected a run file or a CSV that reader read wrote"
                )
            return tuple(_pages(rows, path))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: neither run file nor CSV in UTF-8: {error}") from error


def _pages(rows: csv.DictReader[str], path: Path) -> Iterator[PageResult]:
    parsed = (_parsed(row, where=f"{path}, line {rows.line_num}") for row in rows)
    for (file, page), group in itertools.groupby(parsed, key=lambda row: row[:2]):
        readings = tuple(reading for _, _, reading in group)
        if readings[0].status is Status.FAILED:
            error = PageError(";".join(readings[0].reasons), "")
            yield PageResult(file, page - 1, error=error)
        else:
            yield PageResult(file, page - 1, readings)


def _parsed(row: dict[str, str | None], *, where: str) -> tuple[str, int, Reading]:
    cells = {column: restore(cell or "") for column, cell in row.items() if column is not None}
    try:
        return cells["file"], int(cells["page"]), _reading(cells)
    except ValueError as error:
        raise ConfigurationError(f"{where}: not a row of this program: {error}") from error


def _reading(cells: dict[str, str]) -> Reading:
    return Reading(
        line=int(cells["line"] or 0),
        box=Box(*(int(cells.get(side) or 0) for side in ("top", "left", "height", "width"))),
        text=cells["text"],
        confidence=float(cells["confidence"]) if cells["confidence"] else None,
        status=Status(cells["status"]),
        reasons=tuple(word for word in cells.get("reasons", "").split(";") if word),
        raw=cells.get("raw_text", ""),
        alternatives=tuple(_alternatives(cells.get("alternatives", ""))),
        kind=cells.get("kind") or "handwritten",
        field=cells["field"],
    )


def _alternatives(text: str) -> Iterator[Alternative]:
    for part in text.split(";"):
        other, colon, probability = part.partition(":")
        if colon:
            yield Alternative(other, float(probability))
