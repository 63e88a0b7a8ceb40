"""The ledger of errors by cause, results/causes.csv, and the table that shows how it changed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from string_sets import Measured

from reader.evaluation import Cause

__all__ = ["COLUMNS", "RIGHT", "append_causes", "cause_rows", "history", "read_causes"]

COLUMNS = ("date", "commit", "machine", "model", "dataset", "cause", "n", "note")

RIGHT = "right"
"""Beside the causes: strings without error, so that a set without any has a row, too."""

SHORT = {
    RIGHT: "right",
    Cause.FAILED: "failed",
    Cause.MISSED: "missed",
    Cause.EXTRA: "extra",
    Cause.BLANK_READ: "blank read",
    Cause.RULE: "rule",
    Cause.UNCUT: "not cut",
    Cause.PATH: "path",
    Cause.DIGIT: "digit",
    Cause.MARK: "mark",
    Cause.LOST: "left out",
    Cause.UNKNOWN: "unknown",
}
"""Headings of the table, in the order in which a person should look at the causes."""

Row = dict[str, str]


def cause_rows(sets: Sequence[Measured], *, dataset: str, same: Mapping[str, str]) -> Iterator[Row]:
    """A row for what is right and one a cause that is there, over the strings of ``sets``."""
    counts: Counter[str] = Counter()
    for one in sets:
        counts.update(RIGHT if cause is None else cause.value for cause in one.evaluation.causes)
    for cause in SHORT:
        if counts[cause] or cause == RIGHT:
            cells = {**same, "dataset": dataset, "cause": str(cause), "n": str(counts[cause])}
            yield {name: cells[name] for name in COLUMNS}


def append_causes(path: Path, rows: Sequence[Row]) -> None:
    """Adds ``rows`` at the end, beneath a heading where the file is new."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as stream:
        ledger = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if fresh:
            ledger.writeheader()
        ledger.writerows(rows)


def read_causes(path: Path) -> list[Row]:
    """All rows of the ledger; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream)]


def history(rows: Sequence[Row], datasets: Sequence[str], *, model: str) -> str:
    """A table in Markdown: a line a measurement of each of ``datasets``, a column a cause.

    Of rows for the same commit and note the latest count.
    """
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in rows:
        if row["model"] == model and row["dataset"] in datasets:
            line = found.setdefault((row["dataset"], row["commit"], row["note"]), {})
            if row["cause"] == RIGHT:
                line.clear()
            line[row["cause"]] = int(row["n"])
    used = [cause for cause in SHORT if any(cause in line for line in found.values())]
    heads = ["strings of", "measured at", *(SHORT[cause] for cause in used)]
    lines = [f"| {' | '.join(heads)} |", "| --- | --- |" + " --: |" * len(used)]
    for dataset in datasets:
        for (name, commit, note), line in found.items():
            if name == dataset:
                cells = [dataset, f"{commit} {note}".strip(), *(str(line.get(c, 0)) for c in used)]
                lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
