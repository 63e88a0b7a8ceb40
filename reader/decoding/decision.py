"""A line with its log-probabilities -> readings: text, confidence, status, reasons."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.decoding import Decoded, decode
from reader.decoding.calibration import Calibration
from reader.decoding.columns import Columns
from reader.decoding.ctc import text_log_probs
from reader.decoding.words import goes_on, holds_word, lacks_digit, split_words
from reader.reasons import Reason
from reader.records import (
    Alternative,
    Box,
    Digit,
    Layout,
    PathStep,
    PreparedLine,
    Reading,
    Status,
)
from reader.settings import DecodingSettings, Settings

__all__ = ["choose_reading", "decide_line", "decide_page", "nothing_found"]

RATHER_DIGITS, RATHER_READ = 0.5, 0.5
"""Confidence of both readers, and probability of the text for the second one alone, from which on a
string is not left out though a dash or what is left of a ruling makes it look like a part of a
word, or its pieces look like no digits: a question, no loss."""

MORE_THAN_A_LETTER = 2
"""Digits from which on the second reader is believed alone: single letters often look like one."""

ENOUGH = 0.5
"""Of several strings those count that have this part of the digits of the longest."""

FAR_LESS_SURE = 0.05
"""Of several strings none counts that has less than this part of the surest one's confidence."""


def decide_line(
    line: PreparedLine,
    log_probs: NDArray[np.float32],
    *,
    classes: Sequence[str],
    settings: Settings,
    calibration: Calibration,
    columns: Columns | None = None,
) -> list[Reading]:
    """The one reading of a picture that holds one string or digit.

    ``columns`` are what a second reader says of the line, if there is one.
    """
    decoded = _decoded(line, log_probs, columns, classes, settings, calibration)
    return [] if decoded is None else [_reading(line, decoded, settings.decoding)]


def decide_page(
    line: PreparedLine,
    log_probs: NDArray[np.float32],
    *,
    classes: Sequence[str],
    settings: Settings,
    calibration: Calibration,
    columns: Columns | None = None,
) -> list[Reading]:
    """The readings of a page's line: none for words, one or more for digit strings.

    A line is a digit string at all if its digits look like digits, in the mean. What does not, or
    hangs together with letters, is left out, unless two readers or the second one alone rather
    believe in it: then it is reviewed.
    """
    whole = _decoded(line, log_probs, columns, classes, settings, calibration)
    if whole is None or not whole.digits:
        return []
    found = [(line, whole)]
    parts = split_words(whole.path, line.candidates)
    if line.boxed and not holds_word(whole.path, line.candidates):
        if lacks_digit(whole.path, line.candidates):
            found = [(_incomplete(line), whole)]
    elif len(parts) != 1 or len(parts[0]) != len(whole.path):
        found = []
        for part in parts:
            cut, rows, said = _part(line, part, columns)
            if goes_on(part, whole.path, line.candidates):
                cut = _incomplete(cut)
            decoded = _decoded(cut, log_probs[rows], said, classes, settings, calibration)
            found += [] if decoded is None else [(cut, decoded)]
    least = settings.decoding.least_digit
    kept = [
        _reading(own, decoded, settings.decoding)
        for own, decoded in found
        if decoded.digits and decoded.looks >= least
    ]
    if not kept and columns is not None and _is_believed(whole, columns, classes, calibration):
        kept = [_reading(line, whole, settings.decoding)]
    elif len(whole.digits) <= sum(len(r.digits) for r in kept):
        return kept
    return [_with_reason(r, f"not-{noun(classes)}s") for r in kept]


def _is_believed(
    whole: Decoded, columns: Columns, classes: Sequence[str], calibration: Calibration
) -> bool:
    if whole.confidence >= RATHER_DIGITS:
        return True
    if calibration.joint is None or len(whole.digits) < MORE_THAN_A_LETTER:
        return False
    labels = [one for one in classes if one]
    (said,) = text_log_probs(columns.log_probs, [whole.hypotheses[0].text], labels=labels)
    return bool(said >= math.log(RATHER_READ))


def _incomplete(line: PreparedLine) -> PreparedLine:
    return dataclasses.replace(line, reasons=(*line.reasons, Reason.INCOMPLETE))


def choose_reading(readings: Sequence[Reading]) -> list[Reading]:
    """Of several strings in a picture that is meant to hold one, the one that is meant.

    That is the topmost of those that are not struck out and have enough digits beside the longest
    that is as sure as they are; what is more likely no digit counts less, and what is far less sure
    than another not at all. Where all are blank, the first.
    """
    whole = [r for r in readings if Reason.STRUCK_OUT not in r.reasons]
    pool = whole if any(r.digits for r in whole) else list(readings)
    least = FAR_LESS_SURE * max((r.confidence or 0.0 for r in pool), default=0.0)
    sure = [r for r in pool if r.digits and (r.confidence or 0.0) >= least]
    enough = [r for r in sure if _expected_digits(r) >= ENOUGH * _longest_as_sure(r, sure)]
    return [min(enough, key=lambda r: r.box.top)] if enough else pool[:1]


