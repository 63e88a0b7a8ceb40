"""Closed combs: boxes of one row and even width, a digit's place each, found by their rulings.

Found before any row is: the digits in wide boxes stand so far apart, and words beside a comb so
near, that neither gaps nor heights of the ink tell what belongs together.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reader.imaging.rulings import Ruling
from reader.records import Box, Component

__all__ = ["Comb", "find_combs"]

ALIKE, ALIKE_PIXELS = 0.15, 3
"""Dividers of one comb begin and end at one height within this part of their length, and pixels."""

DOUBLE = 0.15
"""Dividers nearer to each other than this part of their length are the two edges of one."""

NARROWEST, WIDEST = 0.3, 1.35
"""Width of a box as a part of its height: the cells of tables are wider."""

EVEN = 0.72
"""The narrower of two boxes of a comb has this part of the wider one's width at least."""

INNER = 0.15
"""A ruling that crosses a divider by more than this part of its length from both ends makes it
the divider of a table with several rows."""

OWN = 0.7
"""Part of a comb's dividers that are no table's."""

SLACK = 0.2
"""Part of the way between two dividers that an edge which joins them may lack at each end."""

MOST_LACKING = 3
"""Boxes that may stand between two dividers found, if the others between them were not."""

BEYOND = 0.6
"""Part of a box's width by which a comb's upper or lower edge runs on beyond the last divider
found, if there is one more box there."""

SINGLE = 0.7
"""A comb is believed if this part of its filled boxes holds one digit each."""

TALL = 0.6
"""Ink higher than this part of the comb's highest is a digit, or most of one."""

BROAD = 1.3
"""Ink wider than this many times its height is no single digit."""

SLIM = 0.12
"""Ink narrower than this part of a box's width, and as near to a divider, is a rest of it."""

SMALLEST = 0.25
"""Ink lower than this part of a box's height is a speck or a comma, and fills no box."""


@dataclass(frozen=True, slots=True, eq=False)
class Comb:
    """The columns of a comb's dividers, its outer edges among them, and its upper and lower row."""

    dividers: tuple[float, ...]
    top: int
    bottom: int

    @property
    def place(self) -> Box:
        left, right = round(self.dividers[0]), round(self.dividers[-1])
        return Box(self.top, left, self.bottom - self.top, right - left)

    def members(self, components: Sequence[Component]) -> tuple[Component, ...]:
        """The components whose middle is inside the comb, if most boxes hold one digit; without
        what is printed small above or below the digits."""
        place = self.place
        inside = _without_captions([c for c in components if place.holds(c.box)])
        boxes: dict[int, list[Component]] = {}
        for component in inside:
            middle = component.box.middle_col
            boxes.setdefault(int(np.searchsorted(self.dividers, middle)), []).append(component)
        height = SMALLEST * place.height
        filled = [b for b in boxes.values() if any(c.box.height >= height for c in b)]
        single = sum(_is_single(b) for b in filled)
        return tuple(inside) if filled and single >= SINGLE * len(filled) else ()

    def rests(self, components: Sequence[Component]) -> list[Component]:
        """What is left of the dividers themselves."""
        slim = SLIM * (self.dividers[1] - self.dividers[0])
        cols = np.array(self.dividers)
        near = [c for c in components if c.box.width <= slim and self.place.holds(c.box)]
        middles = [c.box.middle_col for c in near]
        return [c for c, m in zip(near, middles, strict=True) if np.abs(cols - m).min() <= slim]


def find_combs(rulings: Sequence[Ruling]) -> tuple[Comb, ...]:
    """Combs of at least two boxes, from top to bottom; an outermost divider may be missing where
    the comb's edges run on."""
    levels = [r for r in rulings if not r.vertical]
    uprights = sorted((r for r in rulings if r.vertical), key=lambda r: r.middle)
    own = [
        r for r, crossed in zip(uprights, _crossed(uprights, levels), strict=True) if not crossed
    ]
    combs: list[Comb] = []
    while own:
        alike = [r for r in own if _as_high(r, own[0])]
        own = [r for r in own if not any(r is other for other in alike)]
        combs += _combs_of(alike, uprights, levels)
    return tuple(sorted(combs, key=lambda c: (c.top, c.dividers)))


def _crossed(uprights: Sequence[Ruling], levels: Sequence[Ruling]) -> list[bool]:
    """Which upright rulings a level one runs through; one that ends on it does not."""
    spans = np.array([(r.start, r.stop, r.centre.min(), r.centre.max()) for r in levels])
    start, stop, top, bottom = spans.reshape(-1, 4).T
    found = []
    for upright in uprights:
        margin = INNER * upright.length
        first, last, col = upright.start + margin, upright.stop - margin, upright.middle
        near = (start <= col) & (col < stop) & (bottom > first) & (top < last)
        rows = (
            float(levels[i].centre[int(col) - levels[i].start])
            for i in np.flatnonzero(near).tolist()
        )
        found.append(any(first < row < last for row in rows))
    return found


def _as_high(upright: Ruling, other: Ruling) -> bool:
    near = max(ALIKE_PIXELS, ALIKE * other.length)
    return abs(upright.start - other.start) <= near and abs(upright.stop - other.stop) <= near


