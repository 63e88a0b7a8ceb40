"""Which way up does a page lie? Its own letters and digits tell.

A small net (one hidden layer) says of each component how much it looks like a character that
stands upright; asked for all four quarter turns of it, the answers become the probability of each
turn. The turns' evidence is added up over the page's characters. The weights were fitted on
printed and handwritten characters (``scripts/fit_turn.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Box, Component, Mask, Scale

__all__ = ["LONGEST", "THUMB", "find_quarter_turns", "log_probs_of_turns", "thumb_of"]

THUMB = 16
"""Side in pixels of the pictures by which characters are judged."""

INNER = 14
"""The longer side of a character on them: a rim stays free."""

SMALLEST, LARGEST = 0.35, 2.5
"""Digit heights of the longer side between which ink may be a character."""

FEWEST_PIXELS = 9
"""Pixels of the longer side below which a shape is a guess."""

LONGEST = 2.5
"""Ink longer than this many times its width is a bar, which looks like itself upside down."""

MOST = 240
"""Characters looked at, evenly spread over the page: more do not change the answer."""

FEWEST = 16
"""Characters below which a page is left as it lies."""

MARGIN = 3.0
"""Mean advantage of the best turn over every other, in natural logs, times the root of the number
of characters, from which a page is turned: twice what chance brings about."""

ROWS = 0.75
"""Part of the characters whose nearest neighbour stands beside them, not above or below, up to
which the page may lie on its side: letters of an unknown script mislead the net, rows do not."""

WEIGHTS = Path(__file__).with_name("turn.npz")


def find_quarter_turns(components: Sequence[Component], scale: Scale) -> int:
    """Quarter turns anticlockwise, 0 to 3, that bring the page upright; 0 in doubt."""
    fitting = _characters(components, scale)
    chosen = fitting[np.linspace(0, len(fitting) - 1, min(MOST, len(fitting))).round().astype(int)]
    if len(chosen) < FEWEST:
        return 0
    thumbs = np.stack([thumb_of(components[index].mask) for index in chosen])
    means = log_probs_of_turns(thumbs).mean(axis=0)
    best = int(means.argmax())
    if means[best] - np.delete(means, best).max() < MARGIN / np.sqrt(len(chosen)):
        return 0
    boxes = [c.box for c in components]
    if best % 2 and _in_rows([boxes[i] for i in chosen], [boxes[i] for i in fitting]) > ROWS:
        return 0
    return best


def log_probs_of_turns(thumbs: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Natural logs, shape (n, 4), of the probability that each of ``thumbs`` (n, 16, 16) stands
    upright after 0, 1, 2 or 3 quarter turns anticlockwise."""
    hidden, offset, output = _weights()
    turned = np.stack([np.rot90(thumbs, turns, axes=(1, 2)) for turns in range(4)], axis=1)
    inked = turned.reshape(len(thumbs), 4, -1).astype(np.float32) / 255.0
    looks = np.maximum(inked @ hidden + offset, 0.0) @ output
    looks = looks.astype(np.float64) - looks.max(axis=1, keepdims=True)
    return np.asarray(looks - np.log(np.exp(looks).sum(axis=1, keepdims=True)))


def thumb_of(mask: Mask) -> NDArray[np.uint8]:
    """A character of any size as ``uint8`` (16, 16): aspect kept, in the middle, ink bright.

    Exactly in the middle, so that nothing but its shape tells how it was turned.
    """
    height, width = mask.shape
    half = INNER / max(height, width) / 2
    size = (2 * max(1, round(width * half)), 2 * max(1, round(height * half)))
    small = cv2.resize(mask.view(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    thumb = np.zeros((THUMB, THUMB), np.uint8)
    top, left = (THUMB - size[1]) // 2, (THUMB - size[0]) // 2
    thumb[top : top + size[1], left : left + size[0]] = small
    return thumb


def _characters(components: Sequence[Component], scale: Scale) -> NDArray[np.intp]:
    """Indices of the components that may be characters."""
    least = max(SMALLEST * scale.digit_height, FEWEST_PIXELS)
    most = LARGEST * scale.digit_height
    sides = np.array([(c.box.height, c.box.width) for c in components], float).reshape(-1, 2)
    longer, shorter = sides.max(axis=1), sides.min(axis=1)
    return np.flatnonzero((longer >= least) & (longer <= most) & (longer <= LONGEST * shorter))


def _in_rows(chosen: Sequence[Box], characters: Sequence[Box]) -> float:
    """Part of the ``chosen`` whose nearest neighbour stands to the left or right; 0.5 for none."""
    top, bottom, left, right = (a[:, None] for a in _edges(chosen).T)
    tops, bottoms, lefts, rights = (a[None, :] for a in _edges(characters).T)
    down = np.maximum(tops, top) - np.minimum(bottoms, bottom)
    across = np.maximum(lefts, left) - np.minimum(rights, right)
    beside = np.where((down < 0) & (across >= 0), across, np.inf).min(axis=1)
    stacked = np.where((across < 0) & (down >= 0), down, np.inf).min(axis=1)
    told = beside != stacked
    return float(np.mean(beside[told] < stacked[told])) if told.any() else 0.5


def _edges(boxes: Sequence[Box]) -> NDArray[np.float64]:
    return np.array([(b.top, b.bottom, b.left, b.right) for b in boxes], float)


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    with np.load(WEIGHTS) as stored:
        names = ("hidden", "offset", "output")
        hidden, offset, output = (stored[name].astype(np.float32) for name in names)
    return hidden, offset, output
