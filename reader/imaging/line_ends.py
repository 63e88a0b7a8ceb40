"""What the ends of a straight line stand on: other lines, or paper beside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reader.imaging.ruling import Ruling, RulingLimits
from reader.records import Mask

__all__ = ["LEAST_REACH", "ends_of", "meets", "stops_short"]

LEAST_REACH = 2.0
"""Pixels within which ends meet however thin the pen: binarising moves an edge by about one."""

LEAST_GAP = 1
"""Pixels of paper by which a print may break before the line that it ends on. Where a digit hides
the end of a form's line, its ink fills the gap; a stroke stops short of the line."""

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
    return bool(np.isfinite(_nearest_edge(ruling, end, crossing, reach, limits)))


def _nearest_edge(
    ruling: Ruling, end: int, crossing: NDArray[np.float64], reach: float, limits: RulingLimits
) -> float:
    """Where along the ruling the crossing line begins that its end touches at right angles; NaN
    where it touches none."""
    along = ruling.start if end == 0 else ruling.stop
    across = float(ruling.centre[end])
    start, stop, level, slope, thickness = crossing.T
    beside = (start - reach <= across) & (across <= stop + reach)
    at = level + slope * (np.clip(across, start, stop) - start)
    square = np.abs(slope + ruling.slope) <= limits.square
    met = beside & square & (np.abs(at - along) <= reach + thickness)
    if not met.any():
        return float("nan")
    edges = (at + thickness / 2 if end == 0 else at - thickness / 2)[met]
    return float(edges.max() if end == 0 else edges.min())


def stops_short(
    ruling: Ruling, crossing: NDArray[np.float64], reach: float, mask: Mask, limits: RulingLimits
) -> bool:
    """Whether paper parts one of a ruling's ends from the line that it meets: more than prints
    break by, and more than one dot of a dotted line."""
    ink = mask.T if ruling.vertical else mask
    own = sorted(_gaps(ink, ruling, ruling.start, ruling.stop), reverse=True)
    most = max(LEAST_GAP, 2 * own[DOTTED - 1] if len(own) >= DOTTED else 0)
    for end in (0, -1):
        edge = _nearest_edge(ruling, end, crossing, reach, limits)
        if np.isfinite(edge):
            between = (edge + 1, ruling.start) if end == 0 else (ruling.stop, edge)
            if max(_gaps(ink, ruling, *between), default=0) > most:
                return True
    return False


def _gaps(ink: Mask, ruling: Ruling, first: float, last: float) -> list[int]:
    """Lengths of the gaps in a ruling's course from ``first`` to before ``last``; ink counts that
    lies a pixel beside the course."""
    along = np.arange(max(0, round(first)), min(round(last), ink.shape[1]))
    at = np.clip(along - ruling.start, 0, ruling.length - 1)
    course = ruling.centre[at] + ruling.slope * (along - ruling.start - at)
    rows = np.round(course).astype(int)[None, :] + np.array([[-1], [0], [1]])
    inked = ink[np.clip(rows, 0, ink.shape[0] - 1), along[None, :]].any(axis=0)
    edges = np.flatnonzero(np.pad(inked, 1, constant_values=True))
    return [gap for gap in (np.diff(edges) - 1).tolist() if gap]
