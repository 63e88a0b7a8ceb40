"""Scored lattices small enough to walk every path of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import strategies as st

from reader.decoding.lattice import ScoredEdge

__all__ = ["edge", "iter_paths", "lattices", "text_scores"]

Path = tuple[tuple[ScoredEdge, int], ...]


def edge(start: int, stop: int, scores: dict[str, float], *, candidate: int = 0) -> ScoredEdge:
    return ScoredEdge(start, stop, candidate, tuple(scores), np.array(list(scores.values())))


@st.composite
def lattices(draw: st.DrawFn) -> tuple[int, list[ScoredEdge]]:
    """One to four slices: each may be passed over or be a digit, some pairs and triples too."""
    slices = draw(st.integers(1, 4))
    score = st.floats(-0.9, 0.9)  # close together: nothing is negligible or hopeless
    labels = draw(st.lists(st.sampled_from("0123"), min_size=1, max_size=3, unique=True))
    edges: list[ScoredEdge] = []
    number = 0
    for start in range(slices):
        for stop in range(start + 1, min(slices, start + 3) + 1):
            if stop - start > 1 and not draw(st.booleans()):
                continue
            scores = {label: draw(score) for label in labels}
            edges.append(edge(start, stop, scores, candidate=number))
            if stop - start == 1:
                edges.append(edge(start, stop, {"": draw(score)}, candidate=number))
            number += 1
    return slices, draw(st.permutations(edges))


def iter_paths(edges: Sequence[ScoredEdge], slices: int, *, start: int = 0) -> Iterator[Path]:
    """Every path from a node to the end, as edges with the number of the label taken."""
    if start == slices:
        yield ()
    for one in edges:
        if one.start == start:
            for rest in iter_paths(edges, slices, start=one.stop):
                yield from (((one, number), *rest) for number in range(len(one.labels)))


def text_scores(edges: Sequence[ScoredEdge], slices: int) -> dict[str, float]:
    """Sum over paths of exp(score) for each text, by walking them all."""
    found: dict[str, float] = {}
    for path in iter_paths(edges, slices):
        text = "".join(one.labels[number] for one, number in path)
        weight = math.exp(sum(float(one.scores[number]) for one, number in path))
        found[text] = found.get(text, 0.0) + weight
    return found
