"""Measure a model on digits of strangers, and append the figures to results/recognition.csv.

Figures are per cent; the loss is in nats. Measured only, never chosen on. Isolated digits go
through the production normaliser; pictures of paper (church records) first through a plain ink
extraction, without the page's imaging.

    python scripts/measure_recognition.py digits --data ../shared/data --note "..."
"""

from __future__ import annotations

import argparse
import csv
import datetime
import math
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reader.imaging.normalize import normalize_glyph
from reader.recognition import Model, load_model
from reader.records import Image
from reader.training.datasets import SETS
from reader.training.ink_sets import ink_of_paper

BINS = 15
"""Bins of the calibration error."""

RESULTS = Path(__file__).resolve().parents[1] / "results" / "recognition.csv"
COLUMNS = (
    "date",
    "commit",
    "machine",
    "model",
    "dataset",
    "measure",
    "n",
    "figure",
    "low",
    "high",
    "note",
)


def main() -> None:
    arguments = _arguments()
    model = load_model(arguments.model)
    rows = [
        *digit_rows(model, arguments.data / "dev" / "digits"),
        *_rubbish_rows(model, arguments.data),
    ]
    for row in rows:
        print("{dataset:26s} {measure:18s} n={n:6d} {figure:.2f} [{low}, {high}]".format(**row))
    if not arguments.dry:
        _append(rows, arguments)


def glyphs_of(name: str, pictures: Image) -> Image:
    """Glyphs of one dev set's pictures."""
    if name == "church_records":
        pictures = [_middle(ink_of_paper(picture)) for picture in pictures]
    return np.stack([normalize_glyph(picture) for picture in pictures])


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, in per cent."""
    z = 1.959964
    share, spread = right / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return _percent(middle - half), _percent(middle + half)


def _percent(share: float) -> float:
    return round(100 * share, 2)


def digit_rows(model: Model, folder: Path) -> list[dict]:
    rows = []
    pooled: list[tuple[np.ndarray, np.ndarray]] = []
    for name in ("mnist_test", "usps_test", "optdigits_unseen_writers", "church_records"):
        if not (folder / f"{name}.npz").is_file():
            continue
        with np.load(folder / f"{name}.npz") as data:
            pictures, labels = data["x"], data["y"]
        said = model.classifier.log_probs(glyphs_of(name, pictures))
        pooled.append((said, labels))
        rows += probability_rows(name, said, labels)
        right = int((said.argmax(axis=1) == labels).sum())
        forced = int((said[:, :10].argmax(axis=1) == labels).sum())
        for measure, count in (("right", right), ("right as digit", forced)):
            low, high = interval(count, len(labels))
            rows.append(
                {
                    "dataset": name,
                    "measure": measure,
                    "n": len(labels),
                    "figure": _percent(count / len(labels)),
                    "low": low,
                    "high": high,
                }
            )
    if pooled:
        said, labels = (np.concatenate(part) for part in zip(*pooled, strict=True))
        rows += probability_rows("all four pooled", said, labels)
    return rows


def probability_rows(name: str, said: np.ndarray, labels: np.ndarray) -> list[dict]:
    """Mean negative log-probability of the truth (nats); calibration error in 15 bins."""
    best = np.exp(said.max(axis=1))
    right = said.argmax(axis=1) == labels
    bins = np.minimum((best * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    away = np.abs(np.bincount(bins, best - right, minlength=BINS)).sum() / counts.sum()
    loss = -said[np.arange(len(labels)), labels].mean()
    same = {"dataset": name, "n": len(labels), "low": "", "high": ""}
    return [
        {**same, "measure": "loss", "figure": round(float(loss), 4)},
        {**same, "measure": "calibration error", "figure": _percent(float(away))},
    ]


def _rubbish_rows(model: Model, data: Path) -> list[dict]:
    digits = []
    for name in ("mnist_test", "usps_test", "optdigits_unseen_writers", "church_records"):
        with np.load(data / "dev" / "digits" / f"{name}.npz") as found:
            digits.append(_not_one(model, glyphs_of(name, found["x"][:2000])))
    rows = []
    for name in ("omniglot", "bd62_letters", "synthetic_test_rubbish"):
        ink = SETS[name](data / "train", name).ink
        rubbish = _not_one(model, np.stack([normalize_glyph(one) for one in ink]))
        figure = _auroc(np.concatenate(digits), rubbish)
        rows.append(
            {
                "dataset": name,
                "measure": "auroc",
                "n": len(rubbish),
                "figure": _percent(figure),
                "low": "",
                "high": "",
            }
        )
    return rows


def _not_one(model: Model, glyphs: Image) -> np.ndarray:
    return model.classifier.log_probs(glyphs)[:, -1]


def _auroc(digits: np.ndarray, rubbish: np.ndarray) -> float:
    order = np.argsort(np.argsort(np.concatenate([digits, rubbish]), kind="stable"), kind="stable")
    ranks = order[len(digits) :] + 1.0
    return float(
        (ranks.sum() - len(rubbish) * (len(rubbish) + 1) / 2) / (len(digits) * len(rubbish))
    )


def _middle(ink: Image) -> Image:
    """Components that reach the middle half of the picture; the others are neighbours."""
    count, labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    height, width = ink.shape
    inner = labels[height // 4 : -height // 4, width // 4 : -width // 4]
    sizes = np.bincount(inner.ravel(), minlength=count)
    kept = np.flatnonzero(sizes >= 8)
    return np.where(np.isin(labels, kept[kept > 0]), ink, 0).astype(np.uint8)


def _append(rows: list[dict], arguments: argparse.Namespace) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=True,
        cwd=RESULTS.parent,
    ).stdout.strip()
    same = {
        "date": datetime.date.today().isoformat(),
        "commit": commit,
        "machine": arguments.machine,
        "model": arguments.model,
        "note": arguments.note,
    }
    fresh = not RESULTS.exists()
    with RESULTS.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if fresh:
            writer.writeheader()
        writer.writerows({**row, **same} for row in rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="name or folder")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--machine", default="2-core x86")
    parser.add_argument("--note", default="")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
