"""Open combs: a base line with short upright ticks between the digits' places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reader.imaging.rulings import Ruling
from reader.records import Box, Component

__all__ = ["TickComb", "find_tick_combs"]

FEWEST = 3
"""Ticks that make a comb."""

ALIKE = 0.25
"""Ticks of one comb differ in height by this part at most, and in pitch."""

NARROWEST = 0.75
"""The pitch is at least this many tick heights: upright strokes of writing stand closer."""

WIDEST = 6.0
"""The pitch is at most this many tick heights: farther apart stand the columns of a table."""

ROOM = 1.9
"""Digits stand up to this many pitches above the base line."""

OVER, LOWEST_ROW = 0.5, 0.6
"""Part of the shorter of a base line and a line above it that both have, where that one ends the
row, and the pitches between the two at least."""

DESCENT = 0.3
"""Digits hang down to this many pitches below the base line."""

SLIM, SLIM_PIXELS = 1.6, 2
"""A tick is at most this many stroke widths and pixels wide: one thin, blurred printed line."""

UPRIGHT = 1.4
"""A tick is at least this many times as high as wide; a dot is not."""

STANDS_PIXELS = 4
"""Between a tick's foot and its base line: where the line was erased, its edge went with it."""

AT_END, AT_END_PIXELS = 1.0, 2
"""Stroke widths and pixels between the outer ticks of a whole comb and its base line's ends."""

HEIGHT_PIXELS = 1
"""Ticks of one height differ by this much however low they are: edges round to whole pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class TickComb:
    """A comb's ticks and the place where its digits stand.

    It ``is_whole`` if none of its ticks is missing, from one end of its base line to the other:
    ones that stand in a row on a line leave room at its ends.
    """

    ticks: tuple[Component, ...]
    place: Box
    is_whole: bool

    def members(self, components: Sequence[Component]) -> tuple[Component, ...]:
        """The components whose middle is inside the comb's place."""
        return tuple(c for c in components if self.place.holds(c.box))


def find_tick_combs(
    components: Sequence[Component], rulings: Sequence[Ruling], *, stroke_width: float
) -> tuple[TickComb, ...]:
    """Combs with at least three ticks of one height at even pitch on a level ruling."""
    slim = [c for c in components if _is_slim(c.box, stroke_width)]
    combs = []
    for ruling in rulings:
        if ruling.vertical:
            continue
        ticks = _alike([c for c in slim if _stands_on(c.box, ruling)])
        pitch = _pitch(ticks)
        if pitch > 0:
            whole = _is_whole(ticks, pitch, ruling, stroke_width)
            combs.append(TickComb(tuple(ticks), _place(ruling, pitch, rulings), whole))
    return tuple(combs)


def _is_whole(
    ticks: Sequence[Component], pitch: float, ruling: Ruling, stroke_width: float
) -> bool:
    gaps = np.diff([c.box.middle_col for c in ticks])
    near = AT_END * stroke_width + AT_END_PIXELS
    begins = abs(ticks[0].box.left - ruling.start) <= near
    ends = abs(ticks[-1].box.right - ruling.stop) <= near
    return begins and ends and bool((gaps <= (1 + ALIKE) * pitch).all())


def _is_slim(box: Box, stroke_width: float) -> bool:
    return box.width <= SLIM * stroke_width + SLIM_PIXELS and box.height >= UPRIGHT * box.width


def _stands_on(box: Box, ruling: Ruling) -> bool:
    col = box.left + box.width // 2
    if not ruling.start - box.width <= col < ruling.stop + box.width:
        return False
    at = min(max(col - ruling.start, 0), ruling.length - 1)
    upper = float(ruling.centre[at]) - ruling.thickness / 2
    return abs(box.bottom - upper) <= ruling.thickness / 2 + STANDS_PIXELS


def _alike(ticks: Sequence[Component]) -> list[Component]:
    if len(ticks) < FEWEST:
        return []
    height = float(np.median([c.box.height for c in ticks]))
    even = [c for c in ticks if abs(c.box.height - height) <= ALIKE * height + HEIGHT_PIXELS]
    return sorted(even, key=lambda c: c.box.left)


def _pitch(ticks: Sequence[Component]) -> float:
    """Even distance of the ticks, some of which may be missing; 0 if they are no comb."""
    if len(ticks) < FEWEST:
        return 0.0
    gaps = np.diff([c.box.middle_col for c in ticks])
    pitch = float(gaps.min())
    height = float(np.median([c.box.height for c in ticks]))
    if not NARROWEST * height <= pitch <= WIDEST * height:
        return 0.0
    steps = gaps / pitch
    return pitch if bool((np.abs(steps - np.round(steps)) <= ALIKE).all()) else 0.0


def _place(ruling: Ruling, pitch: float, rulings: Sequence[Ruling]) -> Box:
    """Above the base line, up to the next line that runs above it: there another row begins."""
    base = round(ruling.middle)
    top = max(0, base - round(ROOM * pitch))
    for other in rulings:
        shared = min(other.stop, ruling.stop) - max(other.start, ruling.start)
        if not other.vertical and shared >= OVER * min(ruling.length, other.length):
            if top < other.middle <= base - LOWEST_ROW * pitch:
                top = round(other.middle)
    return Box(top, ruling.start, base + round(DESCENT * pitch) - top, ruling.length)
