#!/usr/bin/env python3
"""What is each group of the augmentation worth? A small net without it tells.

    python scripts/measure_ablation.py --work FOLDER [--seeds 1 2] [--minutes 60]

One net learns with every group of changes, one with none, one without each; all else, the digits
drawn included, is the same. Each reads every dev set of digits, pictures of paper through the
whole way of a picture that holds one digit, and rates characters that are no digits (omniglot).
Measured only, never chosen on. What is done is kept in FOLDER, so that the same command goes on;
after so many minutes no further net is begun. Figures, in per cent with their 95 % interval, and
the differences to the net with every group are appended to results/ablation.csv.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import hashlib
import json
import math
import os
import pickle
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from ablation_table import (  # noqa: E402
    ALL,
    NONE,
    RUBBISH,
    Outcome,
    all_rows,
    append_new,
    summary,
)
from ledger import today  # noqa: E402
from measure_recognition import auroc  # noqa: E402

from reader.decoding.calibration import Calibration  # noqa: E402
from reader.imaging.normalize import normalize_glyph  # noqa: E402
from reader.pipeline import finish_page, prepare_page  # noqa: E402
from reader.records import Image, Layout, Page, PreparedPage  # noqa: E402
from reader.settings import LayoutSettings, Settings  # noqa: E402
from reader.sources.discovery import Source  # noqa: E402
from reader.sources.loading import load_page  # noqa: E402
from reader.training.augmentation import Augmentation  # noqa: E402
from reader.training.data.datasets import SETS  # noqa: E402
from reader.training.fitting.fit import fit_net  # noqa: E402
from reader.training.glyphs.pool import draw_portion  # noqa: E402
from reader.training.glyphs.stock import Stock, load_stock  # noqa: E402
from reader.training.recipe import Recipe  # noqa: E402
from reader.training.recipe_file import load_recipe  # noqa: E402

RESULTS = ROOT / "results" / "ablation.csv"
GROUPS = tuple(field.name for field in dataclasses.fields(Augmentation))
ARRAYS = ("mnist_test", "usps_test", "optdigits_unseen_writers")
"""Isolated digits: through the normaliser alone."""

PAPER = ("church_records", "own_handwriting", "answer_cells")
"""Pictures of paper: through the whole way of a picture that holds one digit."""

MOST = 2_000
"""Digits of a set that stand against rubbish: MNIST must not drown the others."""

DIGIT = Settings(layout=LayoutSettings(mode=Layout.DIGIT))


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """The dev sets, made ready once: glyphs of isolated digits, prepared pages, rubbish."""

    glyphs: Mapping[str, Image]
    pages: Mapping[str, tuple[PreparedPage, ...]]
    labels: Mapping[str, np.ndarray]
    rubbish: Image


def main() -> None:
    """Draw, train and measure what is not done yet; append all figures that are new."""
    given = _arguments()
    cv2.setNumThreads(1)
    given.work.mkdir(parents=True, exist_ok=True)
    base = load_recipe(given.recipe)
    until = time.monotonic() + 60 * given.minutes
    found: dict[tuple[str, int], Outcome] = {}
    measure = Measuring(given.data, given.work, base)
    for seed in given.seeds:
        for off in (NONE, ALL, *GROUPS):
            outcome = measure.outcome(off, seed, train=time.monotonic() < until)
            if outcome is not None:
                found[off, seed] = outcome
    rows = list(all_rows(found))
    print(summary(found))
    if rows and not given.dry:
        same = today(ROOT, machine=given.machine, model="", note="")
        run = f"{'-'.join(map(str, base.net.widths))}, {base.data.glyphs:,} glyphs, "
        run += f"{base.fit.passes} passes"
        facts = {key: same[key] for key in ("date", "commit", "machine")} | {"run": run}
        append_new(given.results, [facts | row for row in rows])


def switched(recipe: Recipe, off: str, seed: int) -> Recipe:
    """The recipe with a group off (or all, or none), under a seed."""
    gone = {NONE: (), ALL: GROUPS}.get(off, (off,))
    augmentation = Augmentation(**dict.fromkeys(gone, 0.0))
    data = dataclasses.replace(recipe.data, augmentation=augmentation)
    return dataclasses.replace(recipe, seed=seed, data=data)


class Measuring:
    """Gives outcomes: kept ones from the work folder, others by a training."""

    def __init__(self, data: Path, work: Path, base: Recipe) -> None:
        self._data, self._work, self._base = data, work, base
        self._stock: Stock | None = None
        self._test: Test | None = None

    def outcome(self, off: str, seed: int, *, train: bool) -> Outcome | None:
        """The outcome of one net; None where there is none yet and none is to be made."""
        recipe = switched(self._base, off, seed)
        kept = self._work / f"{off}-{seed}-{_digest(recipe)}.pickle"
        if kept.is_file():
            return pickle.loads(kept.read_bytes())
        if not train:
            return None
        started = time.monotonic()
        outcome = self._measured(recipe, kept.with_suffix(".keras"))
        kept.write_bytes(pickle.dumps(outcome))
        shares = ", ".join(f"{n} {100 * r.mean():.2f}" for n, r in outcome.right.items())
        seconds = time.monotonic() - started
        print(f"{off} off, seed {seed}: {shares}, auroc {outcome.auroc:.2f} ({seconds:.0f} s)")
        sys.stdout.flush()
        return outcome

    def _measured(self, recipe: Recipe, path: Path) -> Outcome:
        if self._stock is None:
            self._stock = load_stock(recipe.data, self._data / "train", training=True)
        if self._test is None:
            self._test = kept_test(self._work / "test.pickle", self._data)
        pool = draw_portion(
            self._stock, recipe.data, seed=(recipe.seed, 0), size=recipe.data.glyphs
        )
        net = fit_net(recipe, pool).net
        net.save(path)
        return judge(net, self._test, recipe.data.outputs)


def _digest(recipe: Recipe) -> str:
    facts = json.dumps(dataclasses.asdict(recipe), sort_keys=True, default=str)
    return hashlib.sha256(facts.encode()).hexdigest()[:10]


def kept_test(path: Path, data: Path) -> Test:
    """The dev sets made ready, once for all nets."""
    if not path.is_file():
        path.write_bytes(pickle.dumps(_ready_test(data)))
    return pickle.loads(path.read_bytes())


def _ready_test(data: Path) -> Test:
    glyphs, pages, labels = {}, {}, {}
    for name in (*ARRAYS, *PAPER):
        pictures, truth = _pictures(data / "dev" / "digits", name)
        labels[name] = np.asarray(truth)
        if name in ARRAYS:
            glyphs[name] = np.stack([normalize_glyph(one) for one in pictures])
        else:
            pages[name] = tuple(prepare_page(Page(name, 0, one), DIGIT) for one in pictures)
    ink = SETS[RUBBISH](data / "train", RUBBISH).ink
    return Test(glyphs, pages, labels, np.stack([normalize_glyph(one) for one in ink]))


def _pictures(folder: Path, name: str) -> tuple[list[Image], list[int]]:
    if (folder / f"{name}.npz").is_file():
        with np.load(folder / f"{name}.npz") as found:
            return list(found["x"]), found["y"].tolist()
    with (folder / name / "truth.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if len(row["text"]) == 1]
    sources = [Source(row["file"], (folder / name / row["file"]).resolve()) for row in rows]
    pages = [load_page(source, 0, DIGIT.sources) for source in sources]
    return [page.image for page in pages], [int(row["text"]) for row in rows]


def judge(net: Any, test: Test, classes: tuple[str, ...]) -> Outcome:
    """What the net makes of the dev sets."""

    def log_probs(glyphs: Image) -> np.ndarray:
        logits = net.predict(glyphs[..., None].astype(np.float32), batch_size=500, verbose=0)
        return np.asarray(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))

    right, digits = {}, []
    for name, labels in test.labels.items():
        if name in test.glyphs:
            said = log_probs(test.glyphs[name])
        else:
            said = _said_of_pages(test.pages[name], log_probs, classes)
        right[name] = said[:, :10].argmax(axis=1) == labels
        digits.append(said[:MOST, -1])
    rubbish = log_probs(test.rubbish)[:, -1]
    return Outcome(right, 100 * auroc(np.concatenate(digits), rubbish))


def _said_of_pages(pages: Sequence[PreparedPage], log_probs: Any, classes: Any) -> np.ndarray:
    """Log-probabilities of the glyph that is read on each page; where none is, of any class."""
    counts = [len(page.glyphs()) for page in pages]
    said = log_probs(np.concatenate([page.glyphs() for page in pages if len(page.glyphs())]))
    nothing = np.full(len(classes), -math.log(len(classes)), np.float32)
    stops = np.cumsum(counts)
    rows = []
    for page, start, stop in zip(pages, stops - counts, stops, strict=True):
        result = finish_page(
            page,
            said[start:stop],
            classes=classes,
            settings=DIGIT,
            calibration=Calibration.from_mapping({}, where="none"),
        )
        boxes = [box for line in page.lines for box in line.candidate_boxes]
        read = [digit.box for reading in result.readings for digit in reading.digits]
        rows.append(said[start + boxes.index(read[0])] if read else nothing)
    return np.stack(rows)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--work", type=Path, required=True, help="what is done is kept here")
    words.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    recipe = ROOT / "configs" / "training" / "ablation.toml"
    words.add_argument("--recipe", type=Path, default=recipe)
    words.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    words.add_argument("--minutes", type=float, default=60.0, help="then no further net is begun")
    words.add_argument("--machine", default="2-core x86")
    words.add_argument("--results", type=Path, default=RESULTS, help="the ledger to append to")
    words.add_argument("--dry", action="store_true", help="print only")
    return words.parse_args()


if __name__ == "__main__":
    main()
