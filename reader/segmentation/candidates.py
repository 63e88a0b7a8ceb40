"""Slices -> candidates: every run of slices that could be one digit, as a glyph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from reader.imaging.normalize import normalize_glyph
from reader.records import Box, Candidate, Image, Mask
from reader.segmentation.geometry import measure_geometry
from reader.segmentation.slices import Slice
from reader.settings import SegmentationSettings

__all__ = ["build_candidates"]

SOFT_EDGE = np.ones((3, 3), np.uint8)
"""Ink within a pixel of a slice is its soft edge."""


def build_candidates(
    slices: Sequence[Slice],
    ink: Image,
    mask: Mask,
    *,
    digit_height: float,
    settings: SegmentationSettings,
) -> tuple[Candidate, ...]:
    """All candidates of a line, ordered by start and stop.

    Single slices always are candidates; longer runs only where width and gaps allow one digit.
    ``ink`` and ``mask`` (all ink, the form's lines too) are the upright page's; ink within a
    pixel of the run counts unless it belongs to another slice or was taken out.
    """
    if not slices:
        return ()
    middle = _middle(slices)
    soft = [_soft_ink(one, ink, mask) for one in slices]
    onward = [*(_touch(*pair) for pair in pairwise(slices)), False]
    found = []
    for start in range(len(slices)):
        stop = _last_stop(slices, start, digit_height, settings)
        glyphs = _glyphs(slices[start:stop], soft[start:stop])
        for one, (box, glyph) in enumerate(glyphs, start=start + 1):
            run = slices[start:one]
            geometry = measure_geometry(
                run, box, digit_height=digit_height, middle=middle, onward=onward[one - 1]
            )
            found.append(Candidate(start, one, box, glyph, geometry))
    return tuple(found)


def _touch(one: Slice, other: Slice) -> bool:
    """Whether the ink of one slice goes on in the other: they were cut apart."""
    if one.component < 0 or one.component != other.component:
        return False
    around = one.box.grown(1, 1, shape=(one.box.bottom + 1, one.box.right + 1))
    top, left = max(around.top, other.box.top), max(around.left, other.box.left)
    bottom, right = min(around.bottom, other.box.bottom), min(around.right, other.box.right)
    if bottom <= top or right <= left:
        return False
    shared = Box(top, left, bottom - top, right - left)
    own = np.zeros((around.height, around.width), np.uint8)
    own[one.box.moved(-around.top, -around.left).slices] = one.mask
    near = cv2.dilate(own, SOFT_EDGE)[shared.moved(-around.top, -around.left).slices] > 0
    theirs = other.mask[shared.moved(-other.box.top, -other.box.left).slices]
    return bool((near & theirs).any())


def _last_stop(
    slices: Sequence[Slice], start: int, digit_height: float, settings: SegmentationSettings
) -> int:
    """Where the longest run from ``start`` ends; all shorter ones are candidates, too."""
    left, right = slices[start].left, slices[start].right
    last = min(len(slices), start + settings.longest_run)
    for stop in range(start + 1, last):
        added = slices[stop]
        if added.left - right > settings.widest_gap * digit_height:
            return stop
        left, right = min(left, added.left), max(right, added.right)
        if right - left > settings.widest_candidate * digit_height:
            return stop
    return last


def _glyphs(run: Sequence[Slice], soft: Sequence[tuple[Box, Image]]) -> Iterator[tuple[Box, Image]]:
    """Box and glyph of the run's first slice, of its first two, and so on."""
    box, (seen, ink) = run[0].box, soft[0]
    yield box, normalize_glyph(ink)
    if len(run) == 1:
        return
    whole = Box.around(around for around, _ in soft)
    picture = np.zeros((whole.height, whole.width), np.uint8)
    picture[seen.moved(-whole.top, -whole.left).slices] = ink
    for one, (around, ink) in zip(run[1:], soft[1:], strict=True):
        picture[around.moved(-whole.top, -whole.left).slices] |= ink
        box, seen = _joined(box, one.box), _joined(seen, around)
        yield box, normalize_glyph(picture[seen.moved(-whole.top, -whole.left).slices])


def _joined(one: Box, other: Box) -> Box:
    """What :meth:`Box.around` gives for two, which is slow for so few."""
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom = max(one.top + one.height, other.top + other.height)
    right = max(one.left + one.width, other.left + other.width)
    return Box(top, left, bottom - top, right - left)


def _soft_ink(piece: Slice, ink: Image, mask: Mask) -> tuple[Box, Image]:
    """A slice's grey ink with its soft edges, neighbours masked out, and the box that it fills."""
    around = piece.box.grown(1, 1, shape=ink.shape)
    inner = piece.box.moved(-around.top, -around.left)
    own = np.zeros((around.height, around.width), np.uint8)
    own[inner.slices] = piece.mask
    soft = np.asarray(cv2.dilate(own, SOFT_EDGE), bool)
    soft &= (own > 0) | ~mask[around.slices]
    return around, np.where(soft, ink[around.slices], np.uint8(0))


def _middle(slices: Sequence[Slice]) -> float:
    """Row of the line's middle: the slices' middles weighted by their heights."""
    heights = np.array([s.box.height for s in slices], float)
    middles = np.array([s.box.middle_row for s in slices])
    return float((heights @ middles) / heights.sum())
