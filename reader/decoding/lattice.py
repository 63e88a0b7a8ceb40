"""Candidates and what the classifier says of them -> a lattice with scores.

A path takes edges from node 0 to the last node. Each slice is covered by exactly one edge:
a candidate read as a digit, or a slice passed over as no digit. The model is a segmental
log-linear one (semi-Markov conditional random field, Sarawagi and Cohen 2004): the score of a
path is the sum of its edges' scores, and probabilities of texts follow by normalising over all
paths. The weights are few, and learnt (``reader calibrate``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.decoding.weights import stored_weights
from reader.records import Candidate, Edge, Lattice

__all__ = ["LatticeWeights", "ScoredEdge", "build_lattice", "score_lattice"]

SMALLEST_LOG_PROB = -12.0
"""Log-probabilities below this say no more: the classifier is never that sure."""

FULL_HEIGHT = 0.7
"""Digit heights from which a digit is high enough: in one hand they differ by so much."""

FULL_WIDTH = 0.9
"""Digit heights up to which a digit is narrow enough: even round zeros are higher than wide."""

LEVEL = 0.15
"""Digit heights by which a digit's middle may lie off the line's: nobody writes on one level."""

HIGHEST_SKIP = 1.2
"""Digit heights above which a passed-over slice costs no more: it is no digit anyway."""


@dataclass(frozen=True, slots=True)
class LatticeWeights:
    """Weights of the log-linear model; all act on natural logs or multiples of digit heights."""

    digit: float = 1.0
    """Of the log-probability of the digit given that it is one."""
    is_digit: float = 0.7
    """Of the log-odds of *one digit* against *not one digit*."""
    bias: float = 1.0
    """For every digit on the path."""
    small: float = -6.0
    """For a digit's missing height: max(0, FULL_HEIGHT - height)."""
    wide: float = -3.0
    """For a digit's width beyond FULL_WIDTH."""
    gap: float = -3.0
    """For the widest gap inside a digit."""
    off: float = -4.0
    """For how far beyond LEVEL the digit's middle is from the line's."""
    split: float = -0.2
    """For every slice beyond the first in a digit."""
    skip: float = -0.5
    """For every slice passed over."""
    skip_height: float = -4.0
    """For a passed-over slice's height, up to HIGHEST_SKIP."""
    skip_not: float = 0.7
    """Of a passed-over slice's log-probability of *not one digit*."""

    @staticmethod
    def from_mapping(data: Mapping[str, float], *, where: str) -> LatticeWeights:
        """Weights from a calibration file.

        Raises
        ------
        ModelError
            If a name is missing or unknown.
        """
        return stored_weights(LatticeWeights, data, what="lattice weights", where=where)


@dataclass(frozen=True, slots=True, eq=False)
class ScoredEdge:
    """An edge with one score a label: ``labels[i]`` at ``scores[i]``; ``""`` passes over."""

    start: int
    stop: int
    candidate: int
    labels: tuple[str, ...]
    scores: NDArray[np.float64]


def build_lattice(
    slices: int, candidates: Sequence[Candidate], log_probs: NDArray[np.float32]
) -> Lattice:
    """A lattice over ``slices`` nodes with one edge a candidate, in the candidates' order."""
    edges = tuple(
        Edge(c.start, c.stop, log_probs[index], index, c.geometry)
        for index, c in enumerate(candidates)
    )
    return Lattice(slices, edges)


def score_lattice(
    lattice: Lattice, weights: LatticeWeights, *, classes: Sequence[str]
) -> tuple[ScoredEdge, ...]:
    """Scores of all edges as digits, and of single slices as nothing.

    ``classes`` are the classifier's; one of them is ``""``, *not one digit*.
    """
    if not lattice.edges:
        return ()
    not_one = tuple(classes).index("")
    digits = [i for i in range(len(classes)) if i != not_one]
    labels = tuple(classes[i] for i in digits)
    features = edge_features(lattice, digits=digits, not_one=not_one)
    scores = features.digit_scores(weights)
    skips = features.skip_scores(weights)
    found = []
    for index, edge in enumerate(lattice.edges):
        found.append(ScoredEdge(edge.start, edge.stop, edge.candidate, labels, scores[index]))
        if edge.stop - edge.start == 1:
            skip = skips[index : index + 1]
            found.append(ScoredEdge(edge.start, edge.stop, edge.candidate, ("",), skip))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class EdgeFeatures:
    """What the weights act on, one row an edge."""

    digit: NDArray[np.float64]
    odds: NDArray[np.float64]
    not_one: NDArray[np.float64]
    shape: NDArray[np.float64]
    height: NDArray[np.float64]

    @property
    def skipped_height(self) -> NDArray[np.float64]:
        """What ``skip_height`` acts on."""
        return np.minimum(self.height, HIGHEST_SKIP)

    def digit_scores(self, weights: LatticeWeights) -> NDArray[np.float64]:
        """Shape (edges, digits)."""
        shape_weights = np.array(
            [weights.small, weights.wide, weights.gap, weights.off, weights.split]
        )
        common = weights.bias + weights.is_digit * self.odds + self.shape @ shape_weights
        return np.asarray(weights.digit * self.digit + common[:, None])

    def skip_scores(self, weights: LatticeWeights) -> NDArray[np.float64]:
        """Shape (edges,)."""
        return np.asarray(
            weights.skip
            + weights.skip_height * self.skipped_height
            + weights.skip_not * self.not_one
        )


def edge_features(lattice: Lattice, *, digits: Sequence[int], not_one: int) -> EdgeFeatures:
    """The features of all edges of a lattice that has at least one."""
    log_probs = np.stack([e.log_probs for e in lattice.edges]).astype(np.float64)
    log_probs = np.maximum(log_probs, SMALLEST_LOG_PROB)
    one = np.logaddexp.reduce(log_probs[:, list(digits)], axis=1)
    rubbish = log_probs[:, not_one]
    geometry = np.stack([e.geometry for e in lattice.edges]).astype(np.float64)
    height, width, top, bottom, gap, count = geometry.T[:6]
    shape = np.stack(
        [
            np.maximum(0.0, FULL_HEIGHT - height),
            np.maximum(0.0, width - FULL_WIDTH),
            gap,
            np.maximum(0.0, np.abs(top + bottom) / 2 - LEVEL),
            count - 1.0,
        ],
        axis=1,
    )
    return EdgeFeatures(
        log_probs[:, list(digits)] - one[:, None], one - rubbish, rubbish, shape, height
    )
