"""Do characters look printed one by one? Type has even curves and square ends, hands have neither.

A small net (one hidden layer) says of each character how much more it looks printed than written;
the weights were fitted on printed and handwritten characters (``scripts/fit_print_shapes.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.imaging.turn import LONGEST, thumb_of
from reader.records import Mask

__all__ = ["SHAPE_WEIGHTS", "print_shape"]

MOST = 16
"""Characters of a line that are looked at, evenly spread: more do not change the answer."""

SURE = 4.0
"""Natural log of the odds beyond which a single character says no more."""

SHAPE_WEIGHTS = Path(__file__).with_name("print_shapes.npz")


def print_shape(masks: Sequence[Mask]) -> float:
    """Mean natural log of the odds that characters are printed, -4 to 4; 0 for none.

    Bars, which look alike by any hand or press, do not count.
    """
    masks = [mask for mask in masks if max(mask.shape) <= LONGEST * min(mask.shape)]
    if not masks:
        return 0.0
    count = min(MOST, len(masks))
    chosen = np.linspace(0, len(masks) - 1, count).round().astype(int).tolist()
    thumbs = np.stack([thumb_of(masks[index]) for index in chosen])
    return float(np.clip(_log_odds(thumbs), -SURE, SURE).mean())


def _log_odds(thumbs: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Of each of the thumbs (n, 16, 16)."""
    hidden, offset, output, bias = _weights()
    inked = thumbs.reshape(len(thumbs), -1).astype(np.float32) / 255.0
    return np.asarray(np.maximum(inked @ hidden + offset, 0.0) @ output + bias, np.float64)


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], ...]:
    with np.load(SHAPE_WEIGHTS) as stored:
        names = ("hidden", "offset", "output", "bias")
        return tuple(stored[name].astype(np.float32) for name in names)
