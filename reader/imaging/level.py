"""A sloping line of a page, turned level: a small page of its own that holds nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.imaging.deskew import Upright
from reader.imaging.ink import PageInk
from reader.records import Box, Line

__all__ = ["level_line"]

MARGIN = 1.0
"""Digit heights of paper around the line."""

HALF = 127
"""Grey level of turned masks from which a pixel is ink."""

SMALLEST = 3
"""Pixels of a component at least: turning leaves crumbs."""


def level_line(page: PageInk, line: Line, upright: Upright) -> tuple[PageInk, Line, Upright]:
    """The line's surroundings turned by its slope: their ink, the line on them, and the way back
    to the page as shown.

    A line whose components all vanish in turning is given back as it is.
    """
    margin = round(MARGIN * page.scale.digit_height)
    area = line.box.grown(margin, margin, shape=page.ink.shape)
    turn, size = _turn(area, math.degrees(math.atan(line.slope)))
    own = np.zeros((area.height, area.width), np.uint8)
    for component in line.components:
        place = component.box.moved(-area.top, -area.left)
        own[place.slices] |= component.mask.view(np.uint8) * 255
    raw = page.raw_mask[area.slices].view(np.uint8) * 255
    ink, raw, own = (cv2.warpAffine(p, turn, size) for p in (page.ink[area.slices], raw, own))
    mask = own > HALF
    components = find_components(mask, smallest=SMALLEST)
    if not components:
        return page, line, upright
    components = tuple(sorted(components, key=lambda c: (c.box.left, c.box.top)))
    levelled = replace(
        page,
        ink=ink,
        raw_mask=raw > HALF,
        mask=mask,
        rulings=(),
        components=components,
        outside=None,
    )
    box = Box.around(c.box for c in components)
    return levelled, replace(line, box=box, components=components), _way_back(upright, turn, area)


def _turn(area: Box, degrees: float) -> tuple[np.ndarray, tuple[int, int]]:
    """The map that turns an area by ``degrees`` anticlockwise, and the size (width, height) that
    holds all of it."""
    turn = cv2.getRotationMatrix2D((area.width / 2, area.height / 2), degrees, 1.0)
    width, height = np.ceil(np.abs(turn[:, :2]) @ (area.width, area.height)).astype(int).tolist()
    turn[:, 2] += (width - area.width) / 2, (height - area.height) / 2
    return turn, (width, height)


def _way_back(upright: Upright, turn: np.ndarray, area: Box) -> Upright:
    back = np.vstack([cv2.invertAffineTransform(turn), (0, 0, 1)])
    back[:2, 2] += area.left, area.top
    return replace(upright, to_shown=upright.to_shown @ back)
