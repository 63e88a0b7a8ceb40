"""Slices -> candidates: every run of slices that could be one digit, as a glyph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from reader.imaging.normalize import normalize_glyph
from reader.records import Box, Candidate, Image, Mask
from reader.segmentation.geometry import measure_geometry
from reader.segmentation.slices import Slice
from reader.settings import SegmentationSettings

__all__ = ["build_candidates"]


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
    found = []
    for start, stop in _runs(slices, digit_height, settings):
        run = slices[start:stop]
        box = Box.around(s.box for s in run)
        glyph = normalize_glyph(_cut_out(run, box, ink, mask))
        geometry = measure_geometry(run, digit_height=digit_height, middle=middle)
        found.append(Candidate(start, stop, box, glyph, geometry))
    return tuple(found)


def _runs(
    slices: Sequence[Slice], digit_height: float, settings: SegmentationSettings
) -> Iterator[tuple[int, int]]:
    for start in range(len(slices)):
        left, right = slices[start].left, slices[start].right
        yield start, start + 1
        for stop in range(start + 2, min(len(slices), start + settings.longest_run) + 1):
            added = slices[stop - 1]
            if added.left - right > settings.widest_gap * digit_height:
                break
            left, right = min(left, added.left), max(right, added.right)
            if right - left > settings.widest_candidate * digit_height:
                break
            yield start, stop


def _cut_out(run: Sequence[Slice], box: Box, ink: Image, mask: Mask) -> Image:
    """The run's grey ink with its soft edges, neighbours masked out."""
    around = box.grown(1, 1, shape=ink.shape)
    own = np.zeros((around.height, around.width), np.uint8)
    for piece in run:
        inner = piece.box.moved(-around.top, -around.left)
        own[inner.slices] |= piece.mask.view(np.uint8)
    soft = cv2.dilate(own, np.ones((3, 3), np.uint8)) > 0
    soft &= (own > 0) | ~mask[around.slices]
    return np.where(soft, ink[around.slices], 0).astype(np.uint8)


def _middle(slices: Sequence[Slice]) -> float:
    """Row of the line's middle: the slices' middles weighted by their heights."""
    heights = np.array([s.box.height for s in slices], float)
    middles = np.array([s.box.top + s.box.height / 2 for s in slices])
    return float((heights @ middles) / heights.sum())
