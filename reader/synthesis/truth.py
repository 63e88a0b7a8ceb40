"""Truth files of drawn pages, as the contract has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from reader.synthesis.pages import TruthString

__all__ = ["page_text", "write_truth"]


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
        rows.writerow(["file", "field", "text", "left", "top", "right", "bottom"])
        for name, truth in listed:
            for item in truth:
                box = item.box
                rows.writerow(
                    [name, item.field, item.text, box.left, box.top, box.right, box.bottom]
                )
