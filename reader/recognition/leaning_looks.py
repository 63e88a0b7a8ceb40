"""A second reader that looks again where it doubts: at the same strip leaning either way.

Augmentation at reading time (Krizhevsky et al. 2012, doi:10.1145/3065386): the mean of what a net
says of a strip and of the strip sheared to the left and to the right is right more often than what
it says of the strip alone. Shearing about the strip's middle row leaves every digit in its columns,
so probabilities are averaged column by column; their logarithms must not be, since a digit's peak
may move by a column, where one look would veto the other. What is said of a strip depends on that
strip alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.recognition.line_reader import LineReader, load_line_reader
from reader.recognition.log_probs import log_softmax
from reader.records import Image

__all__ = ["LeaningLooks", "load_second_reader"]

ENOUGH = 0.7
"""Where the best symbols of all columns have this probability together, one look is enough: of a
quarter of the lines kept apart it is not."""

LEANS = (0.1, -0.1)
"""Columns a row by which the further looks lean, about a third of a letter's slant."""

FAINTEST = 1e-12
"""Probabilities are taken to be no less: a logarithm needs a number."""


@dataclass(frozen=True, slots=True, eq=False)
class LeaningLooks:
    """A line reader that looks at the strips of which ``reader`` doubts more than once."""

    reader: LineReader
    enough: float = ENOUGH

    @property
    def classes(self) -> tuple[str, ...]:
        return self.reader.classes

    @property
    def checksum(self) -> str:
        return self.reader.checksum

    @property
    def device(self) -> str:
        """What it runs on, in words; empty where ``reader`` does not say."""
        return getattr(self.reader, "device", "")

    def log_probs(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
        """As :meth:`reader.recognition.line_reader.LineReader.log_probs`."""
        said = self.reader.log_probs(strips)
        least = math.log(self.enough)
        doubted = [n for n, one in enumerate(said) if one.max(axis=1).sum() < least]
        leaning = [_sheared(strips[n], lean) for n in doubted for lean in LEANS]
        further = iter(self.reader.log_probs(leaning))
        for number in doubted:
            looks = np.stack([said[number], *(next(further) for _ in LEANS)])
            mean = np.exp(looks.astype(np.float64)).mean(axis=0)
            said[number] = log_softmax(np.log(np.maximum(mean, FAINTEST)).astype(np.float32))
        return said


def load_second_reader(
    name_or_dir: str | Path, *, device: str = "auto", threads: int = 0
) -> LeaningLooks:
    """As :func:`reader.recognition.line_reader.load_line_reader`, for reading with a classifier."""
    return LeaningLooks(load_line_reader(name_or_dir, device=device, threads=threads))


def _sheared(strip: Image, lean: float) -> Image:
    """A strip (2, 40, width) of the same width, whose middle row stays where it is."""
    middle = (strip.shape[1] - 1) / 2
    matrix = np.array([[1.0, -lean, lean * middle], [0.0, 1.0, 0.0]])
    size = (strip.shape[2], strip.shape[1])
    return np.stack([np.asarray(cv2.warpAffine(view, matrix, size), np.uint8) for view in strip])
