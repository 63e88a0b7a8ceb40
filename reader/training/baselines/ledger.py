"""The ledger of the comparison, ``results/baselines.csv``, and the tables made of it."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reader.errors import DataError
from reader.training.baselines.compare import AUTHOR, OURS, Compared

__all__ = ["COLUMNS", "append_figures", "between_marks", "read_ledger", "table"]

COLUMNS = (
    "date", "commit", "machine", "system", "variant", "input", "dataset", "measure", "n", "figure",
    "low", "high", "reported",
)  # fmt: skip

Ledger = Mapping[tuple[str, ...], Mapping[str, str]]
"""The latest row of each (system, variant, input, dataset, measure)."""


def append_figures(path: Path, found: Iterable[Compared], *, facts: Mapping[str, str]) -> None:
    """Adds a row a figure, beneath a heading where the file is new; ``facts`` are of all rows."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        ledger = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        if fresh:
            ledger.writeheader()
        ledger.writerows({**facts, **_row(one)} for one in found)


def read_ledger(path: Path) -> Ledger:
    """The latest figures of the ledger; none where there is no file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        keys = ("system", "variant", "input", "dataset", "measure")
        return {tuple(row[key] for key in keys): row for row in csv.DictReader(file)}


def table(
    ledger: Ledger,
    lines: Sequence[tuple[str, str, str]],
    columns: Sequence[tuple[str, str, str]],
) -> str:
    """A Markdown table of ``as its author / behind our normaliser``; of our own models, one figure.

    ``lines`` are (title, system, variant), ``columns`` (title, data set, measure). A dash stands
    for a way that was not measured, an empty cell for neither.
    """
    fed = {key[0] for key in ledger if key[2] == AUTHOR}
    head = ["system", *(title for title, _, _ in columns)]
    rows = [head, ["---", *("--:" for _ in columns)]]
    for title, system, variant in lines:
        ways = (AUTHOR, OURS) if system in fed else (OURS,)
        cells = [
            _cell([ledger.get((system, variant, way, *column[1:])) for way in ways])
            for column in columns
        ]
        if any(cells):
            rows.append([title, *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def between_marks(text: str, mark: str, content: str) -> str:
    """``text`` with what stands between the comments ``mark`` and ``/mark`` replaced.

    Raises
    ------
    DataError
        If the two comments are not there.
    """
    first, last = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    if first not in text or last not in text:
        raise DataError(f"no place for the table: expected a line {first} and a line {last}")
    before, rest = text.split(first, 1)
    return f"{before}{first}\n{content}\n{last}{rest.split(last, 1)[1]}"


def _cell(rows: Sequence[Mapping[str, str] | None]) -> str:
    if not any(rows):
        return ""
    return " / ".join(f"{float(row['figure']):.1f}" if row else "–" for row in rows)


def _row(one: Compared) -> dict[str, object]:
    figure = one.figure
    return {
        "system": one.system,
        "variant": one.variant,
        "input": one.input,
        "dataset": one.dataset,
        "measure": figure.measure,
        "n": figure.n,
        "figure": _told(figure.figure),
        "low": _told(figure.low),
        "high": _told(figure.high),
        "reported": one.reported,
    }


def _told(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"
