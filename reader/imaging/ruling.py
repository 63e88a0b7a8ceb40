"""A straight printed line, and what counts as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.records import Box

__all__ = ["LIMITS", "Ruling", "RulingLimits", "edges_of"]

SOFT = 3.0
"""Pixels within which the edge of a blackened field is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """A straight printed line.

    ``start`` and ``stop`` run along the line (columns of a horizontal one, rows of a vertical
    one, half-open); ``centre`` gives the position across it for each of them; ``thickness`` in
    pixels.
    """

    vertical: bool
    start: int
    stop: int
    centre: NDArray[np.float32]
    thickness: float
    slope: float

    @property
    def length(self) -> int:
        return self.stop - self.start

    @property
    def middle(self) -> float:
        return float(self.centre[0] + self.centre[-1]) / 2


def edges_of(field: Box) -> tuple[Ruling, ...]:
    """The four edges of a blackened field, on which a form's lines may end."""
    return (
        _edge(field.left, field.right, field.top, vertical=False),
        _edge(field.left, field.right, field.bottom - 1, vertical=False),
        _edge(field.top, field.bottom, field.left, vertical=True),
        _edge(field.top, field.bottom, field.right - 1, vertical=True),
    )


def _edge(start: int, stop: int, at: int, *, vertical: bool) -> Ruling:
    return Ruling(vertical, start, stop, np.full(stop - start, at, np.float32), SOFT, 0.0)


@dataclass(frozen=True, slots=True)
class RulingLimits:
    """What counts as a ruling; lengths in stroke widths."""

    run: float = 5.0
    """Shortest unbroken run that a line is made of."""
    shortest: float = 6.0
    """Shortest line looked at: the side of a small box."""
    long: float = 22.0
    """A line this long that also runs through most of the picture needs no frame."""
    very_long: float = 40.0
    """A line this long needs neither on a page."""
    endless: float = 100.0
    """A line this long needs neither anywhere: ten digits side by side are no longer."""
    page: float = 250.0
    """A picture this wide or high shows more than one string: the foot of a 2 is no ruling."""
    thickest: float = 3.0
    """Thicker lines are bars and blots; forms are ruled more finely."""
    gap: float = 4.0
    """Runs on one line with gaps up to this are one line."""
    framed: float = 8.0
    """A line this long may be believed for what it ends on."""
    half_framed: float = 14.0
    """A line this long needs only one end on a frame, if others are as high."""
    whole: float = 0.7
    """What is left of a broken border is at least this part of it."""
    dash: float = 0.8
    """In dashed lines the gaps are up to this part of the shortest run."""
    bowed: float = 0.3
    """Largest deviation (standard deviation across the line) from its smooth course."""
    slope: float = 0.06
    """Steepest slope against the picture's axis, in pixels a pixel."""
    long_slope: float = 0.1
    """Steepest slope of long lines: photographed pages are no rectangles."""
    square: float = 0.03
    """Lines of a frame stand at right angles within this slope."""
    uneven: float = 0.45
    """Largest relative deviation of the thickness: pens press, presses do not."""
    corner: float = 0.6
    """Sides of a box meet within this, beyond their thickness: its corners may be rounded."""
    end: float = 0.8
    """A line ends on another within this, beyond its thickness: prints break where lines meet."""
    edge: float = 0.3
    """A line on the picture's edge that runs along this part of it is a cut-off border."""
    crossing: float = 8.0
    """A line this long from edge to edge of the picture is a ruling: writing keeps away."""
    most: float = 0.75
    """A long line that runs through this part of the picture needs no frame."""
    most_leaving: float = 0.5
    """The same for one that also leaves the picture: the rest of it was cut off."""
    alike: float = 0.05
    """Teeth of a comb begin and end at one height within this part of their length."""


LIMITS = RulingLimits()
