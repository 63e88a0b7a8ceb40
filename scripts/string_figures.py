"""What is said of strings that were read: per cent with their 95 % interval, nan where none is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger import Row
from string_sets import Measured

from reader.evaluation import (
    Outcome,
    calibration_error,
    error_reject_curve,
    reliability,
    tally,
    wilson_interval,
)
from reader.evaluation.curves import point_at_review
from reader.evaluation.tables import FIXED_REVIEW_RATE
from reader.records import Layout, Status

__all__ = [
    "AT_REVIEW",
    "FALSE_ACCEPTED",
    "SHEETS",
    "Figure",
    "figure_row",
    "figures",
    "pooled_figures",
    "share",
]

AT_REVIEW = "wrong at 20 % review"
"""With the least confident fifth of what was read looked at by a person: wrong among the rest."""

FALSE_ACCEPTED = "false strings accepted"
"""Strings that the truth does not know and that nobody would look at: a count, no per cent."""

SHEETS = "sheets all right"
"""Pages with every string right and none accepted that is not there."""


class Figure(NamedTuple):
    """What it is, of how many, the figure and its interval."""

    measure: str
    n: int
    figure: float
    low: float = math.nan
    high: float = math.nan


def figures(measured: Measured) -> Iterator[Figure]:
    """The figures of one set."""
    outcomes = measured.outcomes
    yield from _of_outcomes(outcomes, measured.covered)
    if measured.layout is Layout.PAGE:
        yield from _of_pages(outcomes)


def pooled_figures(sets: Sequence[Measured]) -> Iterator[Figure]:
    """The figures of several sets' strings taken together, each string counting the same."""
    outcomes = [outcome for one in sets for outcome in one.outcomes]
    yield from _of_outcomes(outcomes, sum(one.covered for one in sets))


def figure_row(figure: Figure, dataset: str, same: Mapping[str, str]) -> Row:
    """A figure as a row of the ledger; ``same`` is what all rows of a measurement share."""
    return Row(
        date=same["date"],
        commit=same["commit"],
        machine=same["machine"],
        model=same["model"],
        note=same["note"],
        dataset=dataset,
        **figure._asdict(),
    )


def share(measure: str, part: int, n: int) -> Figure:
    """A part of ``n`` in per cent."""
    if not n:
        return Figure(measure, 0, math.nan)
    low, high = wilson_interval(part, n)
    return Figure(measure, n, 100 * part / n, 100 * low, 100 * high)


def _of_outcomes(outcomes: Sequence[Outcome], covered: int) -> Iterator[Figure]:
    total = tally(outcomes)
    read = total.accepted + total.review
    written = [outcome for outcome in outcomes if outcome.truth]
    right = sum(outcome.is_right for outcome in written)
    yield share("right", total.right, total.strings)
    yield share("accepted", total.accepted, read)
    yield share("wrong among accepted", total.accepted_wrong, total.accepted)
    yield Figure("calibration error", read, 100 * calibration_error(reliability(outcomes)))
    yield _at_review(outcomes)
    yield share("coverage", right + covered, len(written))


def _at_review(outcomes: Sequence[Outcome]) -> Figure:
    point = point_at_review(error_reject_curve(outcomes), FIXED_REVIEW_RATE)
    return share(AT_REVIEW, point.wrong, point.accepted) if point else share(AT_REVIEW, 0, 0)


def _of_pages(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    total = tally(outcomes)
    yield Figure("extra strings", total.strings, 100 * total.extra / max(1, total.strings))
    false = sum(_is_false(outcome) for outcome in outcomes)
    yield Figure(FALSE_ACCEPTED, total.accepted, float(false))
    pages: dict[tuple[str, int], bool] = {}
    for outcome in outcomes:
        page = outcome.file, outcome.page
        good = not _is_false(outcome) if outcome.is_extra else outcome.is_right
        pages[page] = pages.get(page, True) and good
    yield share(SHEETS, sum(pages.values()), len(pages))


def _is_false(outcome: Outcome) -> bool:
    reading = outcome.reading
    return outcome.is_extra and reading is not None and reading.status is Status.ACCEPTED
