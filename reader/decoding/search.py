"""Scored lattice -> hypotheses: the most probable *texts*, equal texts merged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from reader.decoding.lattice import ScoredEdge
from reader.records import Hypothesis, PathStep

__all__ = ["log_partition", "search"]

NEGLIGIBLE = 7.0
"""A label this far (natural log) below an edge's best label is not followed."""

HOPELESS = 10.0
"""A beginning this far (natural log) below the best one at its node is not followed."""

_Way = tuple["_Way", PathStep] | None
"""The steps of a path from the last one back; None before the first."""

_Beam = dict[str, tuple[float, float, _Way]]
"""Texts: the sum of all their paths, the best path, and its way. Sums and paths are no logs but
multiples of what the node's ``log_unit`` says: then merging two is adding."""


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """The beginnings that end at a node, and the natural logs of their unit and of the best."""

    beam: _Beam
    log_unit: float = 0.0
    log_best: float = 0.0


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
    arriving: list[list[ScoredEdge]] = [[] for _ in range(slices + 1)]
    for edge in edges:
        arriving[edge.stop].append(edge)
    nodes = [_Node({"": (1.0, 1.0, None)})]
    for node in range(1, slices + 1):
        nodes.append(_reached(arriving[node], nodes, longest=longest, size=beam))
    total = log_partition(edges, slices)
    last = nodes[slices]
    found = [
        Hypothesis(text, last.log_unit + math.log(sum_of_all) - total, _path(way))
        for text, (sum_of_all, _, way) in last.beam.items()
        if length is None or len(text) == length
    ]
    return tuple(sorted(found, key=lambda h: (-h.log_prob, h.text)))


def log_partition(edges: Sequence[ScoredEdge], slices: int) -> float:
    """Natural log of the sum over all paths; ``-inf`` if no path reaches the end."""
    forward = [-math.inf] * (slices + 1)
    forward[0] = 0.0
    for edge, total in sorted(zip(edges, _totals(edges), strict=True), key=lambda e: e[0].stop):
        if forward[edge.start] > -math.inf:
            forward[edge.stop] = _log_add(forward[edge.stop], forward[edge.start] + total)
    return forward[slices]


def _totals(edges: Sequence[ScoredEdge]) -> list[float]:
    """The log-sum of each edge's scores: one call for all edges with as many labels."""
    found = np.zeros(len(edges))
    sizes = np.array([len(edge.labels) for edge in edges])
    for size in np.unique(sizes):
        chosen = np.flatnonzero(sizes == size)
        scores = np.stack([edges[index].scores for index in chosen.tolist()])
        found[chosen] = np.logaddexp.reduce(scores, axis=1)
    return list(found.tolist())


def _log_add(one: float, other: float) -> float:
    """Natural log of the sum of two numbers given by their logs, one of them more than 0."""
    high, low = (one, other) if one >= other else (other, one)
    return high + math.log1p(math.exp(low - high))


def _reached(
    arriving: Sequence[ScoredEdge], nodes: Sequence[_Node], *, longest: int, size: int
) -> _Node:
    """The node at which ``arriving`` edges end."""
    scored = [(e, nodes[e.start], e.scores.tolist()) for e in arriving if nodes[e.start].beam]
    if not scored:
        return _Node({})
    unit = max(source.log_best + max(scores) for _, source, scores in scored)
    beam: _Beam = {}
    for edge, source, scores in scored:
        steps = _steps(edge, scores, source.log_unit - unit)
        _extend(beam, source.beam, steps, longest)
    best = max(map(itemgetter(0), beam.values()), default=0.0)
    if best == 0.0:
        return _Node({})
    return _Node(_pruned(beam, size, best), unit, unit + math.log(best))


def _steps(
    edge: ScoredEdge, scores: Sequence[float], log_factor: float
) -> list[tuple[str, float, PathStep]]:
    """The labels of an edge that are followed, with what they multiply a beginning by."""
    floor = max(scores) - NEGLIGIBLE
    return [
        (label, math.exp(score + log_factor), PathStep(edge.candidate, label))
        for label, score in zip(edge.labels, scores, strict=True)
        if score >= floor
    ]


def _extend(
    target: _Beam, source: _Beam, steps: Sequence[tuple[str, float, PathStep]], longest: int
) -> None:
    passed_over = [one for one in steps if not one[0]]
    for text, (sum_of_all, best, way) in source.items():
        for label, factor, step in steps if len(text) < longest else passed_over:
            longer = text + label
            known = target.get(longer)
            if known is None:
                target[longer] = (sum_of_all * factor, best * factor, (way, step))
            elif known[1] >= best * factor:
                target[longer] = (known[0] + sum_of_all * factor, known[1], known[2])
            else:
                target[longer] = (known[0] + sum_of_all * factor, best * factor, (way, step))


def _path(way: _Way) -> tuple[PathStep, ...]:
    steps = []
    while way is not None:
        way, step = way
        steps.append(step)
    return tuple(reversed(steps))


def _pruned(beam: _Beam, size: int, best: float) -> _Beam:
    floor = math.exp(-HOPELESS) * best
    kept = [item for item in beam.items() if item[1][0] >= floor]
    if len(kept) > size:
        kept = sorted(kept, key=lambda item: (-item[1][0], item[0]))[:size]
    return dict(kept)