def _combs_of(
    alike: Sequence[Ruling], uprights: Sequence[Ruling], levels: Sequence[Ruling]
) -> list[Comb]:
    """Runs of evenly spaced dividers among those of one height."""
    top = round(float(np.median([r.start for r in alike])))
    bottom = round(float(np.median([r.stop for r in alike])))
    height = bottom - top
    near = max(ALIKE_PIXELS, ALIKE * height)
    through = [r for r in uprights if r.start <= top + near and r.stop >= bottom - near]
    cols = _merged([r.middle for r in through], DOUBLE * height)
    own = {r.middle for r in alike}
    inner = [col for col in cols if any(abs(col - c) <= DOUBLE * height for c in own)]
    edges = [r for r in levels if min(abs(r.middle - top), abs(r.middle - bottom)) <= near]
    combs = []
    for run in _even_runs(cols, edges, NARROWEST * height, WIDEST * height):
        run = _completed(run, edges)
        if len(run) > 2 and _are_dividers(run[1:-1], cols, inner):
            combs.append(Comb(tuple(run), top, bottom))
    return combs


def _are_dividers(between: Sequence[float], found: Sequence[float], inner: Sequence[float]) -> bool:
    """Whether most dividers between boxes that were found are the comb's own, and one was: two of
    combs one above the other may have been found as one."""
    between = [col for col in between if col in found]
    return bool(between) and sum(col in inner for col in between) >= OWN * len(between)


def _merged(cols: Sequence[float], near: float) -> list[float]:
    merged: list[list[float]] = []
    for col in sorted(cols):
        if merged and col - merged[-1][-1] <= near:
            merged[-1].append(col)
        else:
            merged.append([col])
    return [sum(group) / len(group) for group in merged]


def _even_runs(
    cols: Sequence[float], edges: Sequence[Ruling], least: float, most: float
) -> list[list[float]]:
    """Runs of columns one box apart, dividers that were not found filled in."""
    width = _box_width(cols, edges, least, most)
    if not width:
        return []
    runs: list[list[float]] = []
    for col in cols:
        last = runs[-1][-1] if runs else col
        boxes = round((col - last) / width)
        if (
            _are_joined(last, col, edges)
            and 1 <= boxes <= MOST_LACKING
            and _is_even((col - last) / boxes, width)
        ):
            runs[-1] += np.linspace(last, col, boxes + 1)[1:].tolist()
        else:
            runs.append([col])
    return [run for run in runs if len(run) > 1]


def _box_width(cols: Sequence[float], edges: Sequence[Ruling], least: float, most: float) -> float:
    """The usual distance of dividers that are within the limits, else the length by which an
    edge of the comb runs on beyond them; 0 where nothing tells."""
    joined = [b - a for a, b in itertools.pairwise(cols) if _are_joined(a, b, edges)]
    direct = [w for w in joined if least <= w <= most]
    if not direct and len(cols) > 1:
        first = [min((c - e.start for c in cols if c >= e.start), default=0.0) for e in edges]
        last = [min((e.stop - c for c in cols if c <= e.stop), default=0.0) for e in edges]
        direct = [w for w in first + last if least <= w <= most]
    return float(np.median(direct)) if direct else 0.0


def _are_joined(left: float, right: float, edges: Sequence[Ruling]) -> bool:
    """Whether an edge runs from one divider to the other: not from box to box, but along one."""
    slack = SLACK * (right - left)
    return any(e.start <= left + slack and e.stop >= right - slack for e in edges)


def _is_even(width: float, other: float) -> bool:
    return min(width, other) >= EVEN * max(width, other)


def _completed(run: Sequence[float], edges: Sequence[Ruling]) -> list[float]:
    """The run with an outermost divider more on the sides where the edges run on."""
    pitch = float(np.median(np.diff(run)))
    found = list(run)
    along = [e for e in edges if e.start < run[-1] and e.stop > run[0]]
    if any(_runs_on(run[0] - e.start, pitch) for e in along):
        found.insert(0, run[0] - pitch)
    if any(_runs_on(e.stop - run[-1], pitch) for e in along):
        found.append(run[-1] + pitch)
    return found


def _runs_on(by: float, pitch: float) -> bool:
    """By one box, not by the rest of a table."""
    return BEYOND * pitch <= by <= pitch / BEYOND


def _without_captions(components: Sequence[Component]) -> list[Component]:
    """Without small ink that shares no row with any digit: of what is as high as that, no digit
    stands so low or high in its box."""
    highest = max((c.box.height for c in components), default=0)
    digits = [c.box for c in components if c.box.height > TALL * highest]
    return [
        c
        for c in components
        if any(c.box.top < digit.bottom and c.box.bottom > digit.top for digit in digits)
    ]


def _is_single(components: Sequence[Component]) -> bool:
    """Whether the components overlap from side to side: parts of one digit, not several."""
    highest = max(c.box.height for c in components)
    high = (c.box for c in components if c.box.height > TALL * highest)
    tall = sorted(high, key=lambda b: b.left)
    width = max(b.right for b in tall) - tall[0].left
    return width <= BROAD * highest and all(b.left < a.right for a, b in itertools.pairwise(tall))
