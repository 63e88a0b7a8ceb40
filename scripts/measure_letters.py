"""Measure a model of letters, and append the figures to results/recognition.csv.

Capitals of writers whom the training kept apart (bd62's last ones) are read as photographed, all
the way of `reader read --layout digit`; against nonsense of families that training never sees
stands the classifier's probability of *not one letter*. Figures are per cent.

    python scripts/measure_letters.py letters --data ../shared/data --note "..."
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ledger import Row, append_rows, today
from measure_recognition import arguments, auroc

from reader.evaluation.curves import calibration_error, reliability_bins
from reader.evaluation.measures import wilson_interval
from reader.imaging.normalize import normalize_glyph
from reader.pipeline import read_page
from reader.recognition import Model, load_model
from reader.records import Image, Layout, Page, Reading
from reader.settings import LayoutSettings, Settings
from reader.training.augmentation.geometry import place
from reader.training.data.array_files import read_npz
from reader.training.data.datasets import load_set
from reader.training.data.ink_sets import ink_of_paper
from reader.training.data.splits import places_of, split_set
from reader.training.glyphs.rubbish import Drawer, several

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "recognition.csv"
SINGLE = Settings(layout=LayoutSettings(mode=Layout.DIGIT))

FOREIGN = ("omniglot_no_capitals", "synthetic_test_rubbish")
"""Families of *not one letter* that training never sees: foreign writing, stamps, signatures."""

SEVERAL = 2_000
"""Pairs and triples of kept letters that are drawn as nonsense."""


def main() -> None:
    given = arguments(__doc__)
    model = load_model(given.model, device="cpu")
    data = given.data / "train"
    pictures, labels = kept_capitals(data, part=float(model.manifest.made["validation"]))
    same = today(ROOT, machine=given.machine, model=given.model, note=given.note)
    rows = [
        Row(**same, **figure)
        for figure in (*_read(model, pictures, labels), *_rejected(model, pictures, labels, data))
    ]
    for row in rows:
        print(f"{row.dataset:26s} {row.measure:22s} n={row.n:6d} {row.figure:.2f}")
    if not given.dry:
        append_rows(RESULTS, rows)


def kept_capitals(data: Path, *, part: float) -> tuple[list[Image], list[str]]:
    """Photographs, dark ink on paper, of the writers that a training with ``part`` left out."""
    one = load_set(data, "bd62_capitals")
    _, kept = split_set(one, part=part)
    first = min(one.order[i] for i in kept)
    pictures, labels, _ = read_npz(data / "bd62.npz")
    places = places_of("bd62", labels)
    if places is None:
        raise SystemExit(f"{data}/bd62.npz: another file than the published one")
    index = [i for i, c in enumerate(labels) if c in set(one.labels) and places[i] >= first]
    return [pictures[i] for i in index], [labels[i] for i in index]


def is_among_three(reading: Reading, truth: str) -> bool:
    """Whether a letter is the one that is read or one of the next two."""
    return truth in (reading.text, *(other.text for other in reading.alternatives[:2]))


def _read(model: Model, pictures: Sequence[Image], labels: Sequence[str]) -> Iterator[dict]:
    found = [
        read_page(Page("picture", k, picture), model, SINGLE).readings[0]
        for k, picture in enumerate(pictures)
    ]
    pairs = list(zip(found, labels, strict=True))
    accepted = [reading.text == truth for reading, truth in pairs if reading.status == "accepted"]
    name = "bd62_capitals_kept"
    yield _share(name, "right", [reading.text == truth for reading, truth in pairs])
    yield _share(name, "top three", [is_among_three(*pair) for pair in pairs])
    yield _share(name, "accepted", [reading.status == "accepted" for reading in found])
    yield _share(name, "wrong among accepted", [not right for right in accepted])
    scored = [(r.confidence or 0.0, r.text == truth) for r, truth in pairs]
    error = 100 * calibration_error(reliability_bins(scored))
    yield _figure(name, "calibration error", len(found), error)


def _rejected(
    model: Model, pictures: Sequence[Image], labels: Sequence[str], data: Path
) -> Iterator[dict]:
    ink = [ink_of_paper(picture) for picture in pictures]
    letters = _none_of(model, ink)
    families = {name: list(load_set(data, name).ink) for name in FOREIGN}
    families["several capitals kept"] = _several(ink, labels)
    for name, nonsense in families.items():
        figure = 100 * auroc(letters, _none_of(model, nonsense))
        yield _figure(name, "auroc", len(nonsense), figure)


def _several(ink: Sequence[Image], labels: Sequence[str]) -> list[Image]:
    rng = np.random.default_rng(4)

    def drawn() -> tuple[str, Image]:
        k = int(rng.integers(len(ink)))
        return labels[k], place(ink[k], rng, strength=0.0)

    drawer = Drawer(drawn, lambda: drawn()[1], frozenset(labels))
    return [several(drawer, rng) for _ in range(SEVERAL)]


def _none_of(model: Model, ink: Sequence[Image]) -> np.ndarray:
    """Log-probability of *not one letter*, shape (n,)."""
    said = model.classifier.log_probs(np.stack([normalize_glyph(one) for one in ink]))
    return said[:, model.classifier.classes.index("")]


def _share(name: str, measure: str, found: Sequence[bool]) -> dict[str, Any]:
    count, n = sum(found), len(found)
    low, high = wilson_interval(count, n)
    return _figure(name, measure, n, 100 * count / n, low=100 * low, high=100 * high)


def _figure(
    name: str,
    measure: str,
    n: int,
    figure: float,
    *,
    low: float = math.nan,
    high: float = math.nan,
) -> dict[str, Any]:
    return {
        "dataset": name, "measure": measure, "n": n, "figure": figure, "low": low, "high": high
    }  # fmt: skip


if __name__ == "__main__":
    main()
