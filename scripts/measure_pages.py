#!/usr/bin/env python3
"""Measure the reader on whole pages of our own drawing that nothing learned from.

Forms and plain sheets as they come in: scans in grey, colour or black and white, photographs with
the table around the sheet, patterns, stamps, folds. Drawn to pictures and read as ``reader read``
does; a string counts as found where the middle of a reading lies in its place. Figures are appended
to results/strings.csv:

    python scripts/measure_pages.py --note "what is new"
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from ledger import add_ledger_words, append_rows, as_set, moved, read_rows, table, today  # noqa: E402
from string_figures import FALSE_ACCEPTED, Figure, figure_row, share  # noqa: E402
from string_sets import read_folders, settings_of  # noqa: E402

from reader.cores import available_cores  # noqa: E402
from reader.errors import ReaderError  # noqa: E402
from reader.evaluation.matching import bare  # noqa: E402
from reader.recognition import load_model  # noqa: E402
from reader.records import Box, Layout, Reading, Status  # noqa: E402
from reader.synthesis.pages import draw_form_page, draw_sheet_page  # noqa: E402
from reader.synthesis.styles import draw_page_style  # noqa: E402

RESULTS = ROOT / "results" / "strings.csv"

PAGES = "generated pages"
"""Name of the set in the ledger."""

SEED = 90_212
"""A seed from which no recipe, calibration or test draws."""

SHEETS = 0.3
"""Share of pages that are no forms."""

RESOLUTIONS = (100, 150, 200, 300)

DIGITS = (40, 160)
"""Digits on a form."""

REACH = 2
"""Pixels beside a string's place in which the middle of its reading may lie."""

PORTION = 5
"""Pages that a process draws at a time."""

UNREAD = ("struck", "filler")
"""What stands there need not be read."""

Place = tuple[str, str, Box]
"""Text, status and place of a string."""


def main() -> None:
    """Draw, read, print, append."""
    given = _arguments()
    settings = settings_of(Layout.PAGE, given.set)
    same = today(ROOT, machine=given.machine, model=as_set(given.model, given.set), note=given.note)
    try:
        model = load_model(given.model, second_reader=settings.decoding.second_reader)
        with tempfile.TemporaryDirectory() as name:
            truths = write_pages(Path(name), given.count, jobs=given.jobs)
            (results,) = read_folders([Path(name)], model, settings, jobs=given.jobs)
    except ReaderError as error:
        raise SystemExit(f"measure_pages: {error}") from error
    counts: Counter[str] = Counter()
    for result in results:
        counts += counted(truths[result.source], [r for r in result.readings if r.text])
    rows = [figure_row(figure, PAGES, same) for figure in page_figures(counts)]
    print(table(rows))
    for line in moved(rows, read_rows(given.results)):
        print(line)
    if not given.dry:
        append_rows(given.results, rows)


def write_pages(folder: Path, count: int, *, jobs: int) -> dict[str, list[Place]]:
    """Draws ``count`` pages into ``folder``, the same for any ``jobs``: their strings by name."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, cv2.setNumThreads, (1,)) as workers:
        found = workers.map(partial(_write_page, folder), range(count), chunksize=PORTION)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(("file", "text"))
    return {f"{number:04d}.png": places for number, places in enumerate(found)}


def _write_page(folder: Path, number: int) -> list[Place]:
    rng = np.random.default_rng((SEED, number))
    style = dataclasses.replace(draw_page_style(rng), quarters=0)
    dpi = int(rng.choice(RESOLUTIONS))
    if rng.random() < SHEETS:
        page = draw_sheet_page(rng, dpi=dpi, style=style)
    else:
        page = draw_form_page(rng, dpi=dpi, digits=int(rng.integers(*DIGITS)), style=style)
    colours = page.image.ndim == 3
    image = cv2.cvtColor(page.image, cv2.COLOR_RGB2BGR) if colours else page.image
    path = folder / f"{number:04d}.png"
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    return [(t.text, t.status, t.box) for t in page.truth]


def counted(places: Sequence[Place], readings: Sequence[Reading]) -> Counter[str]:
    """How many strings were read in which way, and what was read where none is."""
    counts: Counter[str] = Counter()
    used: set[int] = set()
    for text, status, place in places:
        around = Box(
            place.top - REACH, place.left - REACH, place.height + 2 * REACH, place.width + 2 * REACH
        )
        inside = [i for i, r in enumerate(readings) if around.holds(r.box)]
        used.update(inside)
        if not text or status in UNREAD:
            continue
        texts = [bare(readings[i].text) for i in inside]
        accepted = [t for t, i in zip(texts, inside, strict=True) if _is_accepted(readings[i])]
        counts["strings"] += 1
        counts["right"] += texts == [bare(text)]
        counts["lost"] += not texts
        counts["accepted"] += len(accepted)
        counts["wrong"] += sum(one != bare(text) for one in accepted)
    extra = [r for i, r in enumerate(readings) if i not in used]
    counts["extra"] += len(extra)
    counts["extra accepted"] += sum(map(_is_accepted, extra))
    return counts


def page_figures(counts: Counter[str]) -> Iterator[Figure]:
    """Shares of the strings that are there, and of those that were accepted."""
    strings = counts["strings"]
    yield share("right", counts["right"], strings)
    yield share("lost", counts["lost"], strings)
    yield share("extra strings", counts["extra"], strings)
    yield share("wrong among accepted", counts["wrong"], counts["accepted"])
    accepted = counts["accepted"] + counts["extra accepted"]
    yield Figure(FALSE_ACCEPTED, accepted, float(counts["extra accepted"]))


def _is_accepted(reading: Reading) -> bool:
    return reading.status is Status.ACCEPTED


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--count", type=int, default=200, help="pages")
    words.add_argument("--model", default="digits", help="name or folder")
    words.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    add_ledger_words(words, results=RESULTS, cores=available_cores())
    return words.parse_args()


if __name__ == "__main__":
    main()
