"""Strings with their truth, prepared up to the classifier: what calibration is fitted on."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
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
from reader.synthesis import draw_string, draw_writer
from reader.training.datasets import is_calibration_file

__all__ = ["KnownString", "drawn_strings", "held_out_cheques", "prepare_strings"]

STRING_LENGTHS = (1, 10)
"""Fewest and most digits of a drawn string."""

ENDINGS = ("", "", "", "", ".", "-", "/-", ",-")
"""What hands put behind an amount."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownString:
    """A prepared line, its glyphs' log-probabilities, and what it says."""

    line: PreparedLine
    log_probs: NDArray[np.float32]
    text: str


def prepare_strings(
    pictures: Iterator[tuple[Image, str]],
    classifier: Classifier,
    settings: Settings,
    *,
    tick: Callable[[], None] = lambda: None,
) -> list[KnownString]:
    """Every picture up to the classifier; pictures in which no ink was found are left out."""
    layout = replace(settings.layout, mode=Layout.LINE)
    settings = replace(settings, layout=layout)
    known = []
    for number, (image, text) in enumerate(pictures):
        prepared = prepare_page(Page("string", number, image), settings)
        for line in prepared.lines[:1]:
            glyphs = np.stack([c.glyph for c in line.candidates])
            known.append(KnownString(line, classifier.log_probs(glyphs), text))
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
        for row in csv.DictReader(rows):
            if is_calibration_file(row["file"]):
                yield _grey(truth.parent / row["file"]), row["text"]


def drawn_strings(count: int, *, seed: int) -> Iterator[tuple[Image, str]]:
    """Strings of our own handwriting on plain, boxed, ruled or noisy paper."""
    for number in range(count):
        yield _drawn_string(np.random.default_rng((seed, number)))


def _drawn_string(rng: np.random.Generator) -> tuple[Image, str]:
    text = _digits(rng)
    written = _grouped(text, rng) + str(rng.choice(ENDINGS))
    height = float(rng.uniform(24, 70))
    drawn = draw_string(rng, draw_writer(rng), written, height=height)
    paper, ink = float(rng.uniform(150, 255)), float(rng.uniform(20, 110))
    rows, cols = (int(v) for v in rng.uniform(0.15, 0.8, 2) * height)
    mask = np.pad(drawn.ink.astype(np.float32) / 255, ((rows, rows), (cols, cols)))
    mask = np.maximum(mask, _form_lines(mask.shape, rng, height))
    image = paper + (ink - paper) * mask
    image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 1.0)))
    image = image + rng.normal(0, rng.uniform(0.5, 7), image.shape)
    return np.clip(image, 0, 255).astype(np.uint8), text


def _digits(rng: np.random.Generator) -> str:
    length = int(rng.integers(STRING_LENGTHS[0], STRING_LENGTHS[1] + 1))
    return "".join(str(d) for d in rng.integers(0, 10, length))


def _grouped(text: str, rng: np.random.Generator) -> str:
    """Thousands set off by commas or points, in a third of the longer strings."""
    if len(text) < 4 or rng.random() > 0.35:
        return text
    mark = str(rng.choice([".", ",", " "]))
    first = len(text) % 3 or 3
    groups = [text[:first], *(text[i : i + 3] for i in range(first, len(text), 3))]
    return mark.join(groups)


def _form_lines(
    shape: tuple[int, int], rng: np.random.Generator, height: float
) -> NDArray[np.float32]:
    """A box, a base line or nothing."""
    lines = np.zeros(shape, np.float32)
    kind = rng.random()
    width = max(1, round(float(rng.uniform(0.03, 0.09)) * height))
    edge = max(2, round(0.08 * height))
    if kind < 0.3:
        cv2.rectangle(lines, (edge, edge), (shape[1] - edge, shape[0] - edge), 1.0, width)
    elif kind < 0.5:
        row = shape[0] - edge
        cv2.line(lines, (0, row), (shape[1], row - int(rng.integers(-2, 3))), 1.0, width)
    return lines


def _grey(path: Path) -> Image:
    data = np.frombuffer(path.read_bytes(), np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
    if image is None:
        raise DataError(f"{path}: picture named in truth.csv is missing or cannot be read")
    return np.asarray(image, np.uint8)
