"""Scored lattice -> hypotheses: the most probable *texts*, equal texts merged."""

from __future__ import annotations

import itertools
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

FAINT = math.exp(-HOPELESS - 3.0)
"""A step that adds less than this part of a node's best path to any text is not taken."""

_Way = tuple["_Way", int, str] | None
"""The candidates and labels of a path from the last one back; None before the first."""

_Beam = list[tuple[float, str, float, _Way]]
"""Beginnings, the most probable first: the sum of all paths that spell a text, the text, the best
of these paths, and its way. Sums and paths are no logs but multiples of what the node's
``log_unit`` says: then merging two is adding."""

_Found = dict[str, tuple[float, float, _Way]]
"""The same by texts, in no order."""


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
    arriving: list[list[ScoredEdge]] = [[] for _ in range(slices + 1)]
    for edge in edges:
        arriving[edge.stop].append(edge)
    nodes = [_Node([(1.0, "", 1.0, None)])]
    for node in range(1, slices + 1):
        nodes.append(_reached(arriving[node], nodes, longest=length, size=beam))
    total = log_partition(edges, slices)
    last = nodes[slices]
    steps: dict[tuple[int, str], PathStep] = {}
    found = [
        Hypothesis(text, last.log_unit + math.log(sum_of_all) - total, _path(way, steps))
        for sum_of_all, text, _, way in last.beam
        if length is None or len(text) == length
    ]
    return tuple(sorted(found, key=lambda h: (-h.log_prob, h.text)))


def log_partition(edges: Sequence[ScoredEdge], slices: int) -> float:
    """Natural log of the sum over all paths; ``-inf`` if no path reaches the end."""
    arriving: list[list[tuple[int, float]]] = [[] for _ in range(slices + 1)]
    for edge, total in zip(edges, _totals(edges), strict=True):
        arriving[edge.stop].append((edge.start, total))
    forward = [0.0]
    for ways in arriving[1:]:
        forward.append(_log_sum([forward[start] + total for start, total in ways]))
    return forward[slices]


def _totals(edges: Sequence[ScoredEdge]) -> list[float]:
    """The log-sum of each edge's scores."""
    if not edges:
        return []
    begins = list(itertools.accumulate((len(edge.labels) for edge in edges[:-1]), initial=0))
    totals = np.logaddexp.reduceat(np.concatenate([edge.scores for edge in edges]), begins)
    return list(totals.tolist())


def _log_sum(terms: Sequence[float]) -> float:
    """Natural log of the sum of numbers given by their logs."""
    highest = max(terms, default=-math.inf)
    if highest == -math.inf:
        return highest
    return highest + math.log(sum([math.exp(term - highest) for term in terms]))


def _reached(
    arriving: Sequence[ScoredEdge], nodes: Sequence[_Node], *, longest: int | None, size: int
) -> _Node:
    """The node at which ``arriving`` edges end."""
    scored = [(e, nodes[e.start], e.scores.tolist()) for e in arriving if nodes[e.start].beam]
    if not scored:
        return _Node([])
    unit = max([source.log_best + max(scores) for _, source, scores in scored])
    least = FAINT if longest is None else 0.0
    found: _Found = {}
    for edge, source, scores in scored:
        steps = _steps(edge, scores, source.log_unit - unit)
        _extend(found, source.beam, steps, longest=longest, least=least)
    best = max(map(itemgetter(0), found.values()), default=0.0)
    if best == 0.0:
        return _Node([])
    return _Node(_pruned(found, size, best), unit, unit + math.log(best))


def _steps(
    edge: ScoredEdge, scores: Sequence[float], log_factor: float
) -> list[tuple[float, str, int]]:
    """What the labels of an edge that are followed multiply a beginning by, the largest first."""
    floor = max(scores) - NEGLIGIBLE
    steps = [
        (math.exp(score + log_factor), label, edge.candidate)
        for score, label in zip(scores, edge.labels, strict=True)
        if score >= floor
    ]
    steps.sort(reverse=True)
    return steps


def _extend(
    found: _Found,
    source: _Beam,
    steps: Sequence[tuple[float, str, int]],
    *,
    longest: int | None,
    least: float,
) -> None:
    for total, text, best, way in source:
        for factor, label, candidate in steps:
            share = total * factor
            if share < least:
                break
            if label and len(text) == longest:
                continue
            longer = text + label
            known = found.get(longer)
            if known is None:
                found[longer] = (share, best * factor, (way, candidate, label))
            elif known[1] >= best * factor:
                found[longer] = (known[0] + share, known[1], known[2])
            else:
                found[longer] = (known[0] + share, best * factor, (way, candidate, label))


def _pruned(found: _Found, size: int, best: float) -> _Beam:
    floor = math.exp(-HOPELESS) * best
    kept = [
        (total, text, path, way) for text, (total, path, way) in found.items() if total >= floor
    ]
    kept.sort(reverse=True)
    return kept[:size]


def _path(way: _Way, known: dict[tuple[int, str], PathStep]) -> tuple[PathStep, ...]:
    """The steps of a way from the first one on; ``known`` are those made already."""
    steps = []
    while way is not None:
        way, candidate, label = way
        step = known.get((candidate, label))
        if step is None:
            step = known[candidate, label] = PathStep(candidate, label)
        steps.append(step)
    return tuple(reversed(steps))
