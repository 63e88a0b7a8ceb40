"""Forward-backward over a scored lattice: how much of all probability passes each edge.

With a text given, only paths that spell it count (forced alignment): the evidence for learning
the lattice's weights, and labelled digits from strings whose truth is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.decoding.lattice import ScoredEdge

__all__ = ["edge_posteriors", "text_log_score"]


def text_log_score(edges: Sequence[ScoredEdge], slices: int, *, text: str | None = None) -> float:
    """Log of the sum over all paths, or over those that spell ``text``; ``-inf`` without any."""
    positions = 1 if text is None else len(text) + 1
    return float(_forward(_by_stop(edges), slices, text)[slices, positions - 1])


def edge_posteriors(
    edges: Sequence[ScoredEdge], slices: int, *, text: str | None = None
) -> list[NDArray[np.float64]] | None:
    """Probability that the best account of the line takes each edge with each label.

    Returns
    -------
    list of float64 arrays, or None
        One array an edge, one entry a label; every slice's entries add up to 1. None where no
        path (that spells ``text``) exists.
    """
    ordered = _by_stop(edges)
    forward = _forward(ordered, slices, text)
    total = forward[slices, -1]
    if np.isneginf(total):
        return None
    backward = _backward(ordered, slices, text)
    found = {}
    for edge in ordered:
        before, after = forward[edge.start], backward[edge.stop]
        found[id(edge)] = np.array(
            [
                np.exp(np.logaddexp.reduce(_passing(before, after, label, text)) + score - total)
                for label, score in zip(edge.labels, edge.scores, strict=True)
            ]
        )
    return [found[id(edge)] for edge in edges]


def _by_stop(edges: Sequence[ScoredEdge]) -> list[ScoredEdge]:
    return sorted(edges, key=lambda edge: edge.stop)


def _forward(ordered: Sequence[ScoredEdge], slices: int, text: str | None) -> NDArray[np.float64]:
    """Log-sum of path beginnings: rows are nodes, columns digits of ``text`` spelt so far."""
    table = np.full((slices + 1, 1 if text is None else len(text) + 1), -np.inf)
    table[0, 0] = 0.0
    for edge in ordered:
        before = table[edge.start]
        if not np.isneginf(before).all():
            table[edge.stop] = np.logaddexp(table[edge.stop], _stepped(before, edge, text))
    return table


def _stepped(
    before: NDArray[np.float64], edge: ScoredEdge, text: str | None
) -> NDArray[np.float64]:
    if text is None:
        return before + np.logaddexp.reduce(edge.scores)
    if edge.labels == ("",):
        return before + edge.scores[0]
    after = np.full_like(before, -np.inf)
    after[1:] = before[:-1] + _scores_of(edge, text)
    return after


def _backward(ordered: Sequence[ScoredEdge], slices: int, text: str | None) -> NDArray[np.float64]:
    table = np.full((slices + 1, 1 if text is None else len(text) + 1), -np.inf)
    table[slices, -1] = 0.0
    for edge in sorted(ordered, key=lambda e: -e.start):
        after = table[edge.stop]
        if text is None:
            step = after + np.logaddexp.reduce(edge.scores)
        elif edge.labels == ("",):
            step = after + edge.scores[0]
        else:
            step = np.full_like(after, -np.inf)
            step[:-1] = after[1:] + _scores_of(edge, text)
        table[edge.start] = np.logaddexp(table[edge.start], step)
    return table


def _scores_of(edge: ScoredEdge, text: str) -> NDArray[np.float64]:
    known = dict(zip(edge.labels, edge.scores.tolist(), strict=True))
    return np.array([known.get(digit, -np.inf) for digit in text])


def _passing(
    before: NDArray[np.float64], after: NDArray[np.float64], label: str, text: str | None
) -> NDArray[np.float64]:
    """Log-weights of all paths around an edge that reads ``label``."""
    if text is None or label == "":
        return before + after
    here = np.array([digit == label for digit in text])
    return np.where(here, before[:-1] + after[1:], -np.inf) if text else np.array([-np.inf])