def _longest_as_sure(reading: Reading, others: Sequence[Reading]) -> float:
    """Digits of the longest reading that is at least as sure as ``reading``."""
    least = reading.confidence or 0.0
    return max(_expected_digits(r) for r in others if (r.confidence or 0.0) >= least)


def _expected_digits(reading: Reading) -> float:
    return sum(digit.probability for digit in reading.digits)


def _with_reason(reading: Reading, reason: str) -> Reading:
    """A reading for a person to see: something beside it was left out that may be digits."""
    reasons = tuple(dict.fromkeys((*reading.reasons, reason)))
    return dataclasses.replace(reading, status=Status.REVIEW, reasons=reasons)


def nothing_found(size: tuple[int, int]) -> Reading:
    """The one row of a picture on which no string was found."""
    return Reading(1, Box(0, 0, *size), "", None, Status.BLANK)


def _decoded(
    line: PreparedLine,
    log_probs: NDArray[np.float32],
    columns: Columns | None,
    classes: Sequence[str],
    settings: Settings,
    calibration: Calibration,
) -> Decoded | None:
    single = settings.layout.mode is Layout.DIGIT
    return decode(
        line.slices,
        line.candidates,
        log_probs,
        classes=classes,
        calibration=calibration,
        beam=settings.decoding.beam,
        length=1 if single else None,
        aside=line.aside,
        columns=columns,
    )


def _part(
    line: PreparedLine, path: Sequence[PathStep], columns: Columns | None
) -> tuple[PreparedLine, list[int], Columns | None]:
    """The slices that ``path`` covers as a line of its own, with its candidates' rows and what a
    second reader says of it."""
    start = line.candidates[path[0].candidate].start
    stop = line.candidates[path[-1].candidate].stop
    rows = [i for i, c in enumerate(line.candidates) if start <= c.start and c.stop <= stop]
    candidates = tuple(
        dataclasses.replace(c, start=c.start - start, stop=c.stop - start)
        for c in (line.candidates[i] for i in rows)
    )
    boxes = tuple(line.candidate_boxes[i] for i in rows)
    own = dataclasses.replace(
        line,
        box=Box.around(boxes),
        slices=stop - start,
        candidates=candidates,
        candidate_boxes=boxes,
    )
    if columns is None:
        return own, rows, None
    place = Box.around(c.box for c in candidates)
    said = columns.between(place.left - columns.pitch, place.right + columns.pitch)
    return own, rows, said


def _reading(line: PreparedLine, decoded: Decoded, settings: DecodingSettings) -> Reading:
    best = decoded.hypotheses[0]
    confidence = round(decoded.confidence, 4)
    reasons = (*line.reasons, *decoded.reasons)
    if not best.text:
        reasons = (Reason.FILLER,) if any(m.kind == "other" for m in decoded.marks) else ()
        return Reading(1, line.box, "", None, Status.BLANK, reasons, kind=line.kind, crop=line.crop)
    if confidence < settings.accept:
        reasons = (Reason.LOW_CONFIDENCE, *_disagreement(decoded), *reasons)
    return Reading(
        line=1,
        box=line.box,
        text=best.text,
        confidence=confidence,
        status=Status.REVIEW if reasons else Status.ACCEPTED,
        reasons=reasons,
        raw=best.text,
        digits=tuple(
            Digit(digit, round(probability, 4), line.candidate_boxes[candidate], runner_up)
            for candidate, digit, probability, runner_up in decoded.digits
        ),
        alternatives=_alternatives(decoded, settings),
        marks=decoded.marks,
        kind=line.kind,
        field=line.field,
        crop=line.crop,
    )


def _disagreement(decoded: Decoded) -> tuple[str, ...]:
    """Why the confidence is low, where it is because two readers read different texts."""
    if not decoded.disagree or Reason.READERS_DISAGREE in decoded.reasons:
        return ()
    return (Reason.READERS_DISAGREE,)


def _alternatives(decoded: Decoded, settings: DecodingSettings) -> tuple[Alternative, ...]:
    """The next texts; together with the best one they are no more than certain."""
    others = [h for h in decoded.hypotheses[1:] if h.text][: settings.alternatives]
    left = 1.0 - math.exp(min(0.0, decoded.hypotheses[0].log_prob))
    share = min(1.0, (1.0 - decoded.confidence) / left) if left > 0 else 1.0
    found = [Alternative(h.text, round(share * math.exp(h.log_prob), 4)) for h in others]
    return tuple(a for a in found if a.probability > 0)
