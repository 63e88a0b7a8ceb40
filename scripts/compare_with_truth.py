#!/usr/bin/env python3
"""Print what was read on sample pages beside what is written there.

python scripts/compare_with_truth.py numbers.csv pages/truth_fields.csv
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = Mapping[str, str]

SHOWN = 15
"""Strings shown; all are counted."""

LEAST_SHARE = 0.3
"""Share of the written string's box that a reading's box must cover to be the reading of it."""


def main() -> None:
    """Pair every written string with the reading at its place; print some, count all."""
    words = argparse.ArgumentParser(description="Print readings beside the truth.")
    words.add_argument("readings", type=Path, help="CSV written by reader read")
    words.add_argument("truth", type=Path, help="truth_fields.csv of make_sample_pages.py")
    words.add_argument("--least", type=float, default=0.0, help="fail below this share right")
    given = words.parse_args()
    pairs = list(paired(rows_of(given.readings), rows_of(given.truth)))
    written = [(truth, read) for truth, read in pairs if truth["text"]]
    right = sum(is_right(truth, read) for truth, read in written)
    print_table(written)
    print(f"{right} of {len(written)} strings right ({right / max(1, len(written)):.1%})")
    if right < given.least * len(written):
        raise SystemExit(1)


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def paired(readings: Iterable[Row], truth: Iterable[Row]) -> Iterable[tuple[Row, Row | None]]:
    """Each written string with the reading that covers most of its box, if one does."""
    of_file = defaultdict(list)
    for reading in readings:
        of_file[reading["file"]].append(reading)
    for item in truth:
        best = max(of_file[item["file"]], key=lambda r: shared(item, r), default=None)
        found = best is not None and shared(item, best) >= LEAST_SHARE
        yield item, best if found else None


def shared(truth: Row, reading: Row) -> float:
    """Share of the written string's box that lies inside the reading's."""
    top, left, bottom, right = (int(truth[key]) for key in ("top", "left", "bottom", "right"))
    r_top, r_left = int(reading["top"] or 0), int(reading["left"] or 0)
    r_bottom, r_right = r_top + int(reading["height"] or 0), r_left + int(reading["width"] or 0)
    height = max(0, min(bottom, r_bottom) - max(top, r_top))
    width = max(0, min(right, r_right) - max(left, r_left))
    return height * width / max(1, (bottom - top) * (right - left))


def is_right(truth: Row, reading: Row | None) -> bool:
    return reading is not None and reading["text"] == truth["text"]


def print_table(pairs: list[tuple[Row, Row | None]]) -> None:
    """Every so many-th pair, so that all pages and kinds of field appear."""
    line = "{:<14} {:<10} {:>10} {:>10} {:>10}  {:<8} {}"
    print(line.format("file", "field", "written", "read", "confidence", "status", ""))
    step = max(1, len(pairs) // SHOWN)
    for truth, read in pairs[::step][:SHOWN]:
        facts = (read["text"], read["confidence"], read["status"]) if read else ("-", "", "missed")
        mark = "" if is_right(truth, read) else "<- wrong"
        print(line.format(truth["file"], truth["field"], truth["text"], *facts, mark).rstrip())


if __name__ == "__main__":
    main()
