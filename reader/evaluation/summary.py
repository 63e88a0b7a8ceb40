"""One evaluation: outcomes and every figure that is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reader.evaluation.causes import Cause, confusions, find_cause
from reader.evaluation.curves import Bin, OperatingPoint, error_reject_curve, reliability
from reader.evaluation.matching import Matches, Outcome, match_truth
from reader.evaluation.measures import Tally, tally, tally_by_field, tally_by_folder
from reader.evaluation.sight import Sight
from reader.evaluation.truth import Truth
from reader.records import PageResult

__all__ = ["Evaluation", "evaluate_readings"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run is worth against a truth.

    ``causes`` has one entry an outcome, None for right ones; ``errors`` holds the wrong outcomes
    by cause.
    """

    matches: Matches
    total: Tally
    folders: tuple[Tally, ...]
    fields: tuple[Tally, ...]
    curve: tuple[OperatingPoint, ...]
    bins: tuple[Bin, ...]
    confusions: Counter[tuple[str, str]]
    causes: tuple[Cause | None, ...]
    errors: dict[Cause, tuple[Outcome, ...]]


def evaluate_readings(
    results: Iterable[PageResult],
    truths: Sequence[Truth],
    *,
    look: Callable[[Outcome], Sight | None] | None = None,
) -> Evaluation:
    """All figures of ``results`` against ``truths``.

    ``look`` says what the lattice of a wrong outcome offered; it is asked for wrong ones only, in
    the order of the pages.

    Raises
    ------
    TruthError
        If a name of the truth fits several files.
    """
    matches = match_truth(results, truths)
    outcomes = matches.outcomes
    causes = tuple(_cause(outcome, look) for outcome in outcomes)
    return Evaluation(
        matches=matches,
        total=tally(outcomes),
        folders=tally_by_folder(outcomes),
        fields=tally_by_field(outcomes),
        curve=error_reject_curve(outcomes),
        bins=reliability(outcomes),
        confusions=confusions(outcomes),
        causes=causes,
        errors={
            cause: tuple(o for o, found in zip(outcomes, causes, strict=True) if found is cause)
            for cause in Cause
            if cause in causes
        },
    )


def _cause(outcome: Outcome, look: Callable[[Outcome], Sight | None] | None) -> Cause | None:
    if outcome.is_right:
        return None
    return find_cause(outcome, look(outcome) if look is not None else None)
