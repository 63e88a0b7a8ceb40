#!/usr/bin/env python3
"""What is each part of the reader worth? The line sets read without one part after the other.

What is learnt on known strings (weights, confidence) is learnt anew without the part, as
``reader calibrate`` does; nothing is fitted to the sets that are measured on. The figures go to
results/parts.csv, and the table in results/README.md is made anew of it:

    python scripts/measure_parts.py --note "both readers"
    python scripts/measure_parts.py --only cleaning --sets vote_rows --drawn 60 --kept 0 --dry

What needs another net is measured with its folder and a name for the line of the table. Nets that
never saw a real string, and as small ones that did: train the recipes of
configs/training/real-glyphs, calibrate each pair together (--first-look off), then

    python scripts/measure_parts.py --model DIR --second DIR --part "real glyphs (small nets)"
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from ledger import add_ledger_words, append_cells, read_cells, today  # noqa: E402
from parts_fit import refitted  # noqa: E402
from parts_table import COLUMNS, part_rows, parts_table  # noqa: E402
from reader_parts import EVERYTHING, PARTS, Part  # noqa: E402
from string_figures import Figure, figures, pooled_figures  # noqa: E402
from string_sets import (  # noqa: E402
    LAYOUTS,
    POOLED,
    Measured,
    is_pooled,
    read_folders,
    settings_of,
    truths_of,
)

from reader.cores import available_cores  # noqa: E402
from reader.errors import ReaderError  # noqa: E402
from reader.evaluation import evaluate_readings  # noqa: E402
from reader.recognition import Model, load_model  # noqa: E402
from reader.records import Layout  # noqa: E402
from reader.training.baselines.ledger import between_marks  # noqa: E402

RESULTS = ROOT / "results" / "parts.csv"
README = ROOT / "results" / "README.md"
MARK = "parts"

LINE_SETS = tuple(name for name, layout in LAYOUTS.items() if layout is Layout.LINE)


def main() -> None:
    """Take out part after part, read, print, append."""
    given = _arguments()
    same = today(ROOT, machine=given.machine, model=given.model, note=given.note)
    rows = []
    try:
        for part in _chosen(given):
            started = time.monotonic()
            found = dict(_figures(part, given))
            rows += list(part_rows(found, part.name, learns=part.learns, same=same))
            print(f"without {part.name}: {time.monotonic() - started:.0f} s", flush=True)
    except ReaderError as error:
        raise SystemExit(f"measure_parts: {error}") from error
    print(parts_table(rows))
    if not given.dry:
        append_cells(given.results, COLUMNS, rows)
        if given.results == RESULTS:
            text = README.read_text(encoding="utf-8")
            table = parts_table(read_cells(RESULTS))
            README.write_text(between_marks(text, MARK, table), encoding="utf-8")


def _chosen(given: argparse.Namespace) -> Iterator[Part]:
    """The parts that can be taken out; what needs a second reader is passed over without one."""
    if given.part:
        yield replace(EVERYTHING, name=given.part)
        return
    has_second = _load(EVERYTHING, given).line_reader is not None
    for part in PARTS:
        if given.only and part.name not in given.only:
            continue
        if part.needs_second and not has_second:
            print(f"without {part.name}: passed over, as there is no second reader beside it")
            continue
        yield part


def _load(part: Part, given: argparse.Namespace) -> Model:
    decoding = settings_of(Layout.LINE, [*_second(given), *part.settings]).decoding
    return load_model(given.model, second_reader=decoding.second_reader)


def _second(given: argparse.Namespace) -> list[str]:
    return [f"decoding.second_reader={given.second}"] if given.second else []


def _figures(part: Part, given: argparse.Namespace) -> Iterator[tuple[str, list[Figure]]]:
    """The figures of each set, and of those that are pooled."""
    model = refitted(part, _load(part, given), data=given.train, drawn=given.drawn, kept=given.kept)
    sets = list(_read(part, model, given))
    for one in sets:
        yield one.name, list(figures(one))
    pooled = [one for one in sets if is_pooled(one.name)]
    if len(pooled) > 1:
        yield POOLED, list(pooled_figures(pooled))


def _read(part: Part, model: Model, given: argparse.Namespace) -> Iterator[Measured]:
    """All sets, read as one batch."""
    folders = [given.data / name for name in given.sets if (given.data / name).is_dir()]
    settings = settings_of(Layout.LINE, [*_second(given), *part.settings])
    results = read_folders(folders, model, settings, jobs=given.jobs, steps=part.steps)
    for folder, own in zip(folders, results, strict=True):
        evaluation = evaluate_readings(own, truths_of(folder, own))
        yield Measured(folder.name, Layout.LINE, folder, evaluation, 0)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    data = ROOT.parent / "shared" / "data"
    words.add_argument("--data", type=Path, default=data / "dev", help="folder with the sets")
    words.add_argument("--train", type=Path, default=data / "train", help="training data: the fit")
    words.add_argument("--sets", nargs="+", default=LINE_SETS, help="only these sets")
    words.add_argument("--only", nargs="+", choices=[p.name for p in PARTS], help="only these")
    words.add_argument("--drawn", type=int, default=500, help="drawn strings of each fit")
    words.add_argument("--kept", type=int, default=1000, help="strings of kept digits of each fit")
    words.add_argument("--model", default="digits", help="name or folder")
    words.add_argument("--second", default="", help="second reader: name, folder or off")
    words.add_argument("--part", default="", help="what the nets given do not have: no other fit")
    add_ledger_words(words, results=RESULTS, cores=available_cores())
    return words.parse_args()


if __name__ == "__main__":
    main()
