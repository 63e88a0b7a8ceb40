"""Two real amounts made one: the first digits of one before the last of another.

Real hands join, slant and shrink their digits as no drawing does, but a few hundred amounts are
soon known by heart; their parts go together in hundreds of thousands of ways.
"""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Box, Image
from reader.training.lines.scene import Cheque

__all__ = ["spliced"]

LONGEST = 10
"""Digits that a spliced amount has at most."""

UNEVEN = 0.08
"""Deviation (natural log) of the heights of the two hands' digits."""

INK = 5
"""Percentile of a digit's pixels that is its ink."""

CONTRASTS = (0.5, 2.0)
"""The second amount's contrast is changed to the first one's within these factors."""

GAP = 0.25
"""Digit heights of paper between the two parts, at most."""


def spliced(rng: np.random.Generator, one: Cheque, other: Cheque) -> Cheque:
    """The beginning of ``one`` and the end of ``other``, at one height, line and tone.

    Amounts are cut where a column between two digits' boxes is free; ``one`` comes back as it is
    where there is no such place, or the two parts are too long together.
    """
    ends, starts = _free_places(one), _free_places(other)
    if not ends or not starts:
        return one
    stop, begin = int(rng.choice(ends)), int(rng.choice(starts))
    if stop + len(other.text) - begin > LONGEST:
        return one
    first, second = _head(one, stop), _tail(other, begin)
    return _joined(rng, first, _at_height(rng, second, _height(first)))


def _free_places(cheque: Cheque) -> list[int]:
    """Numbers of the digits before which the amount may be cut."""
    boxes = cheque.boxes
    return [i for i in range(1, len(boxes)) if boxes[i].left > boxes[i - 1].right]


def _head(cheque: Cheque, stop: int) -> Cheque:
    middle = (cheque.boxes[stop - 1].right + cheque.boxes[stop].left) // 2
    return Cheque(cheque.image[:, :middle], cheque.text[:stop], cheque.boxes[:stop])


def _tail(cheque: Cheque, begin: int) -> Cheque:
    middle = (cheque.boxes[begin - 1].right + cheque.boxes[begin].left) // 2
    boxes = tuple(b.moved(0, -middle) for b in cheque.boxes[begin:])
    return Cheque(cheque.image[:, middle:], cheque.text[begin:], boxes)


def _height(cheque: Cheque) -> float:
    return float(np.median([b.height for b in cheque.boxes]))


def _at_height(rng: np.random.Generator, cheque: Cheque, height: float) -> Cheque:
    factor = height / _height(cheque) * float(np.exp(rng.normal(0.0, UNEVEN)))
    image = cv2.resize(cheque.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    boxes = tuple(
        Box(*(round(side * factor) for side in (b.top, b.left, b.height, b.width)))
        for b in cheque.boxes
    )
    return Cheque(np.asarray(image, np.uint8), cheque.text, boxes)


def _joined(rng: np.random.Generator, first: Cheque, second: Cheque) -> Cheque:
    """Side by side, their digits' feet on one line."""
    feet = [float(np.median([b.bottom for b in part.boxes])) for part in (first, second)]
    drop = round(feet[0] - feet[1])
    gap = round(GAP * _height(first) * float(rng.random()))
    tall = first.image.shape[0]
    toned = _as_toned(second, like=first)
    padded = cv2.copyMakeBorder(toned, tall, tall, gap, 0, cv2.BORDER_REPLICATE)
    begin = min(max(tall - drop, 0), padded.shape[0] - tall)
    moved = np.asarray(padded[begin : begin + tall], np.uint8)
    left = first.image.shape[1]
    boxes = tuple(b.moved(tall - begin, left + gap) for b in second.boxes)
    image = np.hstack([first.image, moved])
    return Cheque(image, first.text + second.text, first.boxes + boxes)


def _as_toned(cheque: Cheque, *, like: Cheque) -> Image:
    paper, ink = _levels(cheque)
    paper_there, ink_there = _levels(like)
    contrast = np.clip((paper_there - ink_there) / max(1.0, paper - ink), *CONTRASTS)
    toned = (cheque.image.astype(np.float32) - paper) * contrast + paper_there
    return np.clip(toned, 0, 255).astype(np.uint8)


def _levels(cheque: Cheque) -> tuple[float, float]:
    """Paper and ink, 0 to 255."""
    inks = [np.percentile(cheque.image[b.slices], INK) for b in cheque.boxes if b.area]
    return float(np.median(cheque.image)), float(np.median(inks)) if inks else 0.0
