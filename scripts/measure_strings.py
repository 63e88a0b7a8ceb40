#!/usr/bin/env python3
"""Measure the reader on every data set present; what moved since the last commit's figures?

Strings are read as ``reader read`` reads them, in the layout that each set needs; single digits
of ``.npz`` files go to the classifier. Measured only, never chosen on. The figures, in per cent
with their 95 % interval, are appended to results/strings.csv, the errors by cause to
results/causes.csv:

    scripts/measure --note "what is new"
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from cause_ledger import COLUMNS, cause_rows, history  # noqa: E402
from error_sheets import write_error_sheets  # noqa: E402
from ledger import (  # noqa: E402
    add_ledger_words,
    append_cells,
    append_rows,
    as_set,
    moved,
    read_cells,
    read_rows,
    table,
    today,
)
from string_figures import Figure, figure_row, figures, pooled_figures  # noqa: E402
from string_sets import (  # noqa: E402
    LAYOUTS,
    POOLED,
    REGISTER,
    Measured,
    is_pooled,
    measure_folder,
    settings_of,
)

from reader.cores import available_cores  # noqa: E402
from reader.errors import ReaderError  # noqa: E402
from reader.evaluation import render_report, write_tables  # noqa: E402
from reader.recognition import Model, load_model  # noqa: E402
from reader.settings import load_settings, parse_assignments  # noqa: E402
from reader.training.baselines.ledger import between_marks  # noqa: E402

RESULTS = ROOT / "results" / "strings.csv"
CAUSES = "causes.csv"
"""The ledger of errors by cause, beside that of the figures."""

README = ROOT / "results" / "README.md"
MARK = "causes"
SHOWN = (POOLED, REGISTER, "photos", "hsf_page")
"""What the table of causes in the README shows."""

CLASSIFIED = "digits"
"""The folder of ``.npz`` files that the classifier alone is measured on."""


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of one set, and those of its strings by which errors are counted."""

    name: str
    figures: tuple[Figure, ...]
    sets: tuple[Measured, ...] = ()


def main() -> None:
    """Measure set after set, print, append."""
    given = _arguments()
    try:
        chosen = load_settings(overrides=parse_assignments(given.set)).decoding
        model = load_model(given.model, second_reader=chosen.second_reader)
        told = list(_all(model, given))
    except ReaderError as error:
        raise SystemExit(f"measure: {error}") from error
    if not told:
        known = ", ".join([*LAYOUTS, CLASSIFIED])
        raise SystemExit(f"measure: {given.data}: holds none of the sets {known}; see --data")
    same = today(ROOT, machine=given.machine, model=as_set(given.model, given.set), note=given.note)
    rows = [figure_row(figure, t.name, same) for t in told for figure in t.figures]
    print()
    print(table(rows))
    for line in moved(rows, read_rows(given.results)):
        print(line)
    if not given.dry:
        append_rows(given.results, rows)
        _append_causes(told, same, given)


def _all(model: Model, given: argparse.Namespace) -> Iterator[Told]:
    """Every set, the line sets taken together, and what the classifier alone says."""
    names = [name for name in LAYOUTS if (given.data / name).is_dir()]
    chosen = [name for name in names if not given.only or name in given.only]
    sets = []
    for name in chosen:
        measured = _measured(name, model, given)
        yield Told(name, tuple(figures(measured)), (measured,))
        sets.append(measured)
    pooled = tuple(one for one in sets if is_pooled(one.name))
    if len(pooled) > 1 and len(pooled) == sum(is_pooled(name) for name in names):
        yield Told(POOLED, tuple(pooled_figures(pooled)), pooled)
    if (given.data / CLASSIFIED).is_dir() and (not given.only or CLASSIFIED in given.only):
        yield from _classified(model, given.data / CLASSIFIED)


def _measured(name: str, model: Model, given: argparse.Namespace) -> Measured:
    """One set, with its report and sheets where they are wanted."""
    started = time.monotonic()
    settings = settings_of(LAYOUTS[name], given.set)
    measured = measure_folder(given.data / name, model, settings, jobs=given.jobs, name=name)
    if given.report is not None:
        _write_report(measured, given.report / name.replace("/", "_"))
    if given.sheets is not None:
        write_error_sheets(measured, given.sheets)
    right = next(figures(measured))
    seconds = time.monotonic() - started
    print(f"{name}: {right.figure:.1f} % of {right.n} right ({seconds:.0f} s)", flush=True)
    return measured


def _classified(model: Model, folder: Path) -> Iterator[Told]:
    """Figures of single digits in per cent: all but the loss, which has another unit."""
    from measure_recognition import digit_rows, said_of_digits

    for row in digit_rows(list(said_of_digits(model, folder))):
        if row["measure"] != "loss":
            cells = (row[key] for key in Figure._fields)
            yield Told(f"{CLASSIFIED}/{row['dataset']}", (Figure(*cells),))


def _append_causes(told: Sequence[Told], same: dict[str, str], given: argparse.Namespace) -> None:
    """Errors by cause into their ledger; the table of them, where that is the project's own."""
    rows = [row for t in told if t.sets for row in cause_rows(t.sets, dataset=t.name, same=same)]
    path = given.results.parent / CAUSES
    append_cells(path, COLUMNS, rows)
    if path == RESULTS.parent / CAUSES:
        shown = history(read_cells(path), SHOWN, model=given.model)
        text = README.read_text(encoding="utf-8")
        README.write_text(between_marks(text, MARK, shown), encoding="utf-8")


def _write_report(measured: Measured, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page = render_report(measured.evaluation, title=measured.name, facts={})
    write_tables(measured.evaluation, folder, more={"report.html": page})


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        prog="measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT.parent / "shared" / "data" / "dev"
    words.add_argument("--data", type=Path, default=default, help="folder with the sets")
    words.add_argument("--only", nargs="+", metavar="SET", help="only these sets")
    words.add_argument("--model", default="digits", help="name or folder")
    words.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    words.add_argument("--report", type=Path, help="a report for each set in this folder")
    words.add_argument("--sheets", type=Path, help="pictures of all errors (PNG) in this folder")
    add_ledger_words(words, results=RESULTS, cores=available_cores())
    return words.parse_args()


if __name__ == "__main__":
    main()
