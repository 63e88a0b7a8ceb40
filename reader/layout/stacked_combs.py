"""Combs one below the other: where dividers of one are broken, another tells where boxes are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from reader.imaging.rulings import Ruling
from reader.layout.combs import Comb
from reader.records import Component

__all__ = ["find_stacked_combs"]

LOWEST, HIGHEST = 0.5, 2.5
"""Heights of a comb stacked with another, in heights of that one."""

SLIM = 0.12
"""A rest of a divider is narrower than this part of a box's width, and as near to its place."""

UPRIGHT = 2.0
"""And this many times as high as wide at least."""

OVER = 0.2
"""Part of a box's width by which the levels above and below may fall short of the comb's ends."""


def find_stacked_combs(
    combs: Sequence[Comb], rulings: Sequence[Ruling], components: Sequence[Component]
) -> list[Comb]:
    """Combs with the columns of ``combs`` between two level rulings, where something is left of a
    divider at its place; none where a comb is known already."""
    levels = sorted((r for r in rulings if not r.vertical), key=lambda r: r.middle)
    found: list[Comb] = []
    for comb in combs:
        left, right = comb.dividers[0], comb.dividers[-1]
        slack = OVER * (comb.dividers[1] - left)
        over = [r for r in levels if r.start <= left + slack and r.stop >= right - slack]
        for upper, lower in itertools.pairwise(over):
            new = Comb(comb.dividers, round(upper.middle), round(lower.middle))
            height = new.bottom - new.top
            if not LOWEST <= height / (comb.bottom - comb.top) <= HIGHEST:
                continue
            if any(_overlap(new, other) for other in [*combs, *found]):
                continue
            if _has_rest(new, components):
                found.append(new)
    return found


def _overlap(comb: Comb, other: Comb) -> bool:
    one, two = comb.place, other.place
    rows = min(one.bottom, two.bottom) - max(one.top, two.top)
    cols = min(one.right, two.right) - max(one.left, two.left)
    return rows > OVER * min(one.height, two.height) and cols > 0


def _has_rest(comb: Comb, components: Sequence[Component]) -> bool:
    """Whether slim upright ink stands at an inner divider's place."""
    slim = SLIM * (comb.dividers[1] - comb.dividers[0])
    for component in components:
        box = component.box
        if box.width > slim or box.height < UPRIGHT * box.width:
            continue
        if box.top < comb.top or box.bottom > comb.bottom + 1:
            continue
        middle = box.left + box.width / 2
        if any(abs(middle - col) <= slim for col in comb.dividers[1:-1]):
            return True
    return False
