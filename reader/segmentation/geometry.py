"""Geometry of a candidate relative to its line: what the lattice may weigh beside the glyph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.records import Box
from reader.segmentation.slices import Slice

__all__ = ["GEOMETRY", "measure_geometry"]

GEOMETRY = ("height", "width", "top", "bottom", "gap", "slices")
"""Names of the vector's entries: height, width, distance of top and bottom from the middle of
the line (downwards), widest gap inside, all in digit heights; and the number of slices."""


def measure_geometry(
    slices: Sequence[Slice], box: Box, *, digit_height: float, middle: float
) -> NDArray[np.float32]:
    """Measures of a run of slices within ``box``, a float32 vector in the order of
    :data:`GEOMETRY`."""
    gaps = [b.left - a.right for a, b in zip(slices, slices[1:], strict=False)]
    width = max(s.right for s in slices) - min(s.left for s in slices)
    return np.array(
        [
            box.height / digit_height,
            width / digit_height,
            (box.top - middle) / digit_height,
            (box.bottom - middle) / digit_height,
            max([0.0, *gaps]) / digit_height,
            len(slices),
        ],
        np.float32,
    )
