"""Strings with their truth, prepared up to the classifier: what calibration is fitted on."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.pipeline import prepare_page
from reader.recognition.classifier import Classifier
from reader.records import Image, Layout, Page, PreparedLine
from reader.settings import Settings
from reader.synthesis.lines import LineStyle, draw_line
from reader.training.datasets import is_calibration_file

__all__ = [
    "KnownString",
    "composed_strings",
    "drawn_strings",
    "held_out_cheques",
    "prepare_strings",
]


SINGLE = 6
"""Every so many made strings is a single digit: layout ``digit`` knows no others."""

COMPOSED_LENGTHS = (2, 7)
"""Fewest and most digits of a composed string, single ones apart."""

ORDINARY = LineStyle(texture=0.2, neighbours=0.12, margins=0.03, bilevel=0.12, inverted=0.05)
"""Lines as people scan them: less crowded than those that train a reader of whole lines."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownString:
    """A prepared line, its glyphs' log-probabilities, what it says, and how much it counts."""

    line: PreparedLine
    log_probs: NDArray[np.float32]
    text: str
    weight: float = 1.0


def prepare_strings(
    pictures: Iterator[tuple[Image, str]],
    classifier: Classifier,
    settings: Settings,
    *,
    weight: float = 1.0,
    tick: Callable[[], None] = lambda: None,
) -> list[KnownString]:
    """Every picture up to the classifier, each counting ``weight`` times; pictures in which no
    ink was found are left out."""
    layout = replace(settings.layout, mode=Layout.LINE)
    settings = replace(settings, layout=layout)
    known = []
    for number, (image, text) in enumerate(pictures):
        prepared = prepare_page(Page("string", number, image), settings)
        for line in prepared.lines[:1]:
            glyphs = np.stack([c.glyph for c in line.candidates])
            known.append(KnownString(line, classifier.log_probs(glyphs), text, weight))
        tick()
    return known


def held_out_cheques(folder: Path) -> Iterator[tuple[Image, str]]:
    """The cheque amounts that no training sees.

    Raises
    ------
    DataError
        If the folder has no truth file or a picture in it cannot be read.
    """
    truth = folder / "cheque_amounts" / "truth.csv"
    if not truth.is_file():
        raise DataError(f"{truth}: not found; expected the cheque amounts with their truth")
    with truth.open(encoding="utf-8-sig", newline="") as rows:
        table = csv.DictReader(rows)
        if not {"file", "text"} <= set(table.fieldnames or ()):
            raise DataError(f"{truth}: expected the columns file and text")
        for row in table:
            if is_calibration_file(row["file"]):
                yield _grey(truth.parent / row["file"]), row["text"]


def drawn_strings(count: int, *, seed: int) -> Iterator[tuple[Image, str]]:
    """Strings of our own handwriting with all that stands around them on real forms."""
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        text = str(rng.integers(10)) if number % SINGLE == 0 else None
        line = draw_line(rng, text=text, style=ORDINARY)
        yield line.image, line.text


def composed_strings(
    glyphs: Image, labels: Sequence[str], count: int, *, seed: int
) -> Iterator[tuple[Image, str]]:
    """Real digits that training did not see, side by side on clean paper: the easy lines.

    ``glyphs`` is uint8 (n, 28, 28), ink bright; ``labels`` their n digits. Confidence that is
    fitted on hard lines alone would be too modest for what most people scan.
    """
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        length = 1 if number % SINGLE == 0 else int(rng.integers(*COMPOSED_LENGTHS, endpoint=True))
        chosen = rng.integers(0, len(glyphs), length)
        image = _composed([glyphs[i] for i in chosen], rng)
        yield image, "".join(labels[i] for i in chosen)


def _composed(glyphs: Sequence[Image], rng: np.random.Generator) -> Image:
    factor = float(rng.uniform(1.6, 3.2))
    height = round(28 * factor * 1.3)
    line = np.zeros((height, round(_length_of(glyphs) * factor * 1.8) + 2 * height), np.float32)
    left = height // 2
    for glyph in glyphs:
        rows, cols = np.flatnonzero(glyph.any(axis=1)), np.flatnonzero(glyph.any(axis=0))
        ink = glyph[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        size = (max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor)))
        large = cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
        top = (height - size[1]) // 2 + int(rng.integers(-2, 3))
        window = line[top : top + size[1], left : left + size[0]]
        np.maximum(window, large, out=window)
        left += size[0] + round(float(rng.uniform(2, 9)) * factor)
    line = line[:, : left + height // 2]
    paper, ink_level = float(rng.uniform(190, 250)), float(rng.uniform(20, 110))
    noisy = paper + (ink_level - paper) * line + rng.normal(0, rng.uniform(0.5, 5), line.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _length_of(glyphs: Sequence[Image]) -> int:
    """Columns that the glyphs take side by side."""
    return sum(glyph.shape[1] for glyph in glyphs)


def _grey(path: Path) -> Image:
    data = np.frombuffer(path.read_bytes(), np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
    if image is None:
        raise DataError(f"{path}: picture named in truth.csv is missing or cannot be read")
    return np.asarray(image, np.uint8)
