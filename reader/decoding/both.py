"""A line that two readers have looked at -> its best text, and how sure both together are of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.decoding.calibration import JointFit
from reader.decoding.columns import Columns
from reader.decoding.decoded import (
    Decoded,
    likeness,
    path_digits,
    with_support,
)
from reader.decoding.evidence import measure_joint_evidence
from reader.decoding.joint import JointText, join_readers
from reader.decoding.lattice import ScoredEdge
from reader.decoding.marks import find_marks, mark_reasons
from reader.decoding.placing import place_text
from reader.reasons import Reason
from reader.records import Candidate, Hypothesis

__all__ = ["decode_both"]

CERTAIN = math.log(0.9)
"""A reader is certain that there are no digits from this log-probability on."""

RATHER_NOTHING = 0.5
"""Two readers together are believed that there is nothing from this probability on. Of 606 strings
that no training saw none would have been lost so, and of blank lines most that were not blank."""

SEES_NOTHING, HARDLY = math.log(0.5), math.log(0.2)
"""A second reader is believed that there is nothing from this log-probability on, unless both
together give it less than the other: rests of frames and stamps look like digits one by one. Of
1,594 drawn strings that were read none is lost by it, and of 42 blank places that were not blank
25 are."""

ALMOST_NO = math.log(0.1)
"""A second reader that gives *no digits* less than this is certain of digits."""


def decode_both(
    hypotheses: Sequence[Hypothesis],
    edges: Sequence[ScoredEdge],
    slices: int,
    candidates: Sequence[Candidate],
    log_probs: NDArray[np.float32],
    columns: Columns,
    *,
    classes: Sequence[str],
    fit: JointFit,
    beam: int,
    aside: float = 0.0,
) -> Decoded:
    """The best text of what the lattice and the second reader think of.

    ``hypotheses`` are the lattice's own, best first, and not empty. That nothing is a digit is only
    believed when it is more probable than not to both together and the second reader is not certain
    of digits, or to the second reader alone and both together think of it; a text of digits of
    which one reader is certain that there are none has the reason ``readers-disagree``.
    """
    labels = [one for one in classes if one]
    texts = join_readers(
        hypotheses, edges, slices, columns, labels=labels, weights=fit.weights, beam=beam
    )
    texts, is_doubted = _something_first(texts)
    path = place_text(
        texts[0],
        edges,
        slices,
        candidates,
        columns,
        labels=labels,
        floor=fit.weights.lattice_floor,
    )
    seen = path_digits(path, log_probs, classes)
    marks = find_marks(path, candidates)
    evidence = measure_joint_evidence(
        texts, path, [p for _, _, p, _ in seen], candidates, aside=aside
    )
    reasons = (f"not-{noun(classes)}s",) if is_doubted else ()
    if _denied(texts):
        reasons = (*reasons, Reason.READERS_DISAGREE)
    return Decoded(
        tuple(Hypothesis(one.text, one.log_prob, one.path or ()) for one in texts),
        path,
        with_support(seen, [(one.text, one.log_prob) for one in texts]),
        marks,
        (*reasons, *mark_reasons(marks, len(texts[0].text), last=texts[0].text[-1:])),
        evidence,
        fit.confidence.of(evidence),
        likeness(seen),
        disagree=_best(texts, "lattice") != _best(texts, "line"),
    )


def _something_first(texts: tuple[JointText, ...]) -> tuple[tuple[JointText, ...], bool]:
    """The texts with a *no digits* that is not to be believed put behind the best digits, and one
    that is to be believed put first.

    Says, too, whether the former was done.
    """
    empty = next(one for one in texts if not one.text)
    if empty.line >= SEES_NOTHING and empty.log_prob >= HARDLY:
        return (empty, *(one for one in texts if one.text)), False
    nothing, *others = texts
    if nothing.text or not others:
        return texts, False
    is_sure = math.exp(nothing.log_prob) >= RATHER_NOTHING
    if is_sure and nothing.line >= ALMOST_NO:
        return texts, False
    return (others[0], nothing, *others[1:]), True


def _denied(texts: Sequence[JointText]) -> bool:
    """Whether one reader is certain that there are no digits though some are read."""
    nothing = next(one for one in texts if not one.text)
    return texts[0].text != "" and max(nothing.lattice, nothing.line) >= CERTAIN


def _best(texts: Sequence[JointText], reader: str) -> str:
    return max(texts, key=lambda one: (getattr(one, reader), one.text)).text
