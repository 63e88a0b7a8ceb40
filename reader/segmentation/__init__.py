"""Where could a digit end? Lines of ink -> candidates; nothing is decided here."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from reader.imaging.ink import PageInk
from reader.imaging.scale import estimate_digit_height
from reader.imaging.slant import estimate_slant
from reader.records import Candidate, Line, Mask
from reader.segmentation.candidates import build_candidates
from reader.segmentation.geometry import GEOMETRY
from reader.segmentation.slices import Slice, find_slices
from reader.settings import SegmentationSettings

__all__ = ["is_unsplit", "propose_candidates", "propose_slices"]

WIDEST_SINGLE = 6.0
"""Digit heights: what a picture of one digit shows is one digit, however wide its pieces lie."""


HIGH = 0.6
"""Digit heights from which a slice may hold digits; a dash is lower."""

TOO_WIDE = 1.15
"""A slice is no digit that is wider than this many times the widest candidate."""

HEIGHT, WIDTH = GEOMETRY.index("height"), GEOMETRY.index("width")


def propose_candidates(
    page: PageInk, line: Line, settings: SegmentationSettings, *, single: bool = False
) -> tuple[int, tuple[Candidate, ...]]:
    """Number of slices of a line, and every run of them that could be one digit.

    ``single`` says that the line is one digit: its components may be joined, but not cut.
    """
    slices = propose_slices(page, line, settings, single=single)
    candidates = build_candidates(
        slices,
        page.ink,
        page.raw_mask,
        digit_height=_digit_height(page, line),
        settings=_for_single(settings) if single else settings,
    )
    return len(slices), candidates


def is_unsplit(candidates: Sequence[Candidate], settings: SegmentationSettings) -> bool:
    """Whether a slice is as high as a digit and far too wide for one: no cut was found in it."""
    return any(
        c.stop - c.start == 1
        and c.geometry[HEIGHT] >= HIGH
        and c.geometry[WIDTH] > TOO_WIDE * settings.widest_candidate
        for c in candidates
    )


def propose_slices(
    page: PageInk, line: Line, settings: SegmentationSettings, *, single: bool = False
) -> tuple[Slice, ...]:
    """A line's slices from left to right: what candidates are runs of."""
    return find_slices(
        line,
        slant=estimate_slant(_line_mask(line)),
        digit_height=_digit_height(page, line),
        stroke_width=page.scale.stroke_width,
        settings=_for_single(settings) if single else settings,
    )


def _for_single(settings: SegmentationSettings) -> SegmentationSettings:
    return dataclasses.replace(settings, widest_uncut=float("inf"), widest_candidate=WIDEST_SINGLE)


def _digit_height(page: PageInk, line: Line) -> float:
    return estimate_digit_height(line.components, stroke_width=page.scale.stroke_width)


def _line_mask(line: Line) -> Mask:
    mask = np.zeros((line.box.height, line.box.width), bool)
    for component in line.components:
        inner = component.box.moved(-line.box.top, -line.box.left)
        mask[inner.slices] |= component.mask
    return mask
