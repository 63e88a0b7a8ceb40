#!/usr/bin/env python3
"""Measure the reader on strings and blank lines of our own drawing that nothing learned from.

Drawn to pictures and read from them as ``reader read --layout line`` does. Strings have 2 to 10
digits, in three of ten of them digits touch; they stand on plain paper, or amid all that stands
around them on forms. Blank lines are empty boxes, rulings, textures and shadows, a third of them
with stamps. The figures are appended to results/strings.csv:

    python scripts/measure_generated.py --note "what is new"
    python scripts/measure_generated.py --dry --count 200 --sheets /tmp/sheets
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from cause_ledger import COLUMNS, cause_rows  # noqa: E402
from error_sheets import write_error_sheets  # noqa: E402
from ledger import (  # noqa: E402
    add_ledger_words,
    append_cells,
    append_rows,
    as_set,
    moved,
    read_rows,
    table,
    today,
)
from string_figures import Figure, figure_row, figures, share  # noqa: E402
from string_sets import Measured, measure_folder, settings_of  # noqa: E402

from reader.cores import available_cores  # noqa: E402
from reader.errors import ReaderError  # noqa: E402
from reader.evaluation import tally  # noqa: E402
from reader.recognition import Model, load_model  # noqa: E402
from reader.records import Layout  # noqa: E402
from reader.synthesis.lines import (  # noqa: E402
    LineStyle,
    SyntheticLine,
    draw_blank_line,
    draw_line,
)

RESULTS = ROOT / "results" / "strings.csv"

PLAIN, STRINGS = "generated strings on plain paper", "generated strings"
BLANK = "generated blank lines"
"""Names of the sets in the ledger."""

SEEDS = {PLAIN: 90_209, STRINGS: 90_210, BLANK: 90_211}
"""Seeds from which no recipe, calibration or test draws; with each number of a line they give a
writer, a text and a piece of paper of their own."""

NOTHING_ELSE = LineStyle(signs=0.0, texture=0.0, neighbours=0.0, margins=0.0)
"""Nothing around the digits; scanned and photographed as all lines are."""

STAMPED = 3
"""Every third blank line may be stamped."""

STAMPS = LineStyle(stamps=True, texture=0.8)
"""A stamp is one of nine things that may be printed beneath; there are four on average."""

PORTION = 25
"""Pictures that a process draws at a time."""


def main() -> None:
    """Draw, read, print, append."""
    given = _arguments()
    settings = settings_of(Layout.LINE, given.set)
    same = today(ROOT, machine=given.machine, model=as_set(given.model, given.set), note=given.note)
    rows, sets = [], []
    try:
        model = load_model(given.model, second_reader=settings.decoding.second_reader)
        for kind in given.only or SEEDS:
            measured = _measured(kind, model, given)
            sets.append(measured)
            told = blank_figures(measured) if kind == BLANK else figures(measured)
            rows += [figure_row(figure, kind, same) for figure in told]
    except ReaderError as error:
        raise SystemExit(f"measure_generated: {error}") from error
    print(table(rows))
    for line in moved(rows, read_rows(given.results)):
        print(line)
    if not given.dry:
        append_rows(given.results, rows)
        causes = [r for s in sets for r in cause_rows([s], dataset=s.name, same=same)]
        append_cells(given.results.parent / "causes.csv", COLUMNS, causes)


def _measured(kind: str, model: Model, given: argparse.Namespace) -> Measured:
    settings = settings_of(Layout.LINE, given.set)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pictures(folder, kind, given.count, jobs=given.jobs)
        measured = measure_folder(folder, model, settings, jobs=given.jobs, name=kind)
        if given.sheets is not None:
            write_error_sheets(measured, given.sheets)
    for frame in measured.evaluation.fields:
        print(f"{kind}, frame {frame.group}: {frame.right} of {frame.strings} right", flush=True)
    return measured


def write_pictures(folder: Path, kind: str, count: int, *, jobs: int) -> None:
    """Draws ``count`` pictures and their truth.csv into ``folder``; the same for any ``jobs``."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, cv2.setNumThreads, (1,)) as workers:
        draw = partial(_write_picture, folder, kind)
        lines = workers.map(draw, range(count), chunksize=PORTION)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        truth = csv.writer(stream, lineterminator="\n")
        truth.writerow(("file", "text", "field"))
        truth.writerows((picture_name(number), *line) for number, line in enumerate(lines))


def picture_name(number: int) -> str:
    return f"{number:05d}.png"


def drawn(kind: str, number: int) -> SyntheticLine:
    """The line of that number; each has a generator of its own."""
    rng = np.random.default_rng((SEEDS[kind], number))
    if kind == STRINGS:
        return draw_line(rng, style=LineStyle())
    if kind == PLAIN:
        lines = iter(lambda: draw_line(rng, style=NOTHING_ELSE), None)
        return next(line for line in lines if line.frame == "none")
    return draw_blank_line(rng, style=STAMPS if number % STAMPED == 0 else LineStyle())


def _write_picture(folder: Path, kind: str, number: int) -> tuple[str, str]:
    """The line's text, and the kind of frame it stands in, which is told as its field."""
    line = drawn(kind, number)
    path = folder / picture_name(number)
    path.write_bytes(cv2.imencode(".png", line.image)[1].tobytes())
    return line.text, line.frame


def blank_figures(measured: Measured) -> Iterator[Figure]:
    """What was said of places on which nothing is written: blank, or even a string, accepted."""
    total = tally(measured.outcomes)
    yield share("blank", total.right, total.strings)
    yield share("accepted as digits", total.accepted, total.strings)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--count", type=int, default=2000, help="strings, and as many blank lines")
    words.add_argument("--only", nargs="+", choices=tuple(SEEDS), help="only these sets")
    words.add_argument("--model", default="digits", help="name or folder")
    words.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    words.add_argument("--sheets", type=Path, help="pictures of all errors (PNG) in this folder")
    add_ledger_words(words, results=RESULTS, cores=available_cores())
    return words.parse_args()


if __name__ == "__main__":
    main()
