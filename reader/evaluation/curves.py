"""What a confidence is worth: the price of accepting, and whether the figure is honest."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.evaluation.matching import Outcome

__all__ = [
    "Bin",
    "OperatingPoint",
    "calibration_error",
    "error_at_review",
    "error_reject_curve",
    "operating_points",
    "point_at_review",
    "reliability",
    "reliability_bins",
]

Scored = tuple[float, bool]
"""A confidence, and whether it was right."""

BINS = 15
"""Bins of the reliability diagram, as is usual (Guo et al. 2017)."""


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What accepting every confidence of at least ``threshold`` does."""

    threshold: float
    review_rate: float
    error_rate: float
    accepted: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Strings whose confidence lies in ``low`` < confidence <= ``high``."""

    low: float
    high: float
    count: int
    mean_confidence: float
    accuracy: float


def error_reject_curve(outcomes: Iterable[Outcome]) -> tuple[OperatingPoint, ...]:
    """The error rate among accepted strings for every threshold, from all reviewed to none.

    Over everything that was read with a confidence, extra strings among it; what was missed has
    no confidence, and no threshold would find it.
    """
    return operating_points(_scored(outcomes))


def operating_points(scored: Iterable[Scored]) -> tuple[OperatingPoint, ...]:
    """The error-reject curve of anything that has a confidence and is right or not."""
    scored = sorted(scored, reverse=True)
    points, accepted, wrong = [], 0, 0
    for confidence, members in itertools.groupby(scored, key=lambda pair: pair[0]):
        for _, right in members:
            accepted += 1
            wrong += not right
        review_rate = 1 - accepted / len(scored)
        points.append(OperatingPoint(confidence, review_rate, wrong / accepted, accepted, wrong))
    return tuple(points)


def error_at_review(curve: Sequence[OperatingPoint], review_rate: float) -> float:
    """The error rate among accepted if at most ``review_rate`` of the strings are reviewed.

    nan for an empty curve.
    """
    point = point_at_review(curve, review_rate)
    return math.nan if point is None else point.error_rate


def point_at_review(curve: Sequence[OperatingPoint], review_rate: float) -> OperatingPoint | None:
    """The point of the highest threshold that sends at most ``review_rate`` of the strings to
    review; None for an empty curve."""
    return next((point for point in curve if point.review_rate <= review_rate + 1e-12), None)


def reliability(outcomes: Iterable[Outcome], *, bins: int = BINS) -> tuple[Bin, ...]:
    """Confidence against accuracy in bins of equal width; empty bins are left out."""
    return reliability_bins(_scored(outcomes), bins=bins)


def reliability_bins(scored: Iterable[Scored], *, bins: int = BINS) -> tuple[Bin, ...]:
    """The same of anything that has a confidence and is right or not."""
    members: dict[int, list[Scored]] = {}
    for confidence, right in scored:
        index = min(max(math.ceil(confidence * bins) - 1, 0), bins - 1)
        members.setdefault(index, []).append((confidence, right))
    return tuple(_bin(index, bins, members[index]) for index in sorted(members))


def calibration_error(found: Sequence[Bin]) -> float:
    """Expected calibration error: the bins' distances, weighted by their strings.

    Naeini et al. 2015; nan without any string.
    """
    total = sum(b.count for b in found)
    if not total:
        return math.nan
    return sum(b.count * abs(b.accuracy - b.mean_confidence) for b in found) / total


def _scored(outcomes: Iterable[Outcome]) -> list[Scored]:
    return [
        (outcome.reading.confidence, outcome.is_right)
        for outcome in outcomes
        if outcome.reading is not None and outcome.reading.confidence is not None
    ]


def _bin(index: int, bins: int, members: list[Scored]) -> Bin:
    count = len(members)
    return Bin(
        low=index / bins,
        high=(index + 1) / bins,
        count=count,
        mean_confidence=sum(confidence for confidence, _ in members) / count,
        accuracy=sum(right for _, right in members) / count,
    )
