"""Scored lattice -> hypotheses: the most probable *texts*, equal texts merged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.decoding.lattice import ScoredEdge
from reader.records import Hypothesis, PathStep

__all__ = ["log_partition", "search"]

NEGLIGIBLE = 7.0
"""A label this far (natural log) below an edge's best label is not followed."""

HOPELESS = 10.0
"""A beginning this far (natural log) below the best one at its node is not followed."""

_Beam = dict[str, tuple[float, float, tuple[PathStep, ...]]]


def search(
    edges: Sequence[ScoredEdge], slices: int, *, beam: int, length: int | None = None
) -> tuple[Hypothesis, ...]:
    """The most probable texts, best first.

    Paths that spell the same text are added up; ``log_prob`` is normalised over *all* paths, so
    it is the text's probability under the model. At most ``beam`` texts are kept at each node.

    Parameters
    ----------
    length
        If given, only texts of this many digits; probabilities stay those of the full model.

    Returns
    -------
    tuple of Hypothesis
        Empty if no path reaches the end.
    """
    longest = slices if length is None else length
    beams: list[_Beam] = [{} for _ in range(slices + 1)]
    beams[0][""] = (0.0, 0.0, ())
    arriving: list[list[ScoredEdge]] = [[] for _ in range(slices + 1)]
    for edge in edges:
        arriving[edge.stop].append(edge)
    for node in range(1, slices + 1):
        for edge in arriving[node]:
            _extend(beams[node], beams[edge.start], edge, longest)
        beams[node] = _pruned(beams[node], beam)
    total = log_partition(edges, slices)
    found = [
        Hypothesis(text, log_prob - total, path)
        for text, (log_prob, _, path) in beams[slices].items()
        if length is None or len(text) == length
    ]
    return tuple(sorted(found, key=lambda h: (-h.log_prob, h.text)))


def log_partition(edges: Sequence[ScoredEdge], slices: int) -> float:
    """Natural log of the sum over all paths; ``-inf`` if no path reaches the end."""
    forward = np.full(slices + 1, -np.inf)
    forward[0] = 0.0
    for edge in sorted(edges, key=lambda e: e.stop):
        if np.isneginf(forward[edge.start]):
            continue
        step = forward[edge.start] + np.logaddexp.reduce(edge.scores)
        forward[edge.stop] = np.logaddexp(forward[edge.stop], step)
    return float(forward[slices])


def _extend(target: _Beam, source: _Beam, edge: ScoredEdge, longest: int) -> None:
    followed = np.flatnonzero(edge.scores >= edge.scores.max() - NEGLIGIBLE)
    labelled = [(edge.labels[i], float(edge.scores[i])) for i in followed.tolist()]
    for text, (log_sum, log_best, path) in source.items():
        for label, score in labelled:
            longer = text + label
            if len(longer) <= longest:
                step = PathStep(edge.candidate, label)
                _add(target, longer, log_sum + score, log_best + score, (*path, step))


def _add(
    beam: _Beam, text: str, log_sum: float, log_best: float, path: tuple[PathStep, ...]
) -> None:
    known = beam.get(text)
    if known is None:
        beam[text] = (log_sum, log_best, path)
        return
    added = float(np.logaddexp(known[0], log_sum))
    beam[text] = (added, *known[1:]) if known[1] >= log_best else (added, log_best, path)


def _pruned(beam: _Beam, size: int) -> _Beam:
    if not beam:
        return beam
    floor = max(entry[0] for entry in beam.values()) - HOPELESS
    kept = [item for item in beam.items() if item[1][0] >= floor]
    if len(kept) > size:
        kept = sorted(kept, key=lambda item: (-item[1][0], item[0]))[:size]
    return dict(kept)
