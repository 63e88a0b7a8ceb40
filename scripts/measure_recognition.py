"""Measure a model on digits of strangers, and append the figures to results/recognition.csv.

Figures are per cent; the loss is in nats. Measured only, never chosen on. Isolated digits go
through the production normaliser, pictures of paper through all that layout ``digit`` does.

    python scripts/measure_recognition.py digits --data ../shared/data --note "..."
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ledger import Row, append_rows, today

from reader.evaluation.curves import calibration_error, reliability_bins
from reader.evaluation.measures import wilson_interval
from reader.imaging.normalize import normalize_glyph
from reader.recognition import Model, load_model
from reader.records import Image, Layout, Page
from reader.settings import LayoutSettings, Settings
from reader.sources.discovery import Source
from reader.sources.loading import load_page
from reader.training.data.datasets import SETS
from reader.writers.stages.inspected import inspect_page

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "recognition.csv"

ARRAYS = ("mnist_test", "usps_test", "optdigits_unseen_writers")
"""Isolated digits: through the normaliser alone."""

PAPER = ("church_records", "own_handwriting", "answer_cells")
"""Pictures of paper: through the whole way of a picture that holds one digit."""

RUBBISH = ("omniglot", "bd62_letters", "synthetic_test_rubbish")
"""Families of *not one digit* that training never sees."""

TWINS: Mapping[str, tuple[int, ...]] = {
    "Balinese": (5,),
    "Early_Aramaic": (1, 2, 3, 4, 6, 7, 12, 14, 16, 17, 20),
    "Greek": (4, 8, 9, 15),
    "Japanese_(katakana)": (24, 27, 37, 43, 46),
    "Korean": (10, 12, 21, 22, 27, 33),
    "Latin": (2, 7, 12, 15, 17, 19, 26),
    "Sanskrit": (13, 37),
    "Tagalog": (3, 16),
}
"""Omniglot's characters that a reader could not tell from a digit in isolation, as a ring or a bar:
marked by eye on a sheet of all 242, by someone who had not seen what any net says of them."""

MOST = 2_000
"""Digits of a set that stand against rubbish: MNIST must not drown the others."""

DIGIT = Settings(layout=LayoutSettings(mode=Layout.DIGIT))


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a model says of a set: log-probabilities (n, classes) and labels (n,) from 0 to 9.

    A picture on which no ink is found is said to be nothing: all classes as probable.
    """

    name: str
    log_probs: np.ndarray
    labels: np.ndarray


def main() -> None:
    given = arguments(__doc__)
    model = load_model(given.model)
    said = list(said_of_digits(model, given.data / "dev" / "digits"))
    same = today(ROOT, machine=given.machine, model=given.model, note=given.note)
    figures = [*digit_rows(said), *_rubbish_rows(model, said, given.data)]
    rows = [Row(**same, **figure) for figure in figures]
    for row in rows:
        print(f"{row.dataset:26s} {row.measure:23s} n={row.n:6d} {row.figure:.2f}")
    if not given.dry:
        append_rows(RESULTS, rows)


def said_of_digits(model: Model, folder: Path) -> Iterator[Said]:
    """What the model says of every dev set that is there."""
    for name in (*ARRAYS, *PAPER):
        if (folder / f"{name}.npz").is_file():
            with np.load(folder / f"{name}.npz") as data:
                pictures, labels = list(data["x"]), data["y"]
        elif (folder / name / "truth.csv").is_file():
            pictures, labels = _folder(folder / name)
        else:
            continue
        if name in PAPER:
            log_probs = np.stack([_said_of_page(model, picture) for picture in pictures])
        else:
            glyphs = np.stack([normalize_glyph(picture) for picture in pictures])
            log_probs = model.classifier.log_probs(glyphs)
        yield Said(name, log_probs, np.asarray(labels))


