"""The ledger of errors by cause, results/causes.csv, and the table that shows how it changed.

``scripts/measure`` appends to it. What an older commit's ``scripts/measure --report FOLDER`` found,
which kept no such ledger, is appended by

    python scripts/cause_ledger.py FOLDER --commit abc1234 --date 2026-11-20 --note "as it was"
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from ledger import append_cells  # noqa: E402
from string_sets import LAYOUTS, POOLED, Measured, is_pooled  # noqa: E402

from reader.evaluation import Cause  # noqa: E402

__all__ = [
    "COLUMNS",
    "RIGHT",
    "cause_rows",
    "history",
    "report_rows",
]

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
    causes = (cause for one in sets for cause in one.evaluation.causes)
    yield from _counted((cause or "" for cause in causes), dataset=dataset, same=same)


def report_rows(folder: Path, same: Mapping[str, str]) -> Iterator[Row]:
    """The same from the reports of all sets in ``folder``, and of the pooled ones together."""
    found: dict[str, list[str]] = {}
    for name in LAYOUTS:
        path = folder / name.replace("/", "_") / "strings.csv"
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as stream:
                found[name] = [row["cause"] for row in csv.DictReader(stream)]
    pooled = [cause for name in found if is_pooled(name) for cause in found[name]]
    for name, causes in {**found, POOLED: pooled}.items():
        yield from _counted(causes, dataset=name, same=same)


def _counted(causes: Iterable[str], *, dataset: str, same: Mapping[str, str]) -> Iterator[Row]:
    """Rows of what was counted; an empty cause is that of a right string."""
    counts = Counter(str(cause) or RIGHT for cause in causes)
    for cause in SHORT:
        if counts[cause] or cause == RIGHT:
            cells = {**same, "dataset": dataset, "cause": str(cause), "n": str(counts[cause])}
            yield {name: cells[name] for name in COLUMNS}


def history(rows: Sequence[Row], datasets: Sequence[str], *, model: str) -> str:
    """A table in Markdown: a line a measurement of each of ``datasets``, a column a cause.

    With the variants of the model, whose settings stand behind its name. Of rows for the same
    commit and note the latest count.
    """
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in rows:
        if row["model"].split(" (")[0] == model and row["dataset"] in datasets:
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


def main() -> None:
    """Append what reports say."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("folder", type=Path, help="folder with a report for each set")
    words.add_argument("--commit", required=True, help="that made the reports")
    words.add_argument("--date", required=True)
    words.add_argument("--machine", default="2-core x86")
    words.add_argument("--model", default="digits")
    words.add_argument("--note", default="")
    words.add_argument("--results", type=Path, default=ROOT / "results" / "causes.csv")
    given = vars(words.parse_args())
    folder, results = given.pop("folder"), given.pop("results")
    append_cells(results, COLUMNS, report_rows(folder, given))


if __name__ == "__main__":
    main()
