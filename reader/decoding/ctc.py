"""What a net says of every column of a line -> texts and their probabilities.

Connectionist temporal classification (Graves et al. 2006, doi:10.1145/1143844.1143891): each
column says one class, runs of the same class are one, and columns of *nothing here* part two of
the same digit. A text's probability is the sum over all ways in which the columns can spell it.

``log_probs`` are float32 or float64 (columns, classes), the last class being *nothing here*;
``labels`` are the names of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

__all__ = ["align_text", "propose_texts", "search_columns", "text_log_probs"]

NEGLIGIBLE = 3e-4
"""A digit that is less probable in a column than this is not followed there."""

QUIET = 1e-6
"""Columns in which no digit is more probable than this are gone through at once, most of a line."""

HOPELESS = 1e-4
"""A beginning less probable than this part of the best one is not followed."""

LogProbs = NDArray[np.floating]


def text_log_probs(
    log_probs: LogProbs, texts: Sequence[str], *, labels: Sequence[str]
) -> NDArray[np.float64]:
    """Natural log of the probability of each text, ``-inf`` below about ``exp(-700)``.

    Exact but for ways that see a digit in a column where all of them are less than :data:`QUIET`.
    Nothing is scaled: every column's factor is at most 1, so a text that is not hopeless has no
    beginning that is. No columns spell the empty text for certain.
    """
    states, skips = _states(texts, labels)
    said = np.exp(log_probs.astype(np.float64))
    is_loud = said[:, :-1].max(axis=1, initial=0.0) >= QUIET
    emitted = iter(_emitted(said[is_loud], states))
    # Two empty states before the first: what comes from there is 0.
    reached = np.zeros((len(texts), states.shape[1] + 2))
    reached[:, 2] = 1.0
    now, one_back, two_back = reached[:, 2:], reached[:, 1:-1], reached[:, :-2]
    step = np.empty(states.shape)
    for start, stop in _stretches(is_loud):
        if not is_loud[start]:
            now[:, 2::2] += now[:, 1::2]
            now[:, 1::2] = 0.0
            now *= said[start:stop, -1].prod()
            continue
        for column in islice(emitted, stop - start):
            np.multiply(two_back, skips, step)
            np.add(step, one_back, step)
            np.add(step, now, step)
            np.multiply(step, column, now)
    return _ended(now, texts)


def search_columns(
    log_probs: LogProbs, *, labels: Sequence[str], beam: int
) -> tuple[tuple[str, float], ...]:
    """The most probable texts with the logs of their probabilities, best first.

    These are the texts of :func:`propose_texts` with what :func:`text_log_probs` gives them.
    """
    texts = propose_texts(log_probs, labels=labels, beam=beam)
    found = zip(texts, text_log_probs(log_probs, texts, labels=labels).tolist(), strict=True)
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def propose_texts(log_probs: LogProbs, *, labels: Sequence[str], beam: int) -> list[str]:
    """At most ``beam`` texts that the columns may say, by a prefix beam search (Hannun et al. 2014,
    arXiv:1408.2873)."""
    said = np.exp(log_probs.astype(np.float64))
    beams: _Beam = {"": (1.0, 0.0)}
    likely = said[:, :-1] >= NEGLIGIBLE
    is_pause = False
    for column, follows in zip(said.tolist(), likely.tolist(), strict=True):
        followed = [(labels[k], column[k]) for k, is_likely in enumerate(follows) if is_likely]
        if is_pause and not followed:
            continue  # all beginnings go on saying nothing, and none gets ahead of another
        is_pause = not followed
        beams = _pruned(_extended(beams, followed, column[-1]), beam)
    return list(beams)


def align_text(
    log_probs: LogProbs, text: str, *, labels: Sequence[str]
) -> tuple[tuple[int, int], ...] | None:
    """First and last column (half-open) of each digit on the most probable way to spell ``text``.

    None where there are too few columns for it.
    """
    states, skips = _states([text], labels)
    said = np.concatenate([log_probs.astype(np.float64), np.full((len(log_probs), 1), -np.inf)], 1)
    emitted = said[:, states[0]]
    best = np.full(len(states[0]), -np.inf)
    best[0] = 0.0
    came: list[NDArray[np.int64]] = []
    for number, column in enumerate(emitted):
        steps = _steps_from(best, skips[0], is_first=number == 0)
        came.append(steps.argmax(axis=0))
        best = steps.max(axis=0) + column
    ends = [2 * len(text)] if not text else [2 * len(text), 2 * len(text) - 1]
    last = max(ends, key=lambda state: float(best[state]))
    if np.isneginf(best[last]):
        return None
    return _runs(_traced(came, last), len(text))


_Beam = dict[str, tuple[float, float]]
"""Texts, each with its probability where the last column says nothing, and where its last digit."""


def _states(
    texts: Sequence[str], labels: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each text as classes with *nothing here* before, between and behind its digits (-1 beyond
    its end), and whether a state may be reached past the one before it."""
    lengths = np.array([len(text) for text in texts], np.int64)
    longest = int(lengths.max(initial=0))
    states = np.full((len(texts), 2 * longest + 1), -1, np.int64)
    states[np.arange(2 * longest + 1) <= 2 * lengths[:, None]] = len(labels)
    places = {label: k for k, label in enumerate(labels)}
    spelt = [places[digit] for text in texts for digit in text]
    states[:, 1::2][np.arange(longest) < lengths[:, None]] = spelt
    skips = np.zeros(states.shape)
    skips[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    return states, skips


def _emitted(said: NDArray[np.float64], states: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability of each state in each column (columns, texts, states); 0 beyond a text's end."""
    return np.concatenate([said, np.zeros((len(said), 1))], axis=1)[:, states]


def _stretches(is_loud: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last column (half-open) of each run of loud or of quiet columns."""
    ends = (np.flatnonzero(is_loud[1:] != is_loud[:-1]) + 1).tolist()
    return list(zip([0, *ends], [*ends, len(is_loud)], strict=True)) if len(is_loud) else []


def _ended(reached: NDArray[np.float64], texts: Sequence[str]) -> NDArray[np.float64]:
    """What has been reached at the last digit of each text, or behind it."""
    lengths = np.array([len(text) for text in texts], np.int64)
    rows = np.arange(len(texts))
    at_digit = np.where(lengths > 0, reached[rows, 2 * lengths - 1], 0.0)
    total = reached[rows, 2 * lengths] + at_digit
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(total))


def _extended(beams: _Beam, followed: Sequence[tuple[str, float]], nothing: float) -> _Beam:
    found: _Beam = {}
    for text, (paused, spoken) in beams.items():
        before = found.get(text, (0.0, 0.0))
        found[text] = (before[0] + (paused + spoken) * nothing, before[1])
        last = text[-1:]
        for digit, probability in followed:
            fresh = paused if digit == last else paused + spoken
            if digit == last:
                same = found[text]
                found[text] = (same[0], same[1] + spoken * probability)
            if fresh > 0.0:
                longer = text + digit
                before = found.get(longer, (0.0, 0.0))
                found[longer] = (before[0], before[1] + fresh * probability)
    return found


def _pruned(beams: _Beam, size: int) -> _Beam:
    if len(beams) == 1:
        return beams
    floor = HOPELESS * max(map(sum, beams.values()))
    kept = {t: pair for t, pair in beams.items() if pair[0] + pair[1] >= floor}
    if len(kept) <= size:
        return kept
    return dict(sorted(kept.items(), key=lambda item: (-sum(item[1]), item[0]))[:size])


def _steps_from(
    best: NDArray[np.float64], skips: NDArray[np.float64], *, is_first: bool
) -> NDArray[np.float64]:
    """Scores of staying in a state, coming from the one before, and from the one before that."""
    steps = np.full((3, len(best)), -np.inf)
    steps[0] = best
    steps[1, 1:] = best[:-1]
    if not is_first:
        steps[2, 2:] = np.where(skips[2:] > 0, best[:-2], -np.inf)
    return steps


def _traced(came: Sequence[NDArray[np.int64]], last: int) -> list[int]:
    """The state of each column on the best way that ends in ``last``."""
    way = []
    for back in reversed(came):
        way.append(last)
        last -= int(back[last])
    return way[::-1]


def _runs(way: Sequence[int], digits: int) -> tuple[tuple[int, int], ...]:
    spans = []
    for number in range(digits):
        places = [column for column, state in enumerate(way) if state == 2 * number + 1]
        spans.append((places[0], places[-1] + 1))
    return tuple(spans)
