"""Components -> rows: what stands side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    farthest = reach * max((c.box.height for c in components), default=0)
    ordered = sorted(components, key=lambda c: (c.box.left, c.box.top))
    parents = list(range(len(ordered)))
    for index, component in enumerate(ordered):
        for other in range(index + 1, len(ordered)):
            if ordered[other].box.left > component.box.right + farthest:
                break
            if _side_by_side(component.box, ordered[other].box, reach):
                parents[_root(parents, other)] = _root(parents, index)
    chains: dict[int, list[Component]] = {}
    for index, component in enumerate(ordered):
        chains.setdefault(_root(parents, index), []).append(component)
    rows = [Row(tuple(chain)) for chain in chains.values()]
    return tuple(sorted(rows, key=lambda row: (row.box.top, row.box.left)))


def _side_by_side(first: Box, second: Box, reach: float) -> bool:
    if second.left - first.right > reach * max(first.height, second.height):
        return False
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared >= OVERLAP * min(first.height, second.height)


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
