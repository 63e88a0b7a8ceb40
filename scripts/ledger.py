"""The ledger of measurements: rows of results/strings.csv, and what moved between commits."""

from __future__ import annotations

import argparse
import csv
import datetime
import math
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

__all__ = [
    "Row",
    "add_ledger_words",
    "append_cells",
    "append_rows",
    "moved",
    "read_cells",
    "read_rows",
    "table",
    "today",
]

MEASURES = (
    "right", "right as digit", "accepted", "wrong among accepted", "calibration error",
    "wrong at 20 % review", "coverage", "extra strings", "false strings accepted",
    "sheets all right", "blank", "accepted as digits", "lost",
)  # fmt: skip
"""Columns of the table."""

COUNTS = ("false strings accepted",)
"""Measures that are no per cent."""

SMALLER_IS_BETTER = (
    "wrong among accepted", "calibration error", "wrong at 20 % review", "extra strings",
    "false strings accepted", "accepted as digits", "lost",
)  # fmt: skip

UNMEASURED = 1.0
"""Points beyond which a figure without interval counts as moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure, in per cent, with its 95 % interval (nan where there is none)."""

    date: str
    commit: str
    machine: str
    model: str
    dataset: str
    measure: str
    n: int
    figure: float
    low: float
    high: float
    note: str


def add_ledger_words(words: argparse.ArgumentParser, *, results: Path, cores: int) -> None:
    """What every script is told that measures: how many processes, and what to append where."""
    words.add_argument("-j", "--jobs", type=int, default=cores)
    words.add_argument("--results", type=Path, default=results, help="the ledger to append to")
    words.add_argument("--machine", default=f"{cores}-core x86")
    words.add_argument("--note", default="")
    words.add_argument("--dry", action="store_true", help="print only")


def today(root: Path, *, machine: str, model: str, note: str) -> dict[str, str]:
    """What all rows of one measurement share; a ``+`` marks a commit with changes beside it."""
    commit = _git(root, "rev-parse", "--short", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "reader", "models")
    return {
        "date": datetime.date.today().isoformat(),
        "commit": commit + ("+" if changed else ""),
        "machine": machine,
        "model": model,
        "note": note,
    }


def as_set(model: str, settings: Sequence[str]) -> str:
    """A model's name with the settings that differ, as rows have it: else a variant's figures would
    pass for the latest of the model."""
    return f"{model} ({', '.join(settings)})" if settings else model


def read_rows(path: Path) -> list[Row]:
    """All rows of the ledger; none where there is no file."""
    return [_parsed(row) for row in read_cells(path)]


def read_cells(path: Path) -> list[dict[str, str]]:
    """The rows of any ledger as they stand; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def append_rows(path: Path, rows: Sequence[Row]) -> None:
    """Adds ``rows`` at the end, beneath a heading where the file is new."""
    told = [{k: _told(v) for k, v in asdict(row).items()} for row in rows]
    append_cells(path, [f.name for f in fields(Row)], told)


def append_cells(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """The same for any ledger."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        ledger = csv.DictWriter(file, columns, lineterminator="\n")
        if fresh:
            ledger.writeheader()
        ledger.writerows(rows)


def moved(rows: Iterable[Row], known: Sequence[Row]) -> Iterator[str]:
    """A line for each figure that left the interval of the last other commit's."""
    found = list(rows)
    yield ""
    lines = 0
    for row in found:
        old = _last(known, row)
        if old is None or not _has_moved(row, old):
            continue
        better = (row.figure > old.figure) != (row.measure in SMALLER_IS_BETTER)
        yield (
            f"{'better' if better else 'WORSE'}: {row.dataset}, {row.measure}: {row.figure:.1f} "
            f"(was {old.figure:.1f}{_interval(old)} at {old.commit})"
        )
        lines += 1
    if not lines:
        compared = any(_last(known, row) for row in found)
        yield "nothing moved beyond its interval" if compared else "nothing to compare with yet"


def table(rows: Sequence[Row]) -> str:
    """A line a set, a column a measure."""
    names = list(dict.fromkeys(row.dataset for row in rows))
    cells = {(row.dataset, row.measure): row for row in rows}
    columns = [m for m in MEASURES if any(row.measure == m for row in rows)]
    lines = [["", "n", *(m if m in COUNTS else m + " %" for m in columns)]]
    for name in names:
        first = next(row for row in rows if row.dataset == name)
        lines.append([name, str(first.n), *(_cell(cells.get((name, m))) for m in columns)])
    widths = [max(len(line[col]) for line in lines) for col in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if col == 0 else cell.rjust(width)
            for col, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cell(row: Row | None) -> str:
    if row is None or math.isnan(row.figure):
        return "-"
    if row.measure in COUNTS:
        return f"{row.figure:.0f}"
    return f"{row.figure:.1f}{_interval(row) if row.measure == 'right' else ''}"


def _interval(row: Row) -> str:
    return "" if math.isnan(row.low) else f" [{row.low:.1f}, {row.high:.1f}]"


def _last(known: Sequence[Row], row: Row) -> Row | None:
    """The latest row of the same figure that another commit made."""
    same = [
        k for k in known if (k.dataset, k.measure, k.model) == (row.dataset, row.measure, row.model)
    ]
    others = [k for k in same if k.commit != row.commit]
    return others[-1] if others else None


def _has_moved(row: Row, old: Row) -> bool:
    if math.isnan(row.figure) or math.isnan(old.figure):
        return math.isnan(row.figure) != math.isnan(old.figure)
    if math.isnan(old.low):
        return abs(row.figure - old.figure) > UNMEASURED
    return not old.low <= row.figure <= old.high


def _parsed(row: dict[str, str]) -> Row:
    numbers = {k: float(row[k]) if row[k] else math.nan for k in ("figure", "low", "high")}
    return Row(**{**row, "n": int(row["n"]), **numbers})  # type: ignore[arg-type]


def _told(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.2f}"
    return value


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False, cwd=root)
    return done.stdout.strip()
