"""Ink that is the ground beneath the writing: patterns, textures, shadows that a scan made black.

A string lies in its picture; a ground goes on beyond it, and is cut by the picture's edges in many
places. And no hand writes as densely as patterns are printed.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from reader.imaging.ink import PageInk
from reader.records import Box, Line, Mask

__all__ = ["is_ground", "is_perhaps_ground", "is_string_like"]

CUTS, MORE_CUTS = 8, 12
"""Places in which the picture's edges cut ink that may be a ground, and ink that is one."""

SIDES = 2
"""Sides of the picture that cut a ground."""

DENSE = 9.0
"""Length of the strokes for the longer side of a line from which it is a ground: an 8 as narrow as
it can be has seven for its width."""

STRING = (1.8, 6.5)
"""The same of most strings; the least without the room between the digits."""


def is_ground(line: Line, page: PageInk) -> bool:
    """Whether a line of a picture of one string is no writing at all."""
    return _is_cut(line, page.mask.shape, MORE_CUTS) or _is_dense(line, page.scale.stroke_width)


def is_perhaps_ground(line: Line, page: PageInk) -> bool:
    """Whether it may be."""
    return _is_cut(line, page.mask.shape, CUTS) or _is_dense(line, page.scale.stroke_width)


def is_string_like(line: Line, page: PageInk) -> bool:
    """Whether a line has as much ink as strings have and is not cut as grounds are."""
    least, most = STRING
    if _is_cut(line, page.mask.shape, CUTS) or stroke_density(line) > most:
        return False
    return _stroke_length(line) >= least * max(line.box.height, _inked_width(line))


def stroke_density(line: Line) -> float:
    """Length of a line's strokes for its longer side."""
    return _stroke_length(line) / max(1, *_sides(line))


def _stroke_length(line: Line) -> float:
    """Half of the length of its ink's edge."""
    return sum(_edge_pixels(c.mask) for c in line.components) / 2


def _inked_width(line: Line) -> int:
    """Columns in which there is ink, without the room between digits far apart."""
    inked = np.zeros(line.box.width, bool)
    for component in line.components:
        inked[component.box.left - line.box.left : component.box.right - line.box.left] = True
    return int(np.count_nonzero(inked))


def _edge_pixels(mask: Mask) -> int:
    inner = cv2.erode(mask.view(np.uint8), np.ones((3, 3), np.uint8), borderValue=0)
    return int(np.count_nonzero(mask)) - int(np.count_nonzero(inner))


def _is_dense(line: Line, stroke_width: float) -> bool:
    area = sum(c.area for c in line.components)
    rough = area / stroke_width / max(1, *_sides(line))
    return rough >= DENSE / 2 and stroke_density(line) >= DENSE


def _sides(line: Line) -> tuple[int, int]:
    return line.box.height, line.box.width


def _is_cut(line: Line, shape: tuple[int, int], least: int) -> bool:
    cuts = [0, 0, 0, 0]
    for component in line.components:
        for side, edge in enumerate(_cut_sides(component.box, component.mask, shape)):
            cuts[side] += _runs(edge)
    return sum(cuts) >= least and sum(n > 0 for n in cuts) >= SIDES


def _cut_sides(box: Box, mask: Mask, shape: tuple[int, int]) -> Sequence[Mask]:
    nothing = mask[:0, 0]
    return (
        mask[0] if box.top <= 0 else nothing,
        mask[-1] if box.bottom >= shape[0] else nothing,
        mask[:, 0] if box.left <= 0 else nothing,
        mask[:, -1] if box.right >= shape[1] else nothing,
    )


def _runs(edge: Mask) -> int:
    if not edge.size:
        return 0
    return int(edge[0]) + int(np.count_nonzero(edge[1:] & ~edge[:-1]))
