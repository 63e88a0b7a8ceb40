"""Outcomes in figures: string accuracy, character error rate, and what was let through."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from reader.evaluation.matching import Outcome, bare
from reader.records import Status
from reader.sources.naming import natural_key

__all__ = ["Tally", "tally", "tally_by_field", "tally_by_folder", "wilson_interval"]

Z = 1.959964
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one group of outcomes.

    ``strings`` are those of the truth (blank places among them); ``extra`` are strings read that
    the truth does not know; ``accepted`` and ``review`` count what was read, ``accepted_wrong``
    what would have gone unseen into the spreadsheet. A page is right if all its strings are and
    none is extra.
    """

    group: str
    strings: int
    right: int
    missing: int
    extra: int
    characters: int
    character_errors: int
    pages: int
    pages_right: int
    accepted: int
    accepted_wrong: int
    review: int

    @property
    def accuracy(self) -> float:
        """Part of the strings that is right, whole; nan where there is none."""
        return self.right / self.strings if self.strings else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return wilson_interval(self.right, self.strings)

    @property
    def character_error_rate(self) -> float:
        """Edit distance over characters of the truth; missed strings count in full."""
        return self.character_errors / self.characters if self.characters else math.nan

    @property
    def page_accuracy(self) -> float:
        return self.pages_right / self.pages if self.pages else math.nan

    @property
    def review_rate(self) -> float:
        """Part of what was read that goes to a person."""
        read = self.accepted + self.review
        return self.review / read if read else math.nan

    @property
    def accepted_error_rate(self) -> float:
        """Part of the accepted strings that is wrong."""
        return self.accepted_wrong / self.accepted if self.accepted else math.nan


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """95 % interval of a rate (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    Without any trial it is (0, 1).
    """
    if not total:
        return 0.0, 1.0
    rate, square = right / total, Z * Z
    middle = (rate + square / (2 * total)) / (1 + square / total)
    half = math.sqrt(rate * (1 - rate) / total + square / (4 * total**2)) * Z / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def tally(outcomes: Sequence[Outcome], *, group: str = "all") -> Tally:
    """Counts over ``outcomes``; all zero for none."""
    known = [outcome for outcome in outcomes if not outcome.is_extra]
    accepted = [outcome for outcome in outcomes if _has_status(outcome, Status.ACCEPTED)]
    pages: dict[tuple[str, int], bool] = {}
    for outcome in outcomes:
        page = outcome.file, outcome.page
        pages[page] = pages.get(page, True) and outcome.is_right
    return Tally(
        group=group,
        strings=len(known),
        right=sum(outcome.is_right for outcome in known),
        missing=sum(outcome.is_missing for outcome in known),
        extra=len(outcomes) - len(known),
        characters=sum(len(bare(outcome.truth) or "") for outcome in known),
        character_errors=sum(outcome.errors for outcome in known),
        pages=len(pages),
        pages_right=sum(pages.values()),
        accepted=len(accepted),
        accepted_wrong=sum(not outcome.is_right for outcome in accepted),
        review=sum(_has_status(outcome, Status.REVIEW) for outcome in outcomes),
    )


def tally_by_folder(outcomes: Iterable[Outcome]) -> tuple[Tally, ...]:
    """One tally for each folder of the run, in natural order; ``.`` is the topmost."""
    return _grouped(outcomes, lambda outcome: str(PurePosixPath(outcome.file).parent))


def tally_by_field(outcomes: Iterable[Outcome]) -> tuple[Tally, ...]:
    """One tally for each named field, in natural order; none where no string has a field."""
    return _grouped((o for o in outcomes if o.field), lambda outcome: outcome.field)


def _grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> tuple[Tally, ...]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    names = sorted(groups, key=natural_key)
    return tuple(tally(groups[name], group=name) for name in names)


def _has_status(outcome: Outcome, status: Status) -> bool:
    return outcome.reading is not None and outcome.reading.status is status
