"""Fakes for every protocol: classifiers that are perfect, constant, slow or broken."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reader.records import Image

__all__ = [
    "ConstantClassifier",
    "CrashingClassifier",
    "FixedLineReader",
    "PerfectClassifier",
    "SlowClassifier",
    "columns_saying",
]

DIGIT_CLASSES = (*"0123456789", "")

CERTAIN, RULED_OUT = -0.001, -9.0
"""Log-probabilities of a fake that is sure."""


def certain_row(label: str, classes: Sequence[str]) -> NDArray[np.float32]:
    row = np.full(len(classes), RULED_OUT, np.float32)
    row[list(classes).index(label)] = CERTAIN
    return row


@dataclass(frozen=True)
class PerfectClassifier:
    """Knows the label of every glyph it was shown; anything else is *not one digit*."""

    glyphs: Image
    labels: Sequence[str]
    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "perfect"
    known: dict[bytes, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        pairs = zip(self.glyphs, self.labels, strict=True)
        self.known.update({glyph.tobytes(): label for glyph, label in pairs})

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        rows = [certain_row(self.known.get(g.tobytes(), ""), self.classes) for g in glyphs]
        return np.stack(rows) if rows else np.zeros((0, len(self.classes)), np.float32)


@dataclass(frozen=True)
class ConstantClassifier:
    """Says the same of everything."""

    label: str = "7"
    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "constant"

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        return np.tile(certain_row(self.label, self.classes), (len(glyphs), 1))


@dataclass(frozen=True)
class SlowClassifier:
    """Takes ``seconds`` a call, then says what a constant one says."""

    seconds: float = 0.2
    label: str = "7"
    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "slow"

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        time.sleep(self.seconds)
        return ConstantClassifier(self.label, self.classes).log_probs(glyphs)


@dataclass(frozen=True)
class CrashingClassifier:
    """Fails at every call, as a broken engine does."""

    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "crashing"

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        raise RuntimeError("the engine broke")


def columns_saying(
    text: str, *, columns: int = 0, sure: float = 0.99, classes: Sequence[str] = DIGIT_CLASSES
) -> NDArray[np.float32]:
    """What a second reader says that sees ``text``: each digit in one column, evenly spread over
    ``columns`` (0: three a digit), *nothing here* in the others and in the place of a space."""
    columns = columns or 3 * len(text) + 1
    rest = (1 - sure) / (len(classes) - 1)
    found = np.full((columns, len(classes)), rest)
    found[:, -1] = sure
    for number, digit in enumerate(text):
        if digit == " ":
            continue
        column = int((number + 0.5) * columns / len(text))
        found[column] = rest
        found[column, list(classes).index(digit)] = sure
    return np.log(found).astype(np.float32)


@dataclass(frozen=True)
class FixedLineReader:
    """Sees the same text in every strip."""

    text: str
    sure: float = 0.99
    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "fixed"

    def log_probs(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
        widths = [-(-strip.shape[-1] // 4) for strip in strips]
        return [columns_saying(self.text, columns=w, sure=self.sure) for w in widths]
