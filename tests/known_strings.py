"""Strings with their truth and a classifier's words, without pictures."""

from __future__ import annotations

import dataclasses

import numpy as np

from drawn_ink import candidate
from fakes import DIGIT_CLASSES, columns_saying
from reader.decoding.columns import Columns
from reader.records import Box, Candidate, PreparedLine
from reader.training.calibration.strings import KnownString

__all__ = ["heard_strings", "known_string", "known_strings"]


def known_string(text: str, *, wrong: int = -1, sure: float = 0.9) -> KnownString:
    """A line of digits, every second one in two slices; the digit ``wrong`` is seen as another.

    The classifier is ``sure`` of whole digits, and takes halves for *not one digit*.
    """
    candidates: list[Candidate] = []
    rows = []
    start = 0
    for number, digit in enumerate(text):
        slices = 1 + number % 2
        seen = str((int(digit) + 1) % 10) if number == wrong else digit
        for first in range(start, start + slices):
            for stop in range(first + 1, start + slices + 1):
                whole = stop - first == slices
                candidates.append(candidate(first, stop, width=0.6 if whole else 0.3))
                rows.append(_row(seen if whole else "", sure))
        start += slices
    boxes = tuple(c.box for c in candidates)
    line = PreparedLine("", Box(0, 0, 40, 40 * start), start, tuple(candidates), boxes)
    return KnownString(line, np.stack(rows), text)


def known_strings(count: int, *, wrong_share: float = 0.3, seed: int = 0) -> list[KnownString]:
    """Strings of 1 to 5 digits; in some of them the classifier is less sure, and wrong."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        text = "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(1, 6))))
        is_wrong = rng.random() < wrong_share
        wrong = int(rng.integers(len(text))) if is_wrong else -1
        sure = float(rng.uniform(0.4, 0.7) if is_wrong else rng.uniform(0.8, 0.98))
        found.append(known_string(text, wrong=wrong, sure=sure))
    return found


def _row(label: str, sure: float) -> np.ndarray:
    row = np.full(len(DIGIT_CLASSES), (1 - sure) / (len(DIGIT_CLASSES) - 1))
    row[DIGIT_CLASSES.index(label)] = sure
    return np.log(row).astype(np.float32)


def heard_strings(count: int, *, misheard: float = 0.2, seed: int = 0) -> list[KnownString]:
    """The same strings with what a second reader says of them: in some of them, other ones than
    the classifier's, it sees another digit and is less sure."""
    rng = np.random.default_rng(seed + 100)
    found = []
    for known in known_strings(count, seed=seed):
        text, sure = known.text, float(rng.uniform(0.97, 0.999))
        if rng.random() < misheard:
            text, sure = text[:-1] + str((int(text[-1]) + 3) % 10), float(rng.uniform(0.6, 0.9))
        said = columns_saying(text, columns=6 * len(text), sure=sure)
        columns = Columns(said, 0.0, float(known.line.box.width))
        found.append(dataclasses.replace(known, columns=columns))
    return found
