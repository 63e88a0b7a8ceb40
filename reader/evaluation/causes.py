"""Why a string is wrong, as far as can be told; and which digit was taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from reader.evaluation.alignment import edit_steps
from reader.evaluation.matching import Outcome, bare
from reader.evaluation.sight import Sight

__all__ = ["Cause", "confusions", "find_cause"]

MISTAKEN_SHARE = 1 / 3
"""A text of the right length is right but for single digits if at most this part differs."""


class Cause(StrEnum):
    """Causes in the order in which a person should look at them; the value is the heading."""

    FAILED = "page could not be read"
    MISSED = "line missed"
    EXTRA = "string that is not in the truth"
    BLANK_READ = "ink read where nothing is written"
    RULE = "a rule chose another text"
    UNCUT = "right segmentation not among the candidates"
    PATH = "wrong path: the right one was there"
    DIGIT = "wrong digit"
    MARK = "extra mark read as a digit"
    LOST = "digit left out"
    UNKNOWN = "cause unknown: the picture cannot be looked at again"

    @property
    def meaning(self) -> str:
        """One sentence: what went wrong where."""
        return _MEANINGS[self]


_MEANINGS = {
    Cause.FAILED: "The file or page was not decoded; its row says why.",
    Cause.MISSED: "Nothing was read where a string is written: line not found, or taken for print"
    " or words.",
    Cause.EXTRA: "Something was taken for a string: print, a mark, a part of another string.",
    Cause.BLANK_READ: "Paper, dirt or fillers were read as digits.",
    Cause.RULE: "The reading was right before a rule of the field changed it.",
    Cause.UNCUT: "No run of slices shows the net the digits that are written: cuts, ink or lines"
    " of the form are at fault.",
    Cause.PATH: "The right digits were offered, and the search preferred others.",
    Cause.DIGIT: "The ink was cut rightly, and the net saw another digit in it.",
    Cause.MARK: "All digits are right, and other ink was read as one more.",
    Cause.LOST: "A digit was cut out rightly and passed over as if it were a mark.",
    Cause.UNKNOWN: "The row alone does not tell, and its picture is gone, changed, or reads"
    " differently by now.",
}


def find_cause(outcome: Outcome, sight: Sight | None = None) -> Cause | None:
    """The cause of a wrong outcome; None for a right one.

    With ``sight``, what the lattice offered decides; without, the row's own evidence does as far
    as it goes.
    """
    if outcome.is_right:
        return None
    if outcome.failure:
        return Cause.FAILED
    if outcome.is_extra:
        return Cause.EXTRA
    if outcome.is_missing:
        return Cause.MISSED
    if not outcome.truth:
        return Cause.BLANK_READ
    truth, text = bare(outcome.truth) or "", bare(outcome.text) or ""
    if outcome.reading is not None and bare(outcome.reading.raw) == truth:
        return Cause.RULE
    return _by_row(outcome, truth, text) if sight is None else _by_sight(sight, truth, text)


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


def _by_sight(sight: Sight, truth: str, text: str) -> Cause:
    if sight.wanted == sight.read:
        return Cause.DIGIT
    if sight.wanted is not None and set(sight.read) < set(sight.wanted):
        return Cause.LOST
    if not sight.is_plausible or sight.wanted is None:
        return Cause.DIGIT if _is_mistaken(truth, text) else Cause.UNCUT
    return Cause.MARK if set(sight.wanted) < set(sight.read) else Cause.PATH


def _is_mistaken(truth: str, text: str) -> bool:
    """Whether single digits are wrong in a text that is right otherwise."""
    if len(truth) != len(text):
        return False
    off = sum(a != b for a, b in zip(truth, text, strict=True))
    return off <= max(1, round(MISTAKEN_SHARE * len(truth)))


def _by_row(outcome: Outcome, truth: str, text: str) -> Cause:
    reading = outcome.reading
    assert reading is not None
    if len(text) == len(truth):
        return Cause.DIGIT
    if truth in (bare(other.text) for other in reading.alternatives):
        return Cause.PATH
    if _holds(text, truth):
        return Cause.MARK
    return Cause.LOST if _holds(truth, text) else Cause.UNKNOWN


def _holds(longer: str, shorter: str) -> bool:
    """Are the characters of ``shorter`` in ``longer``, in this order?"""
    rest = iter(longer)
    return all(character in rest for character in shorter)
