"""Rectangles of pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Box"]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of pixels, half-open: rows ``top <= row < bottom``."""

    top: int
    left: int
    height: int
    width: int

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def middle_row(self) -> float:
        return self.top + self.height / 2

    @property
    def middle_col(self) -> float:
        return self.left + self.width / 2

    @property
    def area(self) -> int:
        return self.height * self.width

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of this box in an array whose origin is the box's."""
        top, left = self.top, self.left
        return slice(top, top + self.height), slice(left, left + self.width)

    def holds(self, other: Box) -> bool:
        """Whether the middle of ``other`` is inside this box."""
        in_rows = self.top <= other.middle_row < self.bottom
        return in_rows and self.left <= other.middle_col < self.right

    def moved(self, rows: int, cols: int) -> Box:
        return Box(self.top + rows, self.left + cols, self.height, self.width)

    def grown(self, rows: int, cols: int, *, shape: tuple[int, int]) -> Box:
        """This box with a margin added, cut off at an array of ``shape``."""
        top, left = max(0, self.top - rows), max(0, self.left - cols)
        bottom, right = min(shape[0], self.bottom + rows), min(shape[1], self.right + cols)
        return Box(top, left, max(0, bottom - top), max(0, right - left))

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all ``boxes``.

        Raises
        ------
        ValueError
            If there are none.
        """
        found = list(boxes)
        if not found:
            raise ValueError("no box around nothing")
        top, left = min([b.top for b in found]), min([b.left for b in found])
        bottom = max([b.top + b.height for b in found])
        right = max([b.left + b.width for b in found])
        return Box(top, left, bottom - top, right - left)
