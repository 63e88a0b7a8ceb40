"""Combs one below the other: where dividers of one are broken, another tells where boxes are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from reader.imaging.rulings import Ruling
from reader.layout.combs import Comb
from reader.records import Component

__all__ = ["complete_combs", "find_stacked_combs"]

LOWEST, HIGHEST = 0.5, 2.5
"""Heights of a comb stacked with another, in heights of that one."""

SLIM = 0.12
"""A rest of a divider is narrower than this part of a box's width, and as near to its place."""

UPRIGHT = 2.0
"""And this many times as high as wide at least."""

OVER = 0.2
"""Part of a box's width by which the levels above and below may fall short of the comb's ends."""


NEAR = 0.15
"""Dividers of two combs are in one column if no farther apart than this part of a box's width."""

WHOLE = 0.6
"""A ruling of this part of a comb's height is a divider."""


def complete_combs(
    combs: Sequence[Comb], rulings: Sequence[Ruling], components: Sequence[Component]
) -> list[Comb]:
    """The combs, those that lack boxes of another in the same columns with these too: where a
    level ruling runs over them and something is left of a divider that was not found."""
    levels = [r for r in rulings if not r.vertical]
    return [_completed(comb, combs, levels, rulings, components) for comb in combs]


def _completed(
    comb: Comb,
    combs: Sequence[Comb],
    levels: Sequence[Ruling],
    rulings: Sequence[Ruling],
    components: Sequence[Component],
) -> Comb:
    for other in combs:
        if len(other.dividers) <= len(comb.dividers):
            continue
        near = NEAR * (other.dividers[1] - other.dividers[0])
        missing = [c for c in other.dividers if _distance(c, comb.dividers) > near]
        if len(other.dividers) - len(missing) != len(comb.dividers):
            continue
        edges = [
            r for r in levels if min(abs(r.middle - comb.top), abs(r.middle - comb.bottom)) <= near
        ]
        whole = Comb(other.dividers, comb.top, comb.bottom)
        if _over(edges, whole) and _has_rest(whole, missing, rulings, components):
            return whole
    return comb


def _distance(col: float, cols: Sequence[float]) -> float:
    return min(abs(col - c) for c in cols)


def _over(levels: Sequence[Ruling], comb: Comb) -> list[Ruling]:
    """The level rulings that run over the whole comb."""
    left, right = comb.dividers[0], comb.dividers[-1]
    slack = OVER * (comb.dividers[1] - left)
    return [r for r in levels if r.start <= left + slack and r.stop >= right - slack]


def find_stacked_combs(
    combs: Sequence[Comb], rulings: Sequence[Ruling], components: Sequence[Component]
) -> list[Comb]:
    """Combs with the columns of ``combs`` between two level rulings, where something is left of a
    divider at its place; none where a comb is known already."""
    levels = sorted((r for r in rulings if not r.vertical), key=lambda r: r.middle)
    found: list[Comb] = []
    for comb in combs:
        for upper, lower in itertools.pairwise(_over(levels, comb)):
            new = Comb(comb.dividers, round(upper.middle), round(lower.middle))
            height = new.bottom - new.top
            if not LOWEST <= height / (comb.bottom - comb.top) <= HIGHEST:
                continue
            if any(_overlap(new, other) for other in [*combs, *found]):
                continue
            if _has_rest(new, new.dividers[1:-1], rulings, components):
                found.append(new)
    return found


def _overlap(comb: Comb, other: Comb) -> bool:
    one, two = comb.place, other.place
    rows = min(one.bottom, two.bottom) - max(one.top, two.top)
    cols = min(one.right, two.right) - max(one.left, two.left)
    return rows > OVER * min(one.height, two.height) and cols > 0


def _has_rest(
    comb: Comb,
    dividers: Sequence[float],
    rulings: Sequence[Ruling],
    components: Sequence[Component],
) -> bool:
    """Whether one of these dividers was found in this comb, or slim upright ink is at its place."""
    slim = SLIM * (comb.dividers[1] - comb.dividers[0])
    least = WHOLE * (comb.bottom - comb.top)
    for ruling in rulings:
        is_own = ruling.vertical and comb.top - slim <= ruling.start < ruling.stop
        if is_own and ruling.stop <= comb.bottom + slim and ruling.length >= least:
            if _distance(ruling.middle, dividers) <= slim:
                return True
    for component in components:
        box = component.box
        if box.width > slim or box.height < UPRIGHT * box.width:
            continue
        if box.top < comb.top or box.bottom > comb.bottom + 1:
            continue
        if _distance(box.middle_col, dividers) <= slim:
            return True
    return False
