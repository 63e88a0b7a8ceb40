"""Geometry of a candidate relative to its line: what the lattice may weigh beside the glyph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.records import Box
from reader.segmentation.slices import Slice

__all__ = ["GEOMETRY", "measure_geometry"]

GEOMETRY = ("height", "width", "top", "bottom", "gap", "slices", "onward")
"""Names of the vector's entries: height, width, distance of top and bottom from the middle of
the line (downwards), widest gap inside, all in digit heights; the number of slices; and 1 where
its ink goes on in the slice behind it, else 0."""


def measure_geometry(
    slices: Sequence[Slice],
    box: Box,
    *,
    digit_height: float,
    middle: float,
    onward: bool = False,
) -> NDArray[np.float32]:
    """Measures of a run of slices within ``box``, a float32 vector in the order of
    :data:`GEOMETRY`."""
    left, right, gap = slices[0].left, slices[0].right, 0.0
    for before, after in zip(slices, slices[1:], strict=False):
        left, right = min(left, after.left), max(right, after.right)
        gap = max(gap, after.left - before.right)
    return np.array(
        [
            box.height / digit_height,
            (right - left) / digit_height,
            (box.top - middle) / digit_height,
            (box.bottom - middle) / digit_height,
            gap / digit_height,
            len(slices),
            onward,
        ],
        np.float32,
    )
