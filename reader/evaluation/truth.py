"""Truth: what is really written, from a file or from the names of the pictures."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from reader.errors import TruthError
from reader.evaluation.alignment import UNREADABLE

__all__ = ["Truth", "TruthStatus", "load_truth", "truth_from_names"]

NEEDED_COLUMNS = ("file", "text")

ROW_SEPARATOR = "/"

NAME_END = re.compile(r"[_(]")

NAMED_TEXT = re.compile(r"[0-9]+|[A-Za-z]")
"""A truth in a file name: digits, or one letter for models of letters."""


class TruthStatus(StrEnum):
    """What is said of a string instead of its text."""

    WRITTEN = ""
    BLANK = "blank"
    FILLER = "filler"
    ILLEGIBLE = "illegible"


@dataclass(frozen=True, slots=True)
class Truth:
    """The strings of one place, in reading order.

    ``page`` counts from 1, None means the whole file; ``field`` is empty where there is none.
    ``texts`` is empty where nothing is written; ``?`` stands for what nobody can read.
    """

    file: str
    page: int | None
    field: str
    texts: tuple[str, ...]
    status: TruthStatus = TruthStatus.WRITTEN

    @property
    def counts(self) -> bool:
        """Fillers and illegible strings are measured neither as right nor as wrong."""
        return self.status not in (TruthStatus.FILLER, TruthStatus.ILLEGIBLE)


def load_truth(path: Path) -> tuple[Truth, ...]:
    """A truth file: CSV (UTF-8) with ``file,text`` and optionally ``page,field,status``.

    A text is one string, or the strings of a page separated by spaces, with ``/`` between rows
    and ``?`` for an unreadable one. Other columns are notes.

    Raises
    ------
    TruthError
        If the file cannot be read or a row is not as described; names file, line and column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_rows(csv.DictReader(file), path))
    except OSError as error:
        raise TruthError(f"{path}: truth file cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise TruthError(f"{path}: not a CSV file in UTF-8: {error}") from error


def truth_from_names(files: Iterable[str]) -> tuple[Truth, ...]:
    """The truth that file names tell up to the first ``_`` or ``(``: ``7(2)_digit.jpg`` is 7.

    Raises
    ------
    TruthError
        If a name does not begin with digits, or one letter, before that.
    """
    return tuple(Truth(file, None, "", (_named_text(file),)) for file in files)


def _named_text(file: str) -> str:
    text = NAME_END.split(PurePosixPath(file).stem, maxsplit=1)[0].strip()
    if NAMED_TEXT.fullmatch(text) is None:
        raise TruthError(
            f"{file}: no truth in the file name; expected digits before the first _ or (,"
            f" as in 815_x.jpg, found {text!r}"
        )
    return text


def _rows(rows: csv.DictReader[str], path: Path) -> Iterator[Truth]:
    missing = [name for name in NEEDED_COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        found = ", ".join(rows.fieldnames or ()) or "nothing"
        raise TruthError(
            f"{path}, line 1: column {missing[0]} is missing; expected at least file,text,"
            f" found {found}"
        )
    for row in rows:
        yield _parsed(row, where=f"{path}, line {rows.line_num}")


def _parsed(row: dict[str, str | None], *, where: str) -> Truth:
    file = (row["file"] or "").strip().replace("\\", "/")
    if not file:
        raise TruthError(f"{where}, column file: empty; expected the name of a picture")
    status = _status((row.get("status") or "").strip(), where)
    texts = tuple((row["text"] or "").replace(ROW_SEPARATOR, " ").split())
    if status is TruthStatus.BLANK and texts:
        raise TruthError(f"{where}, column text: {texts[0]!r} although the status is blank")
    if not status and not texts:
        status = TruthStatus.BLANK
    if status in (TruthStatus.FILLER, TruthStatus.ILLEGIBLE):
        texts = (UNREADABLE,)
    field = (row.get("field") or "").strip()
    return Truth(file, _page((row.get("page") or "").strip(), where), field, texts, status)


def _status(text: str, where: str) -> TruthStatus:
    try:
        return TruthStatus(text)
    except ValueError as error:
        raise TruthError(
            f"{where}, column status: {text!r}; expected blank, filler, illegible or nothing"
        ) from error


def _page(text: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise TruthError(f"{where}, column page: {text!r}; expected a number from 1")
    return int(text)
