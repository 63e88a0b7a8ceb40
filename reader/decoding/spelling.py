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
    longest = max((len(text) for text in texts), default=0)
    table = np.full((slices + 1, len(texts), longest + 1), -np.inf)
    table[0, :, 0] = 0.0
    arriving: list[list[ScoredEdge]] = [[] for _ in range(slices + 1)]
    for edge in edges:
        arriving[edge.stop].append(edge)
    spelt: dict[tuple[str, ...], NDArray[np.int64]] = {}
    for node in range(1, slices + 1):
        if arriving[node]:
            steps = [
                _step(table[e.start], e, _places(e.labels, texts, spelt)) for e in arriving[node]
            ]
            table[node] = np.logaddexp.reduce(steps, axis=0)
    lengths = [len(text) for text in texts]
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


def _places(
    labels: tuple[str, ...], texts: Sequence[str], known: dict[tuple[str, ...], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """Which of ``labels`` each digit of each text is; their number for one that is none of them."""
    if labels not in known:
        longest = max(len(text) for text in texts)
        numbers = {label: k for k, label in enumerate(labels)}
        rows = [[numbers.get(d, len(labels)) for d in text.ljust(longest)] for text in texts]
        known[labels] = np.array(rows, np.int64).reshape(len(texts), longest)
    return known[labels]


def _step(
    before: NDArray[np.float64], edge: ScoredEdge, places: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What an edge adds to the table at its end, from that at its start."""
    if edge.labels == ("",):
        return before + edge.scores[0]
    after = np.full_like(before, -np.inf)
    after[:, 1:] = before[:, :-1] + np.append(edge.scores, -np.inf)[places]
    return after
