"""One evaluation: outcomes and every figure that is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.evaluation.causes import Cause, confusions, find_cause
from reader.evaluation.curves import Bin, OperatingPoint, error_reject_curve, reliability
from reader.evaluation.matching import Matches, Outcome, match_truth
from reader.evaluation.measures import Tally, tally, tally_by_field, tally_by_folder
from reader.evaluation.truth import Truth
from reader.records import PageResult

__all__ = ["Evaluation", "evaluate_readings"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run is worth against a truth. ``errors`` holds the wrong outcomes by cause."""

    matches: Matches
    total: Tally
    folders: tuple[Tally, ...]
    fields: tuple[Tally, ...]
    curve: tuple[OperatingPoint, ...]
    bins: tuple[Bin, ...]
    confusions: Counter[tuple[str, str]]
    errors: dict[Cause, tuple[Outcome, ...]]


def evaluate_readings(results: Iterable[PageResult], truths: Sequence[Truth]) -> Evaluation:
    """All figures of ``results`` against ``truths``.

    Raises
    ------
    TruthError
        If a name of the truth fits several files.
    """
    matches = match_truth(results, truths)
    outcomes = matches.outcomes
    return Evaluation(
        matches=matches,
        total=tally(outcomes),
        folders=tally_by_folder(outcomes),
        fields=tally_by_field(outcomes),
        curve=error_reject_curve(outcomes),
        bins=reliability(outcomes),
        confusions=confusions(outcomes),
        errors=_errors(outcomes),
    )


def _errors(outcomes: Sequence[Outcome]) -> dict[Cause, tuple[Outcome, ...]]:
    causes = [find_cause(outcome) for outcome in outcomes]
    return {
        cause: tuple(o for o, found in zip(outcomes, causes, strict=True) if found is cause)
        for cause in Cause
        if cause in causes
    }
