"""Truth of drawn pages, and the files that hold it, as the contract has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reader.records import Box

__all__ = ["TruthString", "page_text", "write_truth"]


@dataclass(frozen=True, slots=True)
class TruthString:
    """A field and what stands in it.

    ``text`` is empty where nothing was written, fillers only, or where it was crossed out;
    ``status`` then says ``blank``, ``filler`` or ``struck``. ``box`` is the writing's, or the
    field's if there is none. ``digit_boxes`` holds one box a digit of ``text``; ``row`` counts
    the rows of fields from 0.
    """

    text: str
    box: Box
    field: str
    row: int
    digit_boxes: tuple[Box, ...] = ()
    status: str = ""


def page_text(truth: Sequence[TruthString]) -> str:
    """All strings of a page in reading order: spaces between them, `` / `` between rows."""
    written = [item for item in truth if item.text]
    rows = groupby(written, key=lambda item: item.row)
    return " / ".join(" ".join(item.text for item in row) for _, row in rows)


def write_truth(folder: Path, pages: Iterable[tuple[str, Sequence[TruthString]]]) -> None:
    """Write ``truth.csv`` (one row a page) and ``truth_fields.csv`` (one row a field).

    ``pages`` are (file name, truth). A blank field has an empty text.
    """
    listed = list(pages)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "text"])
        rows.writerows([name, page_text(truth)] for name, truth in listed)
    with (folder / "truth_fields.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "field", "text", "left", "top", "right", "bottom", "status"])
        for name, truth in listed:
            rows.writerows(_field_row(name, item) for item in truth)


def _field_row(name: str, item: TruthString) -> list[str | int]:
    box = item.box
    place = [box.left, box.top, box.right, box.bottom]
    return [name, item.field, item.text, *place, item.status]
