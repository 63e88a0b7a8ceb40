"""Does the picture's edge cut a string's digits?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reader.records import Component

__all__ = ["is_cut_by_edge"]

TALL = 0.5
"""Ink of this many digit heights is a digit, or what the edge left of one."""

MOST_OF_THEM = 0.7
"""Part of a string's digits that end on the same edge if it cuts them."""

FEWEST = 2
"""A single digit on the edge shows nothing."""

ENDS = 1.5
"""Strokes that end on the edge for each digit there: cut digits end in two strokes more often than
not, whole ones in a tight crop touch it with a bow, a bar or one stroke."""


def is_cut_by_edge(
    components: Sequence[Component], shape: tuple[int, int], *, digit_height: float
) -> bool:
    """Whether most of a line's digits are cut by the picture's upper or lower edge."""
    tall = [c for c in components if c.box.height >= TALL * digit_height]
    above = [c.mask[0] for c in tall if c.box.top <= 0]
    below = [c.mask[-1] for c in tall if c.box.bottom >= shape[0]]
    fewest = max(FEWEST, MOST_OF_THEM * len(tall))
    return any(
        len(edge) >= fewest and sum(_runs(row) for row in edge) >= ENDS * len(edge)
        for edge in (above, below)
    )


def _runs(row: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(np.diff(row.astype(np.int8), prepend=0) == 1))
