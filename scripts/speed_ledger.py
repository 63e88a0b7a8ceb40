"""The ledger of speeds: rows of results/speed.csv."""

from __future__ import annotations

import datetime
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ledger import append_cells

__all__ = ["append_speeds", "speed_row"]

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "speed.csv"
COLUMNS = (
    "date", "commit", "machine", "dataset", "measure", "n", "figure", "low", "high", "note",
)  # fmt: skip


def speed_row(measure: str, figures: Sequence[float]) -> dict[str, object]:
    """Median with the lowest and the highest of the runs."""
    return {
        "measure": measure,
        "n": len(figures),
        "figure": round(statistics.median(figures), 2),
        "low": round(min(figures), 2),
        "high": round(max(figures), 2),
    }


def append_speeds(
    rows: Sequence[Mapping[str, object]], *, machine: str, dataset: str, note: str
) -> None:
    """Add rows to the ledger with today's date and the commit."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    same = {
        "date": datetime.date.today().isoformat(),
        "commit": commit.strip(),
        "machine": machine,
        "dataset": dataset,
        "note": note,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    append_cells(RESULTS, COLUMNS, ({**same, **row} for row in rows))
