"""Which string is it? Candidates and log-probabilities -> hypotheses, evidence, decision."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.decoding.both import decode_both
from reader.decoding.calibration import Calibration
from reader.decoding.columns import Columns
from reader.decoding.decoded import (
    SURELY_NOTHING,
    Decoded,
    SeenDigit,
    likeness,
    path_digits,
    with_support,
)
from reader.decoding.evidence import measure_evidence
from reader.decoding.lattice import build_lattice, score_lattice
from reader.decoding.marks import find_marks, has_another, mark_reasons
from reader.decoding.search import search
from reader.records import Candidate, Hypothesis

__all__ = ["Decoded", "decode"]


def decode(
    slices: int,
    candidates: Sequence[Candidate],
    log_probs: NDArray[np.float32],
    *,
    classes: Sequence[str],
    calibration: Calibration,
    beam: int,
    length: int | None = None,
    aside: float = 0.0,
    columns: Columns | None = None,
) -> Decoded | None:
    """The best text of a line and how sure it is; None where no path spells anything.

    ``columns`` are what a second reader says of the line; it is heard where ``calibration`` knows
    it and no ``length`` is demanded.

    ``length`` demands that many digits (1 for layout ``digit``); ``aside`` is the line's.
    Where ``length`` leaves no choice but the classifier holds every digit to be none rather, or
    leaves ink as large as a digit beside the only one, the reason is ``not-digits``. That nothing
    is a digit is only believed when it is as good as certain; else the best digits come first,
    with that reason, too. Of a model of letters it is ``not-letters``.
    """
    edges = score_lattice(
        build_lattice(slices, candidates, log_probs), calibration.lattice, classes=classes
    )
    hypotheses = search(edges, slices, beam=beam, length=length)
    if not hypotheses:
        return None
    if columns is not None and calibration.joint is not None and length is None:
        return decode_both(
            hypotheses,
            edges,
            slices,
            candidates,
            log_probs,
            columns,
            classes=classes,
            fit=calibration.joint,
            beam=beam,
            aside=aside,
        )
    hypotheses, is_doubted = _something_first(hypotheses)
    digits = path_digits(hypotheses[0].path, log_probs, classes)
    if length is not None:
        is_doubted |= _are_rather_none(digits, log_probs, classes)
    if length == 1:
        is_doubted |= has_another(hypotheses[0].path, candidates)
    reasons = (f"not-{noun(classes)}s",) if is_doubted else ()
    marks = find_marks(hypotheses[0].path, candidates)
    evidence = measure_evidence(hypotheses, [p for _, _, p, _ in digits], candidates, aside=aside)
    confidence = calibration.string.of(evidence)
    looks = likeness(digits)
    if length is None:
        digits = with_support(digits, [(h.text, h.log_prob) for h in hypotheses])
    if length == 1:
        confidence = _digit_confidence(hypotheses, digits)
        hypotheses = _on_the_scale_of(confidence, hypotheses)
    return Decoded(
        hypotheses,
        hypotheses[0].path,
        digits,
        marks,
        (*reasons, *mark_reasons(marks, len(digits), last=hypotheses[0].text[-1:])),
        evidence,
        confidence,
        looks,
    )


def _something_first(
    hypotheses: tuple[Hypothesis, ...],
) -> tuple[tuple[Hypothesis, ...], bool]:
    """The hypotheses with an uncertain *no digits at all* put behind the best digits.

    Says, too, whether that was done.
    """
    nothing, *others = hypotheses
    if nothing.text or not others or math.exp(nothing.log_prob) >= SURELY_NOTHING:
        return hypotheses, False
    return (others[0], nothing, *others[1:]), True


def _are_rather_none(
    digits: Sequence[SeenDigit],
    log_probs: NDArray[np.float32],
    classes: Sequence[str],
) -> bool:
    none = list(classes).index("")
    return all(p < math.exp(log_probs[index][none]) for index, _, p, _ in digits)


def _digit_confidence(hypotheses: Sequence[Hypothesis], digits: Sequence[SeenDigit]) -> float:
    """Confidence where there is exactly one digit: its probability among all single digits.

    The regression on whole strings knows nothing of lines whose length is given. No more than
    the net's own probability, which also weighs *not one digit*.
    """
    total = float(np.logaddexp.reduce([h.log_prob for h in hypotheses]))
    among = math.exp(hypotheses[0].log_prob - total)
    return min(among, digits[0][2]) if digits else 0.0


def _on_the_scale_of(confidence: float, hypotheses: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The hypotheses with the best one's probability ``confidence``, the others in proportion."""
    if not confidence:
        return tuple(hypotheses)
    less = math.log(confidence) - hypotheses[0].log_prob
    return tuple(dataclasses.replace(h, log_prob=h.log_prob + less) for h in hypotheses)
