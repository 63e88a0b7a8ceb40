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
from reader.decoding.words import split_words
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

__all__ = ["decide_line", "decide_page", "nothing_found"]


def decide_line(
    line: PreparedLine,
    log_probs: NDArray[np.float32],
    *,
    classes: Sequence[str],
    settings: Settings,
    calibration: Calibration,
) -> list[Reading]:
    """The one reading of a picture that holds one string or digit."""
    decoded = _decoded(line, log_probs, classes, settings, calibration)
    return [] if decoded is None else [_reading(line, decoded, settings.decoding)]


def decide_page(
    line: PreparedLine,
    log_probs: NDArray[np.float32],
    *,
    classes: Sequence[str],
    settings: Settings,
    calibration: Calibration,
) -> list[Reading]:
    """The readings of a page's line: none for words, one or more for digit strings."""
    whole = _decoded(line, log_probs, classes, settings, calibration)
    if whole is None or not whole.digits:
        return []
    path = whole.hypotheses[0].path
    parts = split_words(path, line.candidates)
    if len(parts) == 1 and len(parts[0]) == len(path):
        found = [_reading(line, whole, settings.decoding)]
    else:
        found = []
        for part in parts:
            cut, rows = _part(line, part)
            found += decide_line(
                cut, log_probs[rows], classes=classes, settings=settings, calibration=calibration
            )
    kept = [r for r in found if _is_believable(r, settings.decoding)]
    lost = len(whole.digits) - sum(len(r.digits) for r in kept)
    reason = f"not-{noun(classes)}s"
    return [_with_reason(r, reason) for r in kept] if lost > 0 else kept


def _with_reason(reading: Reading, reason: str) -> Reading:
    """A reading for a person to see: something beside it was left out that may be digits."""
    return dataclasses.replace(reading, status=Status.REVIEW, reasons=(*reading.reasons, reason))


def nothing_found(size: tuple[int, int]) -> Reading:
    """The one row of a picture on which no string was found."""
    return Reading(1, Box(0, 0, *size), "", None, Status.BLANK)


def _decoded(
    line: PreparedLine,
    log_probs: NDArray[np.float32],
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
    )


def _part(line: PreparedLine, path: Sequence[PathStep]) -> tuple[PreparedLine, list[int]]:
    """The slices that ``path`` covers as a line of its own, and its candidates' rows."""
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
    return own, rows


def _reading(line: PreparedLine, decoded: Decoded, settings: DecodingSettings) -> Reading:
    best = decoded.hypotheses[0]
    confidence = round(decoded.confidence, 4)
    reasons = (*line.reasons, *decoded.reasons)
    if not best.text:
        reasons = ("filler",) if any(m.kind == "other" for m in decoded.marks) else ()
        return Reading(1, line.box, "", None, Status.BLANK, reasons, crop=line.crop)
    if confidence < settings.accept:
        reasons = ("low-confidence", *reasons)
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
        field=line.field,
        crop=line.crop,
    )


def _alternatives(decoded: Decoded, settings: DecodingSettings) -> tuple[Alternative, ...]:
    others = [h for h in decoded.hypotheses[1:] if h.text][: settings.alternatives]
    found = [Alternative(h.text, round(math.exp(h.log_prob), 4)) for h in others]
    return tuple(a for a in found if a.probability > 0)


def _is_believable(reading: Reading, settings: DecodingSettings) -> bool:
    """Whether a page's line is a digit string at all: most of its digits look like digits."""
    if not reading.digits:
        return False
    mean = sum(d.probability for d in reading.digits) / len(reading.digits)
    return mean >= settings.least_digit
