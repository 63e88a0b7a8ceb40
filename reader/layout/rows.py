"""Components -> rows: what stands side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.records import Box, Component

__all__ = ["Row", "find_rows"]

OVERLAP = 0.35
"""Two components are in one row if they share this part of the lower one's height."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Components side by side, from left to right."""

    components: tuple[Component, ...]

    @property
    def box(self) -> Box:
        return Box.around(c.box for c in self.components)


def find_rows(components: Sequence[Component], *, reach: float) -> tuple[Row, ...]:
    """Chains of neighbours that overlap in height, with gaps of at most ``reach`` times the
    height of the taller one.

    From top to bottom, then left to right; none for no components.
    """
    ordered = sorted(components, key=lambda c: (c.box.left, c.box.top))
    parents = list(range(len(ordered)))
    boxes = np.array([(c.box.top, c.box.bottom, c.box.left, c.box.right) for c in ordered], float)
    for index in range(len(ordered)):
        for other in _neighbours(boxes, index, reach):
            parents[_root(parents, other)] = _root(parents, index)
    chains: dict[int, list[Component]] = {}
    for index, component in enumerate(ordered):
        chains.setdefault(_root(parents, index), []).append(component)
    rows = [Row(tuple(chain)) for chain in chains.values()]
    return tuple(sorted(rows, key=lambda row: (row.box.top, row.box.left)))


def _neighbours(boxes: NDArray[np.float64], index: int, reach: float) -> list[int]:
    """Later components (by left edge) that stand beside the one at ``index``."""
    top, bottom, _, right = boxes[index]
    tops, bottoms, lefts, _ = boxes[index + 1 :].T
    heights = bottoms - tops
    near = lefts - right <= reach * np.maximum(heights, bottom - top)
    shared = np.minimum(bottoms, bottom) - np.maximum(tops, top)
    beside = shared >= OVERLAP * np.minimum(heights, bottom - top)
    return [index + 1 + int(i) for i in np.flatnonzero(near & beside)]


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