def _folder(folder: Path) -> tuple[list[Image], list[int]]:
    with (folder / "truth.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if len(row["text"]) == 1]
    sources = [Source(row["file"], (folder / row["file"]).resolve()) for row in rows]
    pages = [load_page(source, 0, DIGIT.sources) for source in sources]
    return [page.image for page in pages], [int(row["text"]) for row in rows]


def _said_of_page(model: Model, picture: Image) -> np.ndarray:
    """Log-probabilities of the glyph that is read on a picture of one digit."""
    page = inspect_page(Page("picture", 0, picture), model, DIGIT)
    for line in page.lines():
        for index in line.chosen:
            return line.log_probs[index]
    count = len(model.classifier.classes)
    return np.full(count, -math.log(count), np.float32)


def _percent(share: float) -> float:
    return round(100 * share, 2)


def digit_rows(said: Sequence[Said]) -> list[dict[str, Any]]:
    rows = []
    for one in said:
        rows += probability_rows(one.name, one.log_probs, one.labels)
        right = int((one.log_probs.argmax(axis=1) == one.labels).sum())
        read = int((one.log_probs[:, :10].argmax(axis=1) == one.labels).sum())
        for measure, count in (("right", right), ("right as digit", read)):
            low, high = wilson_interval(count, len(one.labels))
            figure = _percent(count / len(one.labels))
            rows.append(
                _row(one.name, measure, len(one.labels), figure, _percent(low), _percent(high))
            )
    if said:
        log_probs = np.concatenate([one.log_probs for one in said])
        labels = np.concatenate([one.labels for one in said])
        rows += probability_rows("all digits pooled", log_probs, labels)
    return rows


def _row(
    name: str,
    measure: str,
    n: int,
    figure: float,
    low: float = math.nan,
    high: float = math.nan,
) -> dict[str, Any]:
    return {
        "dataset": name, "measure": measure, "n": n, "figure": figure, "low": low, "high": high
    }  # fmt: skip


def probability_rows(name: str, said: np.ndarray, labels: np.ndarray) -> list[dict[str, Any]]:
    """Mean negative log-probability of the truth (nats); calibration error in 15 bins.

    The calibration error is that of the digit read and the probability given for it, as layout
    ``digit`` writes them; a digit taken for *not one digit* has little of it.
    """
    best = np.exp(said[:, :10].max(axis=1))
    right = said[:, :10].argmax(axis=1) == labels
    away = calibration_error(reliability_bins(zip(best.tolist(), right.tolist(), strict=True)))
    loss = -said[np.arange(len(labels)), labels].mean()
    return [
        _row(name, "loss", len(labels), round(float(loss), 4)),
        _row(name, "calibration error", len(labels), _percent(away)),
    ]


def _rubbish_rows(model: Model, said: Sequence[Said], data: Path) -> list[dict[str, Any]]:
    """Area under the ROC curve of *not one digit*'s probability, digits against rubbish."""
    digits = np.concatenate([one.log_probs[:MOST, -1] for one in said])
    clean = np.concatenate([one.log_probs[:MOST, -1] for one in said if one.name in ARRAYS])
    families = {}
    for name in RUBBISH:
        found = SETS[name](data / "train", name)
        glyphs = np.stack([normalize_glyph(one) for one in found.ink])
        families[name] = model.classifier.log_probs(glyphs)[:, -1]
        if name == "omniglot":
            untwinned = families[name][[not _is_twin(label) for label in found.labels]]
    families["all rubbish pooled"] = np.concatenate([families[name] for name in RUBBISH])
    families["omniglot, no digits' twins"] = untwinned
    families["all rubbish pooled, no digits' twins"] = np.concatenate(
        [untwinned, *(families[name] for name in RUBBISH[1:])]
    )
    return [
        _row(name, measure, len(rubbish), _percent(auroc(against, rubbish)))
        for name, rubbish in families.items()
        for measure, against in (("auroc", digits), ("auroc, isolated digits", clean))
    ]


def _is_twin(label: str) -> bool:
    """Whether ``Alphabet/characterNN`` is marked as a digit's twin."""
    alphabet, character = label.split("/")
    return int(character.removeprefix("character")) in TWINS.get(alphabet, ())


def auroc(digits: np.ndarray, rubbish: np.ndarray) -> float:
    """How often rubbish scores above a digit; ties count half."""
    less = np.searchsorted(np.sort(digits), rubbish, side="left")
    same = np.searchsorted(np.sort(digits), rubbish, side="right") - less
    return float((less + 0.5 * same).mean() / len(digits))


def arguments(description: str | None) -> argparse.Namespace:
    """What is said of a measurement of one model."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="name or folder")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--machine", default="2-core x86")
    parser.add_argument("--note", default="")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
