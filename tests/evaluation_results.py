"""Page results and truths for the tests of evaluation, in as few words as they need."""

from __future__ import annotations

from reader.evaluation import Matches, Outcome, Truth, match_truth
from reader.records import Alternative, Box, PageError, PageResult, Reading, Status

__all__ = ["failed", "match", "match_truth_of", "page", "pairs", "read", "second_best", "truth"]


def read(text: str, *, confidence: float | None = 0.9, line: int = 1, **changes: object) -> Reading:
    """A string under review; empty text is a blank row."""
    status = Status.REVIEW if text else Status.BLANK
    facts = {"status": status, "raw": text, "confidence": confidence if text else None} | changes
    return Reading(line=line, box=Box(0, 0, 10, 30), text=text, **facts)  # type: ignore[arg-type]


def page(*readings: Reading | str, file: str = "a.png", index: int = 0) -> PageResult:
    found = (
        reading if isinstance(reading, Reading) else read(reading, line=line)
        for line, reading in enumerate(readings, 1)
    )
    return PageResult(file, index, tuple(found), size=(100, 100))


def failed(file: str = "a.png") -> PageResult:
    return PageResult(file, 0, error=PageError("unreadable-file", "broken"))


def truth(text: str, *, file: str = "a.png", page: int | None = None, field: str = "") -> Truth:
    return Truth(file, page, field, tuple(text.replace("/", " ").split()))


def match(result: PageResult, text: str) -> list[tuple[str | None, str, bool]]:
    """Truth, text and verdict of each string of one page."""
    return pairs(match_truth([result], [truth(text)]))


def match_truth_of(result: PageResult, told: Truth | str) -> tuple[Outcome, ...]:
    told = truth(told) if isinstance(told, str) else told
    return match_truth([result], [told]).outcomes


def pairs(matches: Matches) -> list[tuple[str | None, str, bool]]:
    return [(o.truth, o.text, o.is_right) for o in matches.outcomes]


def second_best(text: str, other: str) -> Reading:
    return read(text, alternatives=(Alternative(other, 0.3),))
