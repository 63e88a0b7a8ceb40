"""Looks at one picture, at all its ink and at parts of it -> one reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from reader.reasons import Reason
from reader.records import Reading, Status

__all__ = ["choose_look", "choose_looks"]

LIKELY = 0.3
"""Confidence from which a string counts that only a further look sees; on blank places it is
rarely above a fifth."""

NOT = "not-"
"""Begins the reason ``not-digits``, in the words of any model."""

SURER = 1.5
"""The second look counts where its odds are this many times those of the first."""

PART_SURER = 20.0
"""The same where it reads only a part of the first one's digits: how sure it is of those says
nothing of the fainter ones that it left out."""

DOUBTFUL = 0.5
"""Confidence of the first look below which what it reads more may be no digits."""

MORE_SURE = 0.75
"""Where it reads the first one's digits and more, it counts from this confidence on."""


def choose_looks(
    first: Sequence[Reading], others: Sequence[Sequence[Reading]], *, accept: float
) -> list[Reading]:
    """As :func:`choose_look`, with any number of further looks: the surest of those is the second.

    However sure one of them is, and of another text than the rest, it is for a person if the first
    look says that there is nothing.
    """
    best: list[Reading] = []
    for other in others:
        best = choose_look(best, other, accept=accept) if best else list(other)
    return choose_look(first, best, accept=accept)


def choose_look(
    first: Sequence[Reading], second: Sequence[Reading], *, accept: float
) -> list[Reading]:
    """The reading of the look that is surer of its text; each look has one at most.

    Only one of two different texts can be right, so the more the other look believes in its own,
    the less sure is the one that is chosen. What only the second look sees is for a person: the
    first one says that there is nothing.
    """
    if not first or not second or first[0].text == second[0].text:
        return list(first)
    one, other = first[0], second[0]
    old, new = one.confidence, other.confidence
    if new is None or _is_doubted(other):
        return list(first)
    if old is None:
        unseen = _for_a_person(other, Reason.READERS_DISAGREE)
        return [unseen] if new >= LIKELY else list(first)
    part, more = _is_part(other.text, one.text), _is_part(one.text, other.text)
    factor = PART_SURER if part and old >= DOUBTFUL else SURER
    surer = new * (1 - old) > factor * old * (1 - new)
    if not surer and not (more and new >= MORE_SURE):
        return list(first)
    sure = new * (1 - old) / max(1e-9, 1 - old * new)
    other = dataclasses.replace(other, confidence=round(sure, 4))
    if part:
        return [_for_a_person(other, Reason.READERS_DISAGREE)]
    return [other if sure >= accept else _for_a_person(other, Reason.LOW_CONFIDENCE)]


def _is_part(text: str, whole: str) -> bool:
    """Whether a text is another one with symbols left out."""
    symbols = iter(whole)
    return len(text) < len(whole) and all(symbol in symbols for symbol in text)


def _is_doubted(reading: Reading) -> bool:
    """Whether a look would rather say that there is nothing."""
    return any(reason.startswith(NOT) for reason in reading.reasons)


def _for_a_person(reading: Reading, reason: Reason) -> Reading:
    reasons = tuple(dict.fromkeys((reason, *reading.reasons)))
    return dataclasses.replace(reading, status=Status.REVIEW, reasons=reasons)
