"""What the second reader says of a line, and where on the page it says it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns"]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Log-probabilities of a line's columns, from ``left`` to ``right`` of the upright page.

    ``log_probs`` is float32 (columns, classes), the last class being *nothing here*; the columns
    are evenly spread.
    """

    log_probs: NDArray[np.float32]
    left: float
    right: float

    @property
    def pitch(self) -> float:
        """Pixels of the page from one column to the next; 0 without any."""
        return (self.right - self.left) / len(self.log_probs) if len(self.log_probs) else 0.0

    def place(self, start: int, stop: int) -> tuple[float, float]:
        """Where on the page a run of columns (half-open) lies."""
        return self.left + start * self.pitch, self.left + stop * self.pitch

    def between(self, left: float, right: float) -> Columns:
        """The columns whose middles lie from ``left`` to ``right`` of the page."""
        middles = self.left + (np.arange(len(self.log_probs)) + 0.5) * self.pitch
        inside = np.flatnonzero((middles >= left) & (middles < right))
        if not len(inside):
            return Columns(self.log_probs[:0], left, right)
        start, stop = int(inside[0]), int(inside[-1]) + 1
        return Columns(self.log_probs[start:stop], *self.place(start, stop))
