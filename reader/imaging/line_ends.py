"""What the ends of a straight line stand on: other lines, or paper beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.imaging.ruling import Ruling, RulingLimits
from reader.records import Mask

__all__ = ["LEAST_REACH", "ends_of", "meets", "meets_amid", "met_by", "stops_short"]

LEAST_REACH = 2.0
"""Pixels within which ends meet however thin the pen: binarising moves an edge by about one."""

LEAST_GAP = 1
"""Pixels of paper by which a print may break before the line that it ends on. Where a digit hides
the end of a form's line, its ink fills the gap; a stroke stops short of the line."""

AMID = 0.15
"""Farther than this part of its length from both ends of a line is amid it."""

AT_ONCE = 64
"""Rulings that are compared with all others at a time: bounds the memory on pages of noise."""

DOTTED = 3
"""A line with this many gaps is dotted: one of its dots may be missing at its end."""


def ends_of(rulings: list[Ruling]) -> NDArray[np.float64]:
    """Start, stop, position at the start, slope and thickness of lines, one a row."""
    rows = [(r.start, r.stop, float(r.centre[0]), r.slope, r.thickness) for r in rulings]
    return np.array(rows, float).reshape(-1, 5)


def meets(
    ruling: Ruling, end: int, crossing: NDArray[np.float64], reach: float, limits: RulingLimits
) -> bool:
    """Whether a ruling's end touches one of the crossing lines at right angles."""
    return bool(met_by([ruling], end, crossing, reach, limits)[0])


def met_by(
    rulings: Sequence[Ruling],
    end: int,
    crossing: NDArray[np.float64],
    reach: float,
    limits: RulingLimits,
) -> Mask:
    """Which of the rulings touch one of the crossing lines with this end, at right angles."""
    return np.isfinite(_nearest_edges(rulings, end, crossing, reach, limits))


def _nearest_edges(
    rulings: Sequence[Ruling],
    end: int,
    crossing: NDArray[np.float64],
    reach: float,
    limits: RulingLimits,
) -> NDArray[np.float64]:
    """Where along each ruling the crossing line begins that its end touches at right angles; not
    finite where it touches none."""
    found = np.full(len(rulings), np.inf)
    if not len(crossing):
        return found
    start, stop, level, slope, thickness = crossing.T
    ends = np.array([_end(ruling, end) for ruling in rulings]).reshape(-1, 3)
    for first in range(0, len(rulings), AT_ONCE):
        along, across, own_slope = ends[first : first + AT_ONCE].T[:, :, None]
        beside = (start - reach <= across) & (across <= stop + reach)
        at = level + slope * (np.minimum(np.maximum(across, start), stop) - start)
        square = np.abs(slope + own_slope) <= limits.square
        met = beside & square & (np.abs(at - along) <= reach + thickness)
        if end == 0:
            edges = np.where(met, at + thickness / 2, -np.inf).max(axis=1)
        else:
            edges = np.where(met, at - thickness / 2, np.inf).min(axis=1)
        found[first : first + AT_ONCE] = edges
    return found


def meets_amid(
    ruling: Ruling, crossing: NDArray[np.float64], reach: float, limits: RulingLimits
) -> bool:
    """Whether one of a ruling's ends touches crossing lines, and all of them amid."""
    start, stop, level, slope, thickness = crossing.T
    margin = AMID * (stop - start)
    for end in (0, -1):
        along, across, own_slope = _end(ruling, end)
        at = level + slope * (np.minimum(np.maximum(across, start), stop) - start)
        met = (start - reach <= across) & (across <= stop + reach)
        met &= (np.abs(slope + own_slope) <= limits.square) & (
            np.abs(at - along) <= reach + thickness
        )
        amid = (start + margin < across) & (across < stop - margin)
        if met.any() and bool(amid[met].all()):
            return True
    return False


def _end(ruling: Ruling, end: int) -> tuple[float, float, float]:
    """Where a ruling's end is along it and across it, and the ruling's slope."""
    along = ruling.start if end == 0 else ruling.stop
    return along, float(ruling.centre[end]), ruling.slope


def stops_short(
    ruling: Ruling, crossing: NDArray[np.float64], reach: float, mask: Mask, limits: RulingLimits
) -> bool:
    """Whether paper parts one of a ruling's ends from the line that it meets: more than prints
    break by, and more than one dot of a dotted line."""
    ink = mask.T if ruling.vertical else mask
    widest = 0
    for end in (0, -1):
        edge = float(_nearest_edges([ruling], end, crossing, reach, limits)[0])
        if np.isfinite(edge):
            between = (edge + 1, ruling.start) if end == 0 else (ruling.stop, edge)
            widest = max([widest, *_gaps(ink, ruling, *between)])
    if widest <= LEAST_GAP:
        return False
    own = sorted(_gaps(ink, ruling, ruling.start, ruling.stop), reverse=True)
    return len(own) < DOTTED or widest > 2 * own[DOTTED - 1]


def _gaps(ink: Mask, ruling: Ruling, first: float, last: float) -> list[int]:
    """Lengths of the gaps in a ruling's course from ``first`` to before ``last``; ink counts that
    lies a pixel beside the course."""
    along = np.arange(max(0, round(first)), min(round(last), ink.shape[1]))
    at = np.minimum(np.maximum(along - ruling.start, 0), ruling.length - 1)
    course = ruling.centre[at] + ruling.slope * (along - ruling.start - at)
    rows = np.round(course).astype(int)[None, :] + np.array([[-1], [0], [1]])
    rows = np.minimum(np.maximum(rows, 0), ink.shape[0] - 1)
    inked = np.ones(along.size + 2, bool)
    inked[1:-1] = ink[rows, along[None, :]].any(axis=0)
    edges = inked.nonzero()[0]
    return [gap for gap in (edges[1:] - edges[:-1] - 1).tolist() if gap]
