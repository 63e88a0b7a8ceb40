"""What the lattice of a line offered for a text that is really written there.

Forced alignment: the best path through the lattice that spells the truth. Every candidate may be
any digit at a price, so a path nearly always exists; it is *plausible* if the net gives each of
its digits a chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.decoding.lattice import LatticeWeights, ScoredEdge, build_lattice, score_lattice
from reader.records import Box, Candidate, Reading
from reader.writers.stages import InspectedLine

__all__ = ["Sight", "find_sight", "forced_path", "is_covered"]

LEAST_CHANCE = 0.05
"""A candidate offers a digit if the net gives it at least this probability."""

Step = tuple[int, str]
"""A candidate's index and the digit it is taken for."""


@dataclass(frozen=True, slots=True)
class Sight:
    """``read`` are the candidates of the digits that were read, ``wanted`` those of the best path
    that spells the truth (None: no path has that many digits); ``is_plausible`` says whether the
    net gives each of that path's digits a chance."""

    read: tuple[int, ...]
    wanted: tuple[int, ...] | None
    is_plausible: bool


def find_sight(
    line: InspectedLine,
    reading: Reading,
    text: str,
    *,
    classes: Sequence[str],
    weights: LatticeWeights,
) -> Sight:
    """What was to be seen where ``reading`` was read though ``text`` is written."""
    first, last = _span(line, reading.box)
    steps, plausible = forced_path(
        line, text, classes=classes, weights=weights, first=first, last=last
    )
    boxes = line.prepared.candidate_boxes
    read = tuple(boxes.index(digit.box) for digit in reading.digits)
    wanted = None if steps is None else tuple(candidate for candidate, _ in steps)
    return Sight(read, wanted, plausible)


def is_covered(
    line: InspectedLine, text: str, *, classes: Sequence[str], weights: LatticeWeights
) -> bool:
    """Whether the line's lattice can spell ``text`` with digits that the net gives a chance."""
    return forced_path(line, text, classes=classes, weights=weights)[1]


def forced_path(
    line: InspectedLine,
    text: str,
    *,
    classes: Sequence[str],
    weights: LatticeWeights,
    first: int = 0,
    last: int | None = None,
) -> tuple[tuple[Step, ...] | None, bool]:
    """The best path that spells ``text`` through the slices ``first`` to ``last`` (half-open),
    and whether it is plausible; (None, False) where there is none."""
    stop = line.prepared.slices if last is None else last
    lattice = build_lattice(line.prepared.slices, line.prepared.candidates, line.log_probs)
    edges = [
        edge
        for edge in score_lattice(lattice, weights, classes=classes)
        if first <= edge.start and edge.stop <= stop
    ]
    chances = np.exp(line.log_probs.astype(np.float64))
    likely = _viterbi(edges, text, first, stop, chances=chances, classes=classes)
    if likely is not None:
        return likely, True
    return _viterbi(edges, text, first, stop), False


def _span(line: InspectedLine, box: Box) -> tuple[int, int]:
    """First and last slice (half-open) of the part of a line that a reading's box covers."""
    pairs = zip(line.prepared.candidates, line.prepared.candidate_boxes, strict=True)
    inside: list[Candidate] = [c for c, shown in pairs if _covers(box, shown)]
    if not inside:
        return 0, line.prepared.slices
    return min(c.start for c in inside), max(c.stop for c in inside)


def _covers(outer: Box, inner: Box) -> bool:
    return outer.left - 1 <= inner.left and inner.right <= outer.right + 1


def _viterbi(
    edges: Sequence[ScoredEdge],
    text: str,
    first: int,
    stop: int,
    *,
    chances: NDArray[np.float64] | None = None,
    classes: Sequence[str] = (),
) -> tuple[Step, ...] | None:
    """The best path; with ``chances``, only over digits of at least ``LEAST_CHANCE``."""
    best: dict[tuple[int, int], tuple[float, tuple[Step, ...]]] = {(first, 0): (0.0, ())}
    for edge in sorted(edges, key=lambda e: (e.stop, e.start)):
        for position in range(len(text) + 1):
            known = best.get((edge.start, position))
            if known is None:
                continue
            for node, score, step in _moves(edge, text, position):
                if step and chances is not None:
                    column = list(classes).index(step[0][1])
                    if chances[edge.candidate, column] < LEAST_CHANCE:
                        continue
                total = known[0] + score
                if node not in best or total > best[node][0]:
                    best[node] = (total, (*known[1], *step))
    return best.get((stop, len(text)), (0.0, None))[1]


def _moves(
    edge: ScoredEdge, text: str, position: int
) -> list[tuple[tuple[int, int], float, tuple[Step, ...]]]:
    """Where an edge leads from so far into the text: past the next digit, or past nothing."""
    if edge.labels == ("",):
        return [((edge.stop, position), float(edge.scores[0]), ())]
    if position == len(text) or text[position] not in edge.labels:
        return []
    score = float(edge.scores[edge.labels.index(text[position])])
    return [((edge.stop, position + 1), score, ((edge.candidate, text[position]),))]
