#!/usr/bin/env python3
"""Measure the reader on every data set present; what moved since the last commit's figures?

Strings are read as ``reader read`` reads them, in the layout that each set needs; single digits
of ``.npz`` files go to the classifier. Measured only, never chosen on. The figures, in per cent
with their 95 % interval, are appended to results/strings.csv:

    scripts/measure --note "what is new"
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from ledger import Row, append_rows, moved, read_rows, table, today  # noqa: E402

from reader.batch import digest_sources, read_sources  # noqa: E402
from reader.cores import available_cores  # noqa: E402
from reader.errors import ReaderError  # noqa: E402
from reader.evaluation import (  # noqa: E402
    Evaluation,
    Outcome,
    Truth,
    calibration_error,
    evaluate_readings,
    load_truth,
    render_report,
    truth_from_names,
    wilson_interval,
    write_tables,
)
from reader.evaluation.second_look import SecondLook  # noqa: E402
from reader.evaluation.sight import Sight  # noqa: E402
from reader.evaluation.truth import TruthStatus  # noqa: E402
from reader.recognition import Model, load_model  # noqa: E402
from reader.records import Layout, PageResult  # noqa: E402
from reader.runs import open_run  # noqa: E402
from reader.settings import Settings, load_settings, parse_assignments  # noqa: E402
from reader.sources import find_sources  # noqa: E402

RESULTS = ROOT / "results" / "strings.csv"

LAYOUTS = {
    "cheque_amounts": Layout.LINE,
    "boxed_cheque_amounts": Layout.LINE,
    "boxed_cheque_dates": Layout.LINE,
    "tally_forms_fields": Layout.LINE,
    "tally_forms_dates": Layout.LINE,
    "hsf_fields": Layout.LINE,
    "vote_rows": Layout.LINE,
    "register_rows": Layout.LINE,
    "pen_strokes": Layout.LINE,
    "photos": Layout.PAGE,
    "vote_rows_pages": Layout.PAGE,
    "tally_forms_pages": Layout.PAGE,
    "hsf_page": Layout.PAGE,
    "digits/own_handwriting": Layout.DIGIT,
    "digits/answer_cells": Layout.DIGIT,
}
"""The sets, and what a picture of each holds."""

CLASSIFIED = "digits"
"""The folder of ``.npz`` files that the classifier alone is measured on."""

TRUTH_FILES = ("truth.csv", "truth_fields.csv")
"""In the order of preference; where there is neither, the file names are the truth."""


@dataclass(slots=True)
class Look:
    """Looks at the pages of wrong outcomes again, and counts the truths that could be spelt."""

    second: SecondLook
    covered: int = field(default=0)

    def __call__(self, outcome: Outcome) -> Sight | None:
        if outcome.truth and self.second.covers(outcome):
            self.covered += 1
        return self.second(outcome)


def main() -> None:
    """Measure set after set, print, append."""
    given = _arguments()
    try:
        chosen = load_settings(overrides=parse_assignments(given.set)).decoding
        model = load_model(given.model, second_reader=chosen.second_reader)
        rows = list(_all_rows(model, given))
    except ReaderError as error:
        raise SystemExit(f"measure: {error}") from error
    if not rows:
        known = ", ".join([*LAYOUTS, CLASSIFIED])
        raise SystemExit(f"measure: {given.data}: holds none of the sets {known}; see --data")
    print()
    print(table(rows))
    for line in moved(rows, read_rows(given.results)):
        print(line)
    if not given.dry:
        append_rows(given.results, rows)


def _all_rows(model: Model, given: argparse.Namespace) -> Iterator[Row]:
    same = today(ROOT, machine=given.machine, model=given.model, note=given.note)
    for name, layout in LAYOUTS.items():
        folder = given.data / name
        if not folder.is_dir() or (given.only and name not in given.only):
            continue
        started = time.monotonic()
        overrides = parse_assignments(given.set) | {"layout.mode": layout.value}
        settings = load_settings(overrides=overrides)
        evaluation, covered = measure_folder(folder, model, settings, jobs=given.jobs)
        if given.report is not None:
            _write_report(evaluation, given.report / name.replace("/", "_"), name)
        rows = list(figures(evaluation, covered, layout=layout))
        seconds = time.monotonic() - started
        print(f"{name}: {rows[0][2]:.1f} % of {rows[0][1]} right ({seconds:.0f} s)", flush=True)
        for measure, n, figure, low, high in rows:
            yield Row(**same, dataset=name, measure=measure, n=n, figure=figure, low=low, high=high)
    if (given.data / CLASSIFIED).is_dir() and (not given.only or CLASSIFIED in given.only):
        for name, measure, n, figure, low, high in _classified(model, given.data / CLASSIFIED):
            yield Row(**same, dataset=name, measure=measure, n=n, figure=figure, low=low, high=high)


def measure_folder(
    folder: Path, model: Model, settings: Settings, *, jobs: int
) -> tuple[Evaluation, int]:
    """The readings of a folder against its truth; and of how many wrong or missed strings the
    truth could have been spelt.

    Raises
    ------
    ReaderError
        If there is no picture in it, or its truth file is not as described.
    """
    sources = find_sources([folder]).sources
    with open_run(
        None,
        settings=settings,
        model_name=model.manifest.name,
        model_checksum=model.checksum,
    ) as run:
        run.begin(digest_sources(sources))
        read_sources(run, sources, model, settings, jobs=jobs)
        results = tuple(run.iter_results())
        facts = {source.name: source for source in run.iter_sources()}
    look = Look(SecondLook(facts, settings, model))
    return evaluate_readings(results, truths_of(folder, results), look=look), look.covered


def truths_of(folder: Path, results: Sequence[PageResult]) -> tuple[Truth, ...]:
    """The truth of a set; fillers, which ``reader evaluate`` leaves out, count here."""
    for name in TRUTH_FILES:
        if (folder / name).is_file():
            return tuple(_with_filler(truth) for truth in load_truth(folder / name))
    return truth_from_names(dict.fromkeys(result.source for result in results))


def _with_filler(truth: Truth) -> Truth:
    """A place with nothing but crosses must be read as blank."""
    if truth.status is not TruthStatus.FILLER:
        return truth
    return Truth(truth.file, truth.page, truth.field, (), TruthStatus.BLANK)


def figures(
    evaluation: Evaluation, covered: int, *, layout: Layout
) -> Iterator[tuple[str, int, float, float, float]]:
    """Measure, number, figure and interval in per cent; nan where there is none."""
    total = evaluation.total
    read = total.accepted + total.review
    written = [o for o in evaluation.matches.outcomes if o.truth]
    right = sum(outcome.is_right for outcome in written)
    yield _share("right", total.right, total.strings)
    yield _share("accepted", total.accepted, read)
    yield _share("wrong among accepted", total.accepted_wrong, total.accepted)
    error = 100 * calibration_error(evaluation.bins)
    yield ("calibration error", read, error, math.nan, math.nan)
    yield _share("coverage", right + covered, len(written))
    if layout is Layout.PAGE:
        many = 100 * total.extra / max(1, total.strings)
        yield ("extra strings", total.strings, many, math.nan, math.nan)


def _share(measure: str, part: int, n: int) -> tuple[str, int, float, float, float]:
    if not n:
        return measure, 0, math.nan, math.nan, math.nan
    low, high = wilson_interval(part, n)
    return measure, n, 100 * part / n, 100 * low, 100 * high


def _classified(model: Model, folder: Path) -> Iterator[tuple[str, str, int, float, float, float]]:
    """Figures of single digits in per cent: all but the loss, which has another unit."""
    from measure_recognition import digit_rows, said_of_digits

    for row in digit_rows(list(said_of_digits(model, folder))):
        if row["measure"] != "loss":
            name = f"{CLASSIFIED}/{row['dataset']}"
            yield name, row["measure"], row["n"], row["figure"], row["low"], row["high"]


def _write_report(evaluation: Evaluation, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page = render_report(evaluation, title=name, facts={})
    write_tables(evaluation, folder, more={"report.html": page})


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        prog="measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT.parent / "shared" / "data" / "dev"
    words.add_argument("--data", type=Path, default=default, help="folder with the sets")
    words.add_argument("--only", nargs="+", metavar="SET", help="only these sets")
    words.add_argument("--model", default="digits", help="name or folder")
    words.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    words.add_argument("-j", "--jobs", type=int, default=available_cores())
    words.add_argument("--report", type=Path, help="a report for each set in this folder")
    words.add_argument("--results", type=Path, default=RESULTS, help="the ledger to append to")
    words.add_argument("--machine", default=f"{available_cores()}-core x86")
    words.add_argument("--note", default="")
    words.add_argument("--dry", action="store_true", help="print only")
    return words.parse_args()


if __name__ == "__main__":
    main()
