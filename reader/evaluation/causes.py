"""Why a string is wrong, as far as its row can tell; and which digit was taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from reader.evaluation.alignment import edit_steps
from reader.evaluation.matching import Outcome, bare

__all__ = ["Cause", "confusions", "find_cause"]


class Cause(StrEnum):
    """Causes in the order in which a person should look at them; the value is the heading."""

    FAILED = "page could not be read"
    MISSED = "string missed"
    EXTRA = "string that is not in the truth"
    BLANK_READ = "ink read where nothing is written"
    RULE = "a rule chose another text"
    DIGIT = "wrong digit"
    PATH = "wrong split, the right one was second best"
    MARK = "extra mark read as a digit"
    LOST = "digit left out"
    SPLIT = "wrong split"


def find_cause(outcome: Outcome) -> Cause | None:
    """The cause of a wrong outcome; None for a right one."""
    if outcome.is_right:
        return None
    if outcome.failure:
        return Cause.FAILED
    if outcome.is_extra:
        return Cause.EXTRA
    if outcome.is_missing:
        return Cause.MISSED
    return _cause_of_text(outcome) if outcome.truth else Cause.BLANK_READ


def confusions(outcomes: Iterable[Outcome]) -> Counter[tuple[str, str]]:
    """How often which character of the truth was read as which.

    Over strings that were read; an empty first character is one too many, an empty second one
    was left out.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        if outcome.truth and outcome.reading is not None:
            counts.update(edit_steps(bare(outcome.truth) or "", bare(outcome.text) or ""))
    return counts


def _cause_of_text(outcome: Outcome) -> Cause:
    truth, text = bare(outcome.truth) or "", bare(outcome.text) or ""
    reading = outcome.reading
    assert reading is not None
    if bare(reading.raw) == truth:
        return Cause.RULE
    if len(text) == len(truth):
        return Cause.DIGIT
    if truth in (bare(other.text) for other in reading.alternatives):
        return Cause.PATH
    if _holds(text, truth):
        return Cause.MARK
    return Cause.LOST if _holds(truth, text) else Cause.SPLIT


def _holds(longer: str, shorter: str) -> bool:
    """Are the characters of ``shorter`` in ``longer``, in this order?"""
    rest = iter(longer)
    return all(character in rest for character in shorter)
