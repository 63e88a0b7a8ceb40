#!/usr/bin/env python3
"""Well-known small nets beside our own: as their authors ran them, and behind our normaliser.

The baselines are the recipes of configs/training/baselines; nets that are not in --work yet are
trained (about ten minutes on two cores), the others only measured. Figures are appended to
results/baselines.csv, and the tables of results/README.md and README.md are made anew of its
latest rows:

    scripts/compare_baselines
    scripts/compare_baselines --only ours          # our models alone, after a new training
    scripts/compare_baselines --only dense-784     # one baseline
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import numpy as np  # noqa: E402
from ledger import today  # noqa: E402

from reader.cores import available_cores  # noqa: E402
from reader.errors import ModelError, ReaderError  # noqa: E402
from reader.imaging.normalize import normalize_glyph  # noqa: E402
from reader.recognition import load_model  # noqa: E402
from reader.records import Page  # noqa: E402
from reader.settings import load_settings  # noqa: E402
from reader.training.baselines.compare import (  # noqa: E402
    Compared,
    baseline_figures,
    model_figures,
)
from reader.training.baselines.fit import trained_net  # noqa: E402
from reader.training.baselines.ledger import (  # noqa: E402
    append_figures,
    between_marks,
    read_ledger,
    table,
)
from reader.training.baselines.lessons import load_lessons  # noqa: E402
from reader.training.baselines.nonsense import nonsense_samples  # noqa: E402
from reader.training.baselines.recipe import Baseline, load_baseline  # noqa: E402
from reader.training.baselines.samples import (  # noqa: E402
    Folder,
    Samples,
    load_folder,
    prepare_folder,
    samples_of,
)

RECIPES = ROOT / "configs" / "training" / "baselines"
RESULTS = ROOT / "results" / "baselines.csv"

ARRAYS = {
    "mnist_test": "MNIST test",
    "usps_test": "USPS test",
    "optdigits_unseen_writers": "Turkish",
}
"""Isolated digits, bright ink on 0, and what the tables call them."""

PICTURES = {
    "church_records": "church records",
    "own_handwriting": "own handwriting",
    "answer_cells": "answer cells",
}
"""Pictures of paper that hold one digit each."""

STRINGS = {"pen_strokes": "pen strokes", "cheque_amounts": "cheque amounts"}
TITLES = {**ARRAYS, **PICTURES, **STRINGS}

MIXED = {"own_handwriting", "pen_strokes"}
"""Folders in which some ink is light."""


def main() -> None:
    """Measure system after system, append, and make the tables anew."""
    given = _arguments()
    started = time.monotonic()
    try:
        found = list(_all_figures(given))
    except ReaderError as error:
        raise SystemExit(f"compare_baselines: {error}") from error
    if not found:
        raise SystemExit("compare_baselines: nothing was measured; see --only and --models")
    for one in found:
        print(
            f"{one.system:20} {one.variant:30} {one.input:15} {one.dataset:28} "
            f"{one.figure.measure:22} {one.figure.figure:6.2f}"
        )
    print(f"{len(found)} figures in {time.monotonic() - started:.0f} s")
    if not given.dry:
        facts = today(ROOT, machine=given.machine, model="", note="")
        append_figures(given.results, found, facts=facts)
        write_tables(given.results, given.models)


def write_tables(results: Path, models: list[str]) -> None:
    """The tables between their marks in the README beside the ledger, and in the one above it."""
    ledger = read_ledger(results)
    baselines = [load_baseline(path) for path in sorted(RECIPES.glob("*.toml"))]
    digits = [b for b in baselines if not _reads_letters(b)]
    plain = [(b.title, b.name, b.variants[0].name) for b in digits]
    ours = [(f"ours: `{name}`", name, "shipped") for name in (Path(m).name for m in models)]
    every = [
        (b.title if v is b.variants[0] else f"– {v.name}", b.name, v.name)
        for b in digits
        for v in b.variants
    ]
    right = [(title, name, "right") for name, title in TITLES.items()]
    common = [("own handwriting", "own_handwriting"), ("answer cells", "answer_cells")]
    own = [("own data, held out", "mnist_and_negatives_held_out", "right")]
    sure = [
        ("wrong though 97 % sure, own handwriting", "own_handwriting", "wrong though 97 % sure"),
        *((f"commonest answer, {title}", name, "commonest answer") for title, name in common),
        ("99 % sure of noise", "nonsense: noise", "99 % sure"),
        ("of scribbles", "nonsense: scribbles", "99 % sure"),
        ("of foreign characters", "nonsense: foreign characters", "99 % sure"),
    ]
    letters = [(v.name, b.name, v.name) for b in baselines if _reads_letters(b) for v in b.variants]
    photos = [
        ("its own data, held out", "letters_own_data", "right"),
        ("among the best three", "letters_own_data", "among the best three"),
        ("photos of the same letters", "letter_photos", "right"),
        ("photos read as A", "letter_photos", "read as A"),
        ("the commonest answer", "letter_photos", "commonest answer"),
        *sure[3:],
    ]
    tables = {
        "baselines-digits": table(ledger, [*every, *ours], [*right, *own]),
        "baselines-sure": table(ledger, [*every, *ours], sure),
        "baselines-letters": table(ledger, letters, photos),
    }
    few = ("mnist_test", "own_handwriting", "answer_cells", "usps_test", "church_records")
    short = table(ledger, [*plain, *ours], [(TITLES[name], name, "right") for name in few])
    _write_between(results.parent / "README.md", tables)
    _write_between(results.parent.parent / "README.md", {"baselines": short})


def _write_between(path: Path, tables: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for mark, content in tables.items():
        text = between_marks(text, mark, content)
    path.write_text(text, encoding="utf-8")


def _all_figures(given: argparse.Namespace) -> Iterator[Compared]:
    train, dev = given.data / "train", given.data / "dev"
    only = set(given.only or ())
    baselines = [load_baseline(path) for path in sorted(RECIPES.glob("*.toml"))]
    unknown = only - {b.name for b in baselines} - {"ours"}
    if unknown:
        raise SystemExit(f"compare_baselines: no system {', '.join(sorted(unknown))}; see --only")
    for folder in (train, dev / "digits"):
        if not folder.is_dir():
            raise SystemExit(f"compare_baselines: {folder}: not found; name its place with --data")
    print("preparing the data sets", flush=True)
    digits, strings = _digit_samples(dev), [_folder(dev / name, "line") for name in STRINGS]
    cells = [_folder(dev / "digits" / name, "digit") for name in PICTURES]
    nonsense = nonsense_samples(train)
    singles = [*digits, *map(samples_of, cells)]
    for baseline in baselines:
        if only and baseline.name not in only:
            continue
        samples = _own_samples(baseline, train)
        yield from baseline_figures(
            baseline,
            samples if _reads_letters(baseline) else [*samples, *singles],
            nonsense,
            strings,
            net_of=lambda variant, baseline=baseline: trained_net(
                baseline, variant, data=train, work=given.work, say=_say
            ),
            letters=_reads_letters(baseline),
        )
    for name in given.models:
        if only and "ours" not in only:
            continue
        try:
            model = load_model(name)
        except ModelError as error:
            _say(f"missing: {name} ({error})")
            continue
        yield from model_figures(model, digits, nonsense, [*cells, *strings])


def _digit_samples(dev: Path) -> list[Samples]:
    found = []
    for name in ARRAYS:
        with np.load(dev / "digits" / f"{name}.npz") as data:
            pictures, labels = data["x"], data["y"].astype(np.intp)
        plain = name == "mnist_test"
        shown = pictures if plain else 255 - pictures
        glyphs = np.stack([normalize_glyph(picture) for picture in pictures])
        found.append(Samples(name, tuple(shown), glyphs, labels, plain=plain))
    return found


def _folder(folder: Path, layout: str) -> Folder:
    """A folder of pictures, or an npz file of them where there is no folder."""
    settings = load_settings(overrides={"layout.mode": layout})
    mixed = folder.name in MIXED
    if folder.is_dir():
        return load_folder(folder, settings, mixed=mixed)
    with np.load(folder.with_suffix(".npz")) as data:
        pages = [Page(f"{folder.name}-{k}", 0, picture) for k, picture in enumerate(data["x"])]
        texts = [str(label) for label in data["y"]]
    return prepare_folder(folder.name, pages, texts, settings, mixed=mixed)


def _own_samples(baseline: Baseline, train: Path) -> list[Samples]:
    """What the author measured himself on: his own data, held out."""
    learns = baseline.variants[0].fit.learns
    if learns == "digits":
        return []
    lessons = load_lessons(train, learns)
    name = "letters_own_data" if learns == "letters" else "mnist_and_negatives_held_out"
    own = Samples(name, tuple(lessons.held), lessons.held[:0], lessons.held_labels, plain=True)
    if not lessons.photos:
        return [own]
    count = len(lessons.photos)
    glyphs, labels = lessons.held[:count], lessons.held_labels[:count]
    return [own, Samples("letter_photos", lessons.photos, glyphs, labels)]


def _reads_letters(baseline: Baseline) -> bool:
    return baseline.variants[0].fit.learns == "letters"


def _say(line: str) -> None:
    print(line, flush=True)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        prog="compare_baselines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shared = ROOT.parent / "shared" / "data"
    words.add_argument("--data", type=Path, default=shared, help="folder with train/ and dev/")
    words.add_argument(
        "--work",
        type=Path,
        default=ROOT / "work" / "baselines",
        help="folder of trained nets; delete it when what they learn has changed",
    )
    words.add_argument(
        "--only", nargs="+", metavar="SYSTEM", help="names of baselines, or ours; default: all"
    )
    words.add_argument("--models", nargs="+", default=["digits-fast", "digits"], help="our models")
    words.add_argument("--results", type=Path, default=RESULTS, help="the ledger to append to")
    words.add_argument("--machine", default=f"{available_cores()}-core x86")
    words.add_argument("--dry", action="store_true", help="print only")
    return words.parse_args()


if __name__ == "__main__":
    main()
