"""Plans of plain sheets: numbers in rows and columns with nothing printed around them."""

from __future__ import annotations

import numpy as np

from reader.synthesis.forms import A4_MM, Field, FormPlan

__all__ = ["plan_sheet"]

MARGIN_MM = 15.0

ROOM_MM = 6.5
"""Width that a written digit takes, with its gap."""


def plan_sheet(rng: np.random.Generator, *, size: tuple[float, float] = A4_MM) -> FormPlan:
    """Rows of one to four numbers, set out loosely or in columns.

    Neighbours in a row stand at least three digits apart, so that they are strings of their own.
    """
    pitch = float(rng.uniform(10.0, 22.0))
    columns = int(rng.choice((1, 2, 3, 4), p=(0.4, 0.25, 0.2, 0.15)))
    most = int((size[0] - 2 * MARGIN_MM) / pitch)
    rows = int(rng.integers(min(3, most), most + 1))
    lengths = (int(rng.integers(1, 5)), int(rng.integers(5, 11)))
    width = (size[1] - 2 * MARGIN_MM) / columns
    longest = max(1, min(lengths[1], int((width - 3 * ROOM_MM) / ROOM_MM)))
    fields = []
    for row in range(rows):
        top = MARGIN_MM + row * pitch
        for column in range(columns):
            left = MARGIN_MM + column * width + float(rng.uniform(0.0, 3.0))
            length = int(rng.integers(min(lengths[0], longest), longest + 1))
            place = (top, left, pitch, min(length * ROOM_MM + 4.0, width - 3 * ROOM_MM))
            fields.append(Field(f"{row + 1:02d}_{column + 1}", "line", *place, length, row))
    return FormPlan(size, fields=tuple(fields))
