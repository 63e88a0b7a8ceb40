"""What became of a line in the search, and what follows from the best text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.records import Hypothesis, Mark, PathStep

__all__ = [
    "SURELY_NOTHING",
    "Decoded",
    "SeenDigit",
    "likeness",
    "path_digits",
    "with_support",
]

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


def with_support(
    seen: Sequence[SeenDigit], texts: Sequence[tuple[str, float]]
) -> tuple[SeenDigit, ...]:
    """The digits of the best text with the probability of all texts that have them there, too:
    each digit's posterior, whatever the others are.

    ``texts`` come with their log-probabilities, the best first. Runner-up is the likeliest other
    digit in a text of the same length, else what was seen.
    """
    best = texts[0][0]
    weighed = [(text, math.exp(log_prob)) for text, log_prob in texts]
    found = []
    for place, (candidate, digit, _, runner_up) in enumerate(seen):
        support = 0.0
        rivals: dict[str, float] = {}
        for text, probability in weighed:
            if _has_digit(text, best, place):
                support += probability
            elif len(text) == len(best):
                rivals[text[place]] = rivals.get(text[place], 0.0) + probability
        likeliest = max(rivals, key=lambda d: (rivals[d], d), default=runner_up)
        found.append((candidate, digit, min(1.0, support), likeliest))
    return tuple(found)


def _has_digit(text: str, best: str, place: int) -> bool:
    """Whether ``text`` has the digit of ``best`` at ``place``: counted from the end that is
    nearer to the first difference, where their lengths differ."""
    if len(text) == len(best):
        return text[place] == best[place]
    return text.startswith(best[: place + 1]) or text.endswith(best[place:])
