"""One ruling in pieces, where digits written over it hide parts of it: joined again. And several
rulings in one, where boxes stand above each other: parted again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.imaging.ruling import Ruling
from reader.records import Mask

__all__ = ["joined", "parted"]

GAP = 0.5
"""Part of the longer piece's length that may be hidden between two."""

BESIDE = 1.5
"""Pixels by which a piece may lie beside the course of the one before it,"""

TURN = 0.03
"""and how much steeper, in pixels a pixel, it may be."""

THICKER = 1.6
"""Pieces of one line differ in thickness by this factor, or a pixel, at most."""

NEIGHBOURS = 6
"""Rulings before it, by their place across, that a piece is compared with."""

LEAST_GAP, GAP_THICK = 6, 1.5
"""Pixels, and thicknesses of their sides, between boxes one above the other."""

NEAR = 3
"""Pixels, beside its thickness, between a level ruling and the end of a piece on it."""

INKED = 0.5
"""Part of the hidden course on which there is ink."""


def joined(rulings: Sequence[Ruling], mask: Mask) -> list[Ruling]:
    """Rulings of one direction, in the order of their places across it; each piece of a line that
    goes on in the next one, with ink on most of the way between, is one with it."""
    pieces = sorted(rulings, key=lambda r: (r.middle, r.start))
    ink = mask.T if pieces and pieces[0].vertical else mask
    found: list[Ruling] = []
    for piece in pieces:
        for at in range(len(found) - 1, max(-1, len(found) - 1 - NEIGHBOURS), -1):
            first, second = sorted((found[at], piece), key=lambda r: r.start)
            if _goes_on(first, second, ink):
                found[at] = _one(first, second)
                break
        else:
            found.append(piece)
    return found


def parted(rulings: Sequence[Ruling], mask: Mask) -> tuple[Ruling, ...]:
    """The rulings; upright ones in pieces where nothing is between two of them and a level one ends
    one of the two, as the borders of boxes one above the other do."""
    levels = [r for r in rulings if not r.vertical]
    found: list[Ruling] = []
    for ruling in rulings:
        cuts = _cuts(ruling, levels, mask) if ruling.vertical else []
        ends = [ruling.start, *(row for cut in cuts for row in cut), ruling.stop]
        pieces = list(zip(ends[::2], ends[1::2], strict=True))
        found += [_piece(ruling, *piece) for piece in pieces] if cuts else [ruling]
    return tuple(found)


def _cuts(upright: Ruling, levels: Sequence[Ruling], mask: Mask) -> list[tuple[int, int]]:
    """First and last row (half-open) of each gap between boxes."""
    rows = np.arange(upright.start, upright.stop)
    cols = np.rint(upright.centre).astype(int)
    aside = [np.clip(cols + by, 0, mask.shape[1] - 1) for by in (-1, 0, 1)]
    bare = ~np.logical_or.reduce([mask[rows, col] for col in aside])
    least = max(LEAST_GAP, GAP_THICK * upright.thickness)
    if np.count_nonzero(bare) < least:
        return []
    ends = np.flatnonzero(np.diff(bare.astype(np.int8), prepend=0, append=0)).tolist()
    gaps = [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True) if b - a >= least]
    gaps = [(a, b) for a, b in gaps if a > 0 and b < len(rows)]
    return [
        (upright.start + a, upright.start + b)
        for a, b in gaps
        if _is_level_at(upright.start + a, cols[a], levels)
        or _is_level_at(upright.start + b, cols[min(b, len(cols) - 1)], levels)
    ]


def _is_level_at(row: int, col: int, levels: Sequence[Ruling]) -> bool:
    """Whether one of the level rulings passes a place."""
    return any(
        r.start - NEAR <= col < r.stop + NEAR
        and abs(float(r.centre[min(max(col - r.start, 0), r.length - 1)]) - row)
        <= NEAR + r.thickness
        for r in levels
    )


def _piece(ruling: Ruling, start: int, stop: int) -> Ruling:
    centre = ruling.centre[start - ruling.start : stop - ruling.start]
    return Ruling(ruling.vertical, start, stop, centre, ruling.thickness, ruling.slope)


def _goes_on(first: Ruling, second: Ruling, ink: Mask) -> bool:
    gap = second.start - first.stop
    if not 0 < gap <= GAP * max(first.length, second.length):
        return False
    thin, thick = sorted((first.thickness, second.thickness))
    if thick > max(THICKER * thin, thin + 1) or abs(first.slope - second.slope) > TURN:
        return False
    slope = first.slope if first.length > second.length else second.slope
    beside = float(second.centre[0]) - float(first.centre[-1]) - slope * (gap + 1)
    if abs(beside) > BESIDE:
        return False
    along = np.arange(first.stop, second.start)
    across = np.rint(_between(first, second)).astype(int).clip(0, ink.shape[0] - 1)
    return float(np.mean(ink[across, along])) >= INKED


def _between(first: Ruling, second: Ruling) -> np.ndarray:
    """The course from one piece to the next, straight."""
    steps = second.start - first.stop + 2
    return np.linspace(float(first.centre[-1]), float(second.centre[0]), steps)[1:-1]


def _one(first: Ruling, second: Ruling) -> Ruling:
    centre = np.concatenate([first.centre, _between(first, second), second.centre])
    length = first.length + second.length
    thickness = (first.thickness * first.length + second.thickness * second.length) / length
    slope = float(centre[-1] - centre[0]) / max(1, centre.size - 1)
    return Ruling(
        first.vertical, first.start, second.stop, centre.astype(np.float32), thickness, slope
    )
