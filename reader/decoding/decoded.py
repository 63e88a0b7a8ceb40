"""What became of a line in the search, and what follows from the best text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.records import Hypothesis, Mark, PathStep

__all__ = ["READERS_DISAGREE", "SURELY_NOTHING", "Decoded", "SeenDigit", "likeness", "path_digits"]

READERS_DISAGREE = "readers-disagree"
"""The reason of a string whose two readers read different texts."""

SURELY_NOTHING = 0.8
"""Ink is left out altogether only if that is this probable: better a question than a loss."""

SeenDigit = tuple[int, str, float, str]
"""A digit of the best text: candidate, digit, probability, runner-up."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The hypotheses of a line, best first, and what follows from the best one.

    ``path`` is where the best text stands among the line's candidates.

    ``looks`` is how much its digits look like those digits, 0..1, whatever the probability of the
    text. ``disagree`` says that two readers' best texts differ; where that is enough for a person
    to look, it is among the ``reasons`` already.
    """

    hypotheses: tuple[Hypothesis, ...]
    path: tuple[PathStep, ...]
    digits: tuple[SeenDigit, ...]
    marks: tuple[Mark, ...]
    reasons: tuple[str, ...]
    evidence: tuple[float, ...]
    confidence: float
    looks: float
    disagree: bool = False


def path_digits(
    path: Sequence[PathStep], log_probs: NDArray[np.float32], classes: Sequence[str]
) -> tuple[SeenDigit, ...]:
    """The digits of a path with the classifier's probability of each, and its second choice."""
    found = []
    for step in path:
        if step.label:
            row = log_probs[step.candidate]
            own = list(classes).index(step.label)
            others = [i for i in range(len(classes)) if i != own and classes[i]]
            runner_up = classes[max(others, key=lambda i: float(row[i]))]
            found.append((step.candidate, step.label, float(np.exp(row[own])), runner_up))
    return tuple(found)


def likeness(digits: Sequence[SeenDigit]) -> float:
    """Mean probability of a path's digits; 0 without any."""
    return sum(p for _, _, p, _ in digits) / len(digits) if digits else 0.0
