"""Given texts on a scored lattice: how probable each is, and the best way to spell one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.decoding.lattice import ScoredEdge
from reader.records import PathStep

__all__ = ["best_path", "text_log_scores"]


def text_log_scores(
    edges: Sequence[ScoredEdge], slices: int, texts: Sequence[str]
) -> NDArray[np.float64]:
    """Log of the sum over all paths that spell each text; ``-inf`` where none does.

    What :func:`reader.decoding.posterior.text_log_score` gives, for many texts at once.
    """
    lengths = np.array([len(text) for text in texts], np.int64)
    table = np.full((slices + 1, len(texts), int(lengths.max(initial=0)) + 1), -np.inf)
    table[0, :, 0] = 0.0
    arriving: list[list[tuple[ScoredEdge, NDArray[np.float64] | None]]]
    arriving = [[] for _ in range(slices + 1)]
    digits = [edge for edge in edges if edge.labels != ("",)]
    for edge, scores in zip(digits, _spelt(digits, texts, table.shape[2] - 1), strict=True):
        arriving[edge.stop].append((edge, scores))
    for edge in edges:
        if edge.labels == ("",):
            arriving[edge.stop].append((edge, None))
    for node in range(1, slices + 1):
        if arriving[node]:
            steps = [_step(table[edge.start], edge, scores) for edge, scores in arriving[node]]
            table[node] = np.logaddexp.reduce(steps, axis=0)
    return table[slices, np.arange(len(texts)), lengths]


def best_path(edges: Sequence[ScoredEdge], slices: int, text: str) -> tuple[PathStep, ...] | None:
    """The path with the highest score that spells ``text``; None where there is none."""
    best: list[list[tuple[float, tuple[PathStep, ...]] | None]] = [
        [None] * (len(text) + 1) for _ in range(slices + 1)
    ]
    best[0][0] = (0.0, ())
    for edge in sorted(edges, key=lambda e: (e.stop, e.start)):
        skips = edge.labels == ("",)
        scores = dict(zip(edge.labels, edge.scores.tolist(), strict=True))
        for position, known in enumerate(best[edge.start]):
            label = "" if skips else text[position : position + 1]
            if known is None or label not in scores:
                continue
            after = position + len(label)
            score, there = known[0] + scores[label], best[edge.stop][after]
            if there is None or score > there[0]:
                step = PathStep(edge.candidate, label)
                best[edge.stop][after] = (score, (*known[1], step))
    found = best[slices][len(text)]
    return None if found is None else found[1]


def _step(
    before: NDArray[np.float64], edge: ScoredEdge, scores: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """What an edge adds to the table at its end, from that at its start; it passes over where no
    ``scores`` of digits are given."""
    if scores is None:
        return before + edge.scores[0]
    after = np.full(before.shape, -np.inf)
    np.add(before[:, :-1], scores, out=after[:, 1:])
    return after


def _spelt(edges: Sequence[ScoredEdge], texts: Sequence[str], longest: int) -> NDArray[np.float64]:
    """The score of each digit of each text on each edge: (edges, texts, longest), ``-inf`` where an
    edge cannot be that digit."""
    labels = sorted({label for edge in edges for label in edge.labels})
    places = {label: k for k, label in enumerate(labels)}
    scores = np.full((len(edges), len(labels) + 1), -np.inf)
    for row, edge in zip(scores, edges, strict=True):
        row[[places[label] for label in edge.labels]] = edge.scores
    rows = [[places.get(digit, len(labels)) for digit in text.ljust(longest)] for text in texts]
    return scores[:, np.array(rows, np.int64).reshape(len(texts), longest)]
