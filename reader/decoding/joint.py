"""Two readers of one line: the texts of both, with a probability that weighs what each says.

The score of a text is a weighted sum of both readers' log-probabilities, and probabilities follow
by normalising over all texts that either of them thinks of: a product of experts (Hinton 2002,
doi:10.1162/089976602760128018). No reader can rule a text out: below a floor what it says counts
the same, or one that lost its way would outvote the other however sure that is. The weights and
the floors are learnt (``reader calibrate``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.decoding.columns import Columns
from reader.decoding.ctc import propose_texts, text_log_probs
from reader.decoding.lattice import ScoredEdge
from reader.decoding.search import log_partition
from reader.decoding.spelling import text_log_scores
from reader.decoding.weights import stored_weights
from reader.records import Hypothesis, PathStep

__all__ = ["JointText", "JointWeights", "join_readers", "joint_log_probs"]

FARTHEST = 9.0
"""Texts this far (natural log) below a reader's best one are not what it thinks of: about the floor
from which on its word counts the same."""

IMPOSSIBLE = -1000.0
"""Natural log of what is as good as impossible, far below every floor: sums need a number."""


@dataclass(frozen=True, slots=True)
class JointWeights:
    """Weights of both readers' log-probabilities, the floors below which these stop to fall, and
    what speaks for *no digits at all* beyond that."""

    lattice: float = 0.5
    line: float = 0.5
    nothing: float = 0.0
    lattice_floor: float = -10.0
    line_floor: float = -10.0

    @staticmethod
    def from_mapping(data: Mapping[str, float], *, where: str) -> JointWeights:
        """Weights from a calibration file.

        Raises
        ------
        ModelError
            If a name is missing or unknown.
        """
        return stored_weights(JointWeights, data, what="weights of the two readers", where=where)


@dataclass(frozen=True, slots=True)
class JointText:
    """A text with its joint log-probability and what each reader says of it.

    ``path`` is the lattice's best path where its search came upon the text, else None.
    """

    text: str
    log_prob: float
    lattice: float
    line: float
    path: tuple[PathStep, ...] | None = None


def join_readers(
    hypotheses: Sequence[Hypothesis],
    edges: Sequence[ScoredEdge],
    slices: int,
    columns: Columns,
    *,
    labels: Sequence[str],
    weights: JointWeights,
    beam: int,
) -> tuple[JointText, ...]:
    """The texts that either reader thinks of, the most probable first; and *no digits* always.

    ``hypotheses`` are the lattice's own, best first; ``labels`` name the classes of ``columns``
    but for the last.
    """
    paths = {h.text: h.path for h in hypotheses}
    line = _line_log_probs(hypotheses, columns, labels, beam)
    texts = list(line)
    lattice = _lattice_log_probs(texts, hypotheses, edges, slices)
    joint = joint_log_probs(texts, lattice, list(line.values()), weights)
    found = [
        JointText(text, log_prob, by_lattice, by_line, paths.get(text))
        for text, log_prob, by_lattice, by_line in zip(
            texts, joint.tolist(), lattice, line.values(), strict=True
        )
    ]
    return tuple(sorted(found, key=lambda one: (-one.log_prob, one.text)))


def joint_log_probs(
    texts: Sequence[str], lattice: Sequence[float], line: Sequence[float], weights: JointWeights
) -> NDArray[np.float64]:
    """Log-probabilities of a line's texts, from what the readers say of each."""
    scores = weights.lattice * np.maximum(lattice, weights.lattice_floor)
    scores = scores + weights.line * np.maximum(line, weights.line_floor)
    scores = scores + weights.nothing * np.array([not text for text in texts], float)
    return np.asarray(scores - np.logaddexp.reduce(scores))


def _lattice_log_probs(
    texts: Sequence[str], hypotheses: Sequence[Hypothesis], edges: Sequence[ScoredEdge], slices: int
) -> list[float]:
    """The search's own where it came upon a text: what its beam leaves out is negligible."""
    known = {h.text: h.log_prob for h in hypotheses}
    missing = [text for text in texts if text not in known]
    if missing:
        total = log_partition(edges, slices)
        scores = text_log_scores(edges, slices, missing)
        known |= {t: s - total for t, s in zip(missing, scores.tolist(), strict=True)}
    return [_finite(known[text]) for text in texts]


def _line_log_probs(
    hypotheses: Sequence[Hypothesis], columns: Columns, labels: Sequence[str], beam: int
) -> dict[str, float]:
    """The texts that either reader thinks of, and *no digits*, with what the columns say."""
    floor = hypotheses[0].log_prob - FARTHEST
    likely = [h.text for h in hypotheses if h.log_prob >= floor]
    proposed = propose_texts(columns.log_probs, labels=labels, beam=beam)
    texts = list(dict.fromkeys([*likely, *proposed, ""]))
    said = dict(
        zip(texts, text_log_probs(columns.log_probs, texts, labels=labels).tolist(), strict=True)
    )
    floor = max(said[text] for text in proposed) - FARTHEST
    kept = {*likely, *(text for text in proposed if said[text] >= floor), ""}
    return {text: _finite(log_prob) for text, log_prob in said.items() if text in kept}


def _finite(log_prob: float) -> float:
    """``log_prob``, or :data:`IMPOSSIBLE` for a reader that rules the text out."""
    return log_prob if math.isfinite(log_prob) else IMPOSSIBLE
