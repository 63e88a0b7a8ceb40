"""Strings with their truth, prepared up to the classifier: what calibration is fitted on."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.decoding.columns import Columns
from reader.errors import DataError
from reader.pipeline import prepare_page
from reader.recognition.classifier import Classifier
from reader.recognition.line_reader import LineReader
from reader.records import Image, Layout, Page, PreparedLine
from reader.settings import NO_READER, Settings
from reader.synthesis.lines import LineStyle, draw_blank_line, draw_line
from reader.training.data.datasets import is_calibration_file

__all__ = [
    "ORDINARY",
    "KnownString",
    "blank_strings",
    "drawn_strings",
    "held_out_cheques",
    "prepare_strings",
]

ORDINARY = LineStyle(texture=0.2, neighbours=0.12, margins=0.03, bilevel=0.12, inverted=0.05)
"""Lines as people scan them: less crowded than those that train a reader of whole lines."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownString:
    """A prepared line, its glyphs' log-probabilities, what it says, and how much it counts.

    ``columns`` are what a second reader says of it, None without one.
    """

    line: PreparedLine
    log_probs: NDArray[np.float32]
    text: str
    weight: float = 1.0
    columns: Columns | None = None


def prepare_strings(
    pictures: Iterator[tuple[Image, str]],
    classifier: Classifier,
    settings: Settings,
    *,
    line_reader: LineReader | None = None,
    weight: float = 1.0,
    tick: Callable[[], None] = lambda: None,
) -> list[KnownString]:
    """Every picture up to what the readers say, each counting ``weight`` times; pictures in which
    no ink was found are left out."""
    second = NO_READER if line_reader is None else "given"
    settings = replace(
        settings,
        layout=replace(settings.layout, mode=Layout.LINE),
        decoding=replace(settings.decoding, second_reader=second),
    )
    known = []
    for number, (image, text) in enumerate(pictures):
        prepared = prepare_page(Page("string", number, image), settings)
        for line in prepared.lines[:1]:
            glyphs = np.stack([c.glyph for c in line.candidates])
            columns = None if line_reader is None else _columns(line, line_reader)
            known.append(KnownString(line, classifier.log_probs(glyphs), text, weight, columns))
        tick()
    return known


def _columns(line: PreparedLine, line_reader: LineReader) -> Columns | None:
    if line.strip is None:
        return None
    return Columns(line_reader.log_probs([line.strip])[0], *line.strip_span)


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
        line = draw_line(np.random.default_rng((seed, number)), style=ORDINARY)
        yield line.image, line.text


def blank_strings(count: int, *, seed: int) -> Iterator[tuple[Image, str]]:
    """Pieces of forms on which nothing is written, with the empty text."""
    for number in range(count):
        yield draw_blank_line(np.random.default_rng((seed, 2, number))).image, ""


def _grey(path: Path) -> Image:
    data = np.frombuffer(path.read_bytes(), np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
    if image is None:
        raise DataError(f"{path}: picture named in truth.csv is missing or cannot be read")
    return np.asarray(image, np.uint8)
