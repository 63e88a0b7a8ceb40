"""Where could touching digits be parted? Cheap seams through one component.

A cut is a path from top to bottom that crosses as little ink as it can (a drop-fall that looks
ahead: dynamic programming over all starts at once). Paths run along the string's slant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.records import Mask

__all__ = ["Cut", "propose_cuts", "sheared"]

SIDESTEP = 0.25
"""Cost of one step aside, in crossed ink pixels: straight cuts are preferred."""

BEYOND = np.float32(1e6)
"""Cost of a path that leaves the picture: more than any ink in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Per row the first column to the right of the cut; ``cost`` is the ink crossed in pixels."""

    cols: NDArray[np.int64]
    cost: float


def sheared(mask: Mask, slant: float) -> tuple[Mask, NDArray[np.int64]]:
    """``mask`` with the slant taken out, and each row's shift to the right.

    Column ``c`` of row ``r`` stands at column ``c + shift[r]`` of the result.
    """
    height, width = mask.shape
    shift = np.round(slant * np.arange(height)).astype(np.int64)
    shift -= shift.min()
    result = np.zeros((height, width + int(shift.max())), bool)
    for row in range(height):
        result[row, shift[row] : shift[row] + width] = mask[row]
    return result, shift


def propose_cuts(
    mask: Mask, *, slant: float, distance: float, dearest: float, margin: float
) -> tuple[Cut, ...]:
    """Cuts through a component from left to right, too many on purpose.

    ``distance`` is the least distance between cuts and ``margin`` from the ends, in pixels;
    ``dearest`` is the largest cost of a cut in pixels of crossed ink.
    """
    upright, shift = sheared(mask, slant)
    costs, steps = _seams(upright)
    chosen = _cheapest(costs, distance=distance, dearest=dearest, margin=margin)
    return tuple(Cut(_path(steps, end) - shift, float(costs[end])) for end in chosen)


def _seams(mask: Mask) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Cost of the cheapest seam that ends in each column of the last row, and its steps."""
    height, width = mask.shape
    ink = mask.astype(np.float32)
    costs = np.full((height, width + 2), BEYOND, np.float32)
    costs[0, 1:-1] = ink[0]
    rows = costs[:, 1:-1]
    # Walked side by side: to cut these rows out one by one takes as long as their sums.
    before = zip(costs[:-1, :-2], rows[:-1], costs[:-1, 2:], strict=True)
    for (left, above, right), crossed, best in zip(before, ink[1:], rows[1:], strict=True):
        np.minimum(left, right, out=best)
        np.add(best, SIDESTEP, out=best)
        np.minimum(best, above, out=best)
        np.add(best, crossed, out=best)
    straight, aside = costs[:-1, 1:-1], costs[:-1] + SIDESTEP
    steps = np.zeros((height, width), np.int8)
    steps[1:] -= aside[:, :-2] < straight
    steps[1:][aside[:, 2:] < np.minimum(straight, aside[:, :-2])] = 1
    return costs[-1, 1:-1], steps


def _cheapest(
    costs: NDArray[np.float32], *, distance: float, dearest: float, margin: float
) -> list[int]:
    ends = np.arange(costs.size)
    allowed = ends[(costs <= dearest) & (ends >= margin) & (ends <= costs.size - margin)]
    rest = allowed[np.argsort(costs[allowed], kind="stable")]
    chosen: list[int] = []
    while rest.size:
        chosen.append(int(rest[0]))
        rest = rest[np.abs(rest - rest[0]) >= distance]
    return sorted(chosen)


def _path(steps: NDArray[np.int8], end: int) -> NDArray[np.int64]:
    taken = steps.data  # single numbers come out of it faster than out of the array
    cols, col = [], end
    for row in range(len(steps) - 1, -1, -1):
        cols.append(col)
        col += taken[row, col]
    return np.array(cols[::-1], np.int64)
