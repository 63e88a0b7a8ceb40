"""Lines that slope: how steeply they run, and rows too steep to stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.layout.rows import find_rows
from reader.records import Component

__all__ = ["find_steep_rows", "slope_of"]

FEWEST = 3
"""Components from which a row can be told from neighbours by chance."""

LONE = 2
"""Rows of so few components may be parts of a steep one."""

MOST = 400
"""Lone components looked at; more are noise or a picture."""

GENTLEST, STEEPEST = 0.3, 1.2
"""Rows a column between which neighbours of a steep row rise or fall: gentler ones stand side by
side, and steeper ones above each other."""

REACH = 2.0
"""Heights between the middles of neighbours of a steep row at most."""

ALIKE = 0.5
"""The lower of two neighbours has this part of the higher one's height."""

TURN = 0.35
"""Radians by which the way to the next neighbour may differ from the way of the row."""

STRAY = 0.4
"""Heights that a component may stand beside the course of its row."""

TALL = 0.6
"""Part of the highest one's height from which components tell a row's course."""

LEAST_SLOPE = 0.14
"""Rows a column from which a line is turned level: digits that lean less are read as they are."""

SURE = 4
"""Components from which so gentle a slope is one; of fewer it must be as steep as
:data:`GENTLEST`."""

FIT = 0.15
"""Heights that most of a sloping row's middles stand beside its course at most: numbers that
merely begin high and end low do not slope."""


def slope_of(components: Sequence[Component]) -> float:
    """Rows a column by which a row falls (positive) or rises; 0.0 where it is as good as level,
    or too short or uneven to tell."""
    highest = max((c.box.height for c in components), default=0)
    tall = [c for c in components if c.box.height >= TALL * highest]
    if len(tall) < FEWEST:
        return 0.0
    cols, rows, heights = _middles(tall).T
    first, second = np.triu_indices(len(tall), 1)
    run = cols[second] - cols[first]
    apart = np.abs(run) >= 0.5 * float(np.median(heights))
    if not apart.any():
        return 0.0
    slope = float(np.median((rows[second] - rows[first])[apart] / run[apart]))
    beside = rows - slope * cols
    stray = float(np.percentile(np.abs(beside - np.median(beside)), 75))
    if abs(slope) < (LEAST_SLOPE if len(tall) >= SURE else GENTLEST) or stray > FIT * float(
        np.median(heights)
    ):
        return 0.0
    return slope


def find_steep_rows(
    components: Sequence[Component], *, reach: float
) -> tuple[tuple[Component, ...], ...]:
    """Rows of at least three components that rise or fall so steeply that they do not stand side
    by side; from left to right each. Components of level rows are in none."""
    lone = [
        c
        for row in find_rows(components, reach=reach)
        if len(row.components) <= LONE
        for c in row.components
    ]
    lone = sorted(lone, key=lambda c: (-c.area, c.box))[:MOST]
    lone.sort(key=lambda c: (c.box.middle_col, c.box.top))
    if len(lone) < FEWEST:
        return ()
    middles = _middles(lone)
    chains = [chain for seed in _seeds(middles) if len(chain := _followed(seed, middles)) >= FEWEST]
    found: list[tuple[Component, ...]] = []
    taken: set[int] = set()
    for chain in sorted(chains, key=lambda chain: (-len(chain), chain)):
        if taken.isdisjoint(chain):
            taken.update(chain)
            found.append(tuple(lone[index] for index in chain))
    return tuple(found)


def _middles(components: Sequence[Component]) -> NDArray[np.float64]:
    """Column and row of the middle, and height, of each component."""
    boxes = [c.box for c in components]
    return np.array([(b.middle_col, b.middle_row, b.height) for b in boxes])


def _seeds(middles: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs of neighbours that may begin a steep row."""
    cols, rows, heights = middles.T
    run, fall = cols[None, :] - cols[:, None], rows[None, :] - rows[:, None]
    higher = np.maximum(heights[None, :], heights[:, None])
    alike = np.minimum(heights[None, :], heights[:, None]) >= ALIKE * higher
    near = np.hypot(run, fall) <= REACH * higher
    steep = (np.abs(fall) >= GENTLEST * run) & (np.abs(fall) <= STEEPEST * run) & (run > 0)
    return [(int(a), int(b)) for a, b in np.argwhere(alike & near & steep)]


def _followed(seed: tuple[int, int], middles: NDArray[np.float64]) -> tuple[int, ...]:
    """The row that goes on from a pair of neighbours, each time to the nearest next one."""
    cols, rows, heights = middles.T
    chain = list(seed)
    while True:
        start, last = chain[0], chain[-1]
        way = np.arctan2(rows[last] - rows[start], cols[last] - cols[start])
        run, fall = cols - cols[last], rows - rows[last]
        distance = np.hypot(run, fall)
        turn = np.abs(np.arctan2(fall, run) - way)
        across = (rows - rows[start]) * np.cos(way) - (cols - cols[start]) * np.sin(way)
        height = max(heights[last], 1.0)
        next_ones = (run > 0) & (distance <= REACH * height) & (turn <= TURN)
        next_ones &= (np.abs(across) <= STRAY * height) & (heights >= ALIKE * height)
        next_ones &= ALIKE * heights <= height
        if not next_ones.any():
            return tuple(chain)
        chain.append(int(np.argmin(np.where(next_ones, distance, np.inf))))
