"""A line's components -> slices: pieces of ink in reading order that are never parted again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from reader.records import Box, Component, Line, Mask
from reader.segmentation.cuts import propose_cuts
from reader.settings import SegmentationSettings

__all__ = ["Slice", "find_slices"]

EDGE = 0.12
"""Digit heights from a component's ends within which no cut is proposed: no digit is so narrow."""

BLUR = 2.0
"""Ink pixels that a cut may cross beyond its strokes: scanners blur their edges."""


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A piece of ink: ``mask`` has the box's shape; ``left`` and ``right`` are its extent in
    columns with the slant taken out (relative to the line's bottom). ``component`` is the number of
    the component that was cut, -1 where it is a whole one."""

    box: Box
    mask: Mask
    left: float
    right: float
    component: int = -1

    @property
    def width(self) -> float:
        return self.right - self.left


def find_slices(
    line: Line,
    *,
    slant: float,
    digit_height: float,
    stroke_width: float,
    settings: SegmentationSettings,
) -> tuple[Slice, ...]:
    """Slices of a line from left to right: components, wide ones cut.

    Nothing is cut where the cuts would be more than handwriting has: that is a picture.
    """
    bottom = line.box.bottom
    wholes = [_slice(c.mask, c.box, slant, bottom) for c in line.components]
    slices: list[Slice] = []
    for number, (component, whole) in enumerate(zip(line.components, wholes, strict=True)):
        if whole.width <= settings.widest_uncut * digit_height:
            slices.append(whole)
        else:
            cut = _cut(component, slant, bottom, digit_height, stroke_width, settings)
            slices += [replace(piece, component=number) for piece in cut]
    found = slices if len(slices) <= settings.most_slices else wholes
    return tuple(sorted(found, key=lambda s: (s.left + s.right, s.box.top)))


def _cut(
    component: Component,
    slant: float,
    bottom: int,
    digit_height: float,
    stroke_width: float,
    settings: SegmentationSettings,
) -> list[Slice]:
    cuts = propose_cuts(
        component.mask,
        slant=slant,
        distance=settings.cut_distance * digit_height,
        dearest=settings.dearest_cut * stroke_width + BLUR,
        margin=EDGE * digit_height,
    )
    cols = np.arange(component.box.width, dtype=np.int32)
    index = np.zeros(component.mask.shape, np.int16)
    for cut in cuts:
        index += cols >= cut.cols.astype(np.int32)[:, None]
    index[~component.mask] = -1
    pieces = (_tight(index == number, component.box) for number in range(len(cuts) + 1))
    return [_slice(mask, box, slant, bottom) for mask, box in pieces if mask.size]


def _tight(mask: Mask, box: Box) -> tuple[Mask, Box]:
    """The part of a mask that has ink, and its box, where ``box`` is the whole mask's."""
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    inner = Box(top, left, height, width)
    return mask[inner.slices], inner.moved(box.top, box.left)


def _slice(mask: Mask, box: Box, slant: float, bottom: int) -> Slice:
    """Extent with the slant taken out: each row's ink moved to where it meets the bottom."""
    inked = np.flatnonzero(mask.any(axis=1))
    rows = mask[inked]
    first = rows.argmax(axis=1)
    last = mask.shape[1] - rows[:, ::-1].argmax(axis=1)
    shift = box.left - slant * (bottom - (box.top + inked))
    return Slice(box, mask, float((first + shift).min()), float((last + shift).max()))
