"""A path through a line of a page -> the digit strings in it, words left out."""

from __future__ import annotations

from collections.abc import Sequence

from reader.records import Candidate, PathStep

__all__ = ["goes_on", "holds_word", "lacks_digit", "split_words"]

LETTER = 0.45
"""A passed-over slice this many digit heights high is a letter or a sign, not a mark."""

WORD_GAP = 0.35
"""Digits nearer to a letter than this many digit heights belong to its word."""

SMALL_ONE = 0.3
"""In a comb's box an upright stroke of this many digit heights that rises above the middle may be a
small 1; commas lie lower."""

SLIM = 0.4
"""What is slimmer than this part of its height may be a 1."""


def split_words(
    path: Sequence[PathStep], candidates: Sequence[Candidate]
) -> tuple[tuple[PathStep, ...], ...]:
    """Runs of steps between letters; runs that are glued to letters are left out.

    Steps of runs that hold no digit are left out too.
    """
    runs: list[list[PathStep]] = [[]]
    glued: list[bool] = [False]
    for step in path:
        if step.label or not _is_letter(candidates[step.candidate]):
            runs[-1].append(step)
            continue
        glued[-1] |= _touches(runs[-1], step, candidates)
        runs.append([])
        glued.append(_follows_closely(path, step, candidates))
    return tuple(
        tuple(run)
        for run, word in zip(runs, glued, strict=True)
        if not word and any(step.label for step in run)
    )


def goes_on(
    part: Sequence[PathStep], path: Sequence[PathStep], candidates: Sequence[Candidate]
) -> bool:
    """Whether next to ``part`` of the path a single upright stroke stands that was not read, and
    no word: a 1 in the next cell of a comb, it may be, or what is left of a divider."""
    steps = list(path)
    first, last = steps.index(part[0]), steps.index(part[-1])
    before, behind = steps[:first][::-1], steps[last + 1 :]
    return any(_begins_with_stroke(side, candidates) for side in (before, behind))


def holds_word(path: Sequence[PathStep], candidates: Sequence[Candidate]) -> bool:
    """Whether no fewer letters than digits are on the path."""
    letters = sum(not s.label and _is_letter(candidates[s.candidate]) for s in path)
    return letters >= sum(bool(s.label) for s in path)


def lacks_digit(path: Sequence[PathStep], candidates: Sequence[Candidate]) -> bool:
    """Whether in a comb's boxes ink was not read that may be a digit: an upright stroke (a small
    one that rises above the middle, too), or what is as high as a letter behind the first digit,
    where fillers are rare."""
    is_begun = False
    for step in path:
        candidate = candidates[step.candidate]
        if step.label:
            is_begun = True
        elif _may_be_one(candidate) or (is_begun and _is_letter(candidate)):
            return True
    return False


def _may_be_one(candidate: Candidate) -> bool:
    height, _, top = candidate.geometry[:3]
    is_high = _is_letter(candidate) or (height >= SMALL_ONE and top < 0)
    return bool(is_high) and _is_stroke(candidate)


def _is_stroke(candidate: Candidate) -> bool:
    return candidate.box.width < SLIM * candidate.box.height


def _begins_with_stroke(steps: Sequence[PathStep], candidates: Sequence[Candidate]) -> bool:
    tall = [s for s in steps if s.label or _is_letter(candidates[s.candidate])][:2]
    if not tall or tall[0].label or any(not s.label for s in tall[1:]):
        return False
    return _is_stroke(candidates[tall[0].candidate])


def _is_letter(candidate: Candidate) -> bool:
    return float(candidate.geometry[0]) >= LETTER


def _height(candidate: Candidate) -> float:
    return candidate.box.height / max(float(candidate.geometry[0]), 0.05)


def _touches(run: Sequence[PathStep], letter: PathStep, candidates: Sequence[Candidate]) -> bool:
    digits = [step for step in run if step.label]
    return bool(digits) and _near(candidates[digits[-1].candidate], candidates[letter.candidate])


def _follows_closely(
    path: Sequence[PathStep], letter: PathStep, candidates: Sequence[Candidate]
) -> bool:
    after = list(path)[list(path).index(letter) + 1 :]
    following = next((s for s in after if s.label or _is_letter(candidates[s.candidate])), None)
    return (
        following is not None
        and bool(following.label)
        and _near(candidates[letter.candidate], candidates[following.candidate])
    )


def _near(left: Candidate, right: Candidate) -> bool:
    return right.box.left - left.box.right < WORD_GAP * _height(left)
