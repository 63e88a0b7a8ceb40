"""Black beside the sheet: the lid of a scanner, the fold of a book, as a straight band along the
picture's edge; on whole pages the table around a photographed sheet, whatever its shape. Beside few
digits it is most of the ink, and would tell how wide a pen is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.scale import estimate_stroke_width
from reader.imaging.solids import may_hold_square
from reader.records import Image, Mask

__all__ = ["find_margins", "painted_over"]

NARROWEST = 4
"""Pixels of the narrowest margin: less is the edge of one."""

THICKER = 2.0
"""A margin is this many times as wide as the strokes; narrower bands are rulings or strokes."""

WIDEST = 0.4
"""Part of the picture that a margin takes at most, or it is no margin but the ground."""

WHOLE = 0.97
"""Part of the picture's edge that a margin covers."""

WEDGE, HALF = 0.06, 0.4
"""Where a picture was turned level about its middle, a wedge of paper's colour, at most this part
of the edge wide, fills one corner before the margin; about half of the edge is still black."""

STRAIGHT = 0.8
"""Part of its length along which its inner edge is straight: writing may touch it."""

TILTED = 0.1
"""Steepest slope of its inner edge, in pixels a pixel."""

FRAYED = 2
"""Pixels by which its inner edge is soft."""

PAGE, GROUND, ALONG = 500, 0.02, 0.4
"""Pixels of the shorter side of a whole page, the part of it that no stroke is as wide as, and the
part of it along which a ground reaches the picture's edge."""

GRAIN = 7
"""Pixels over which the paper beside it is averaged where it is painted over."""


def find_margins(mask: Mask) -> Mask | None:
    """Where a mask of all ink shows margins along its edges; None where there are none."""
    bands = {
        turns: widths for turns in range(4) if (widths := _band(np.rot90(mask, turns))) is not None
    }
    covered = np.zeros_like(mask)
    for turns, widths in bands.items():
        covered |= _covered(mask, turns, widths)
    strokes = estimate_stroke_width(mask & ~covered) if bands else 0.0
    found = np.zeros_like(mask)
    for turns, widths in bands.items():
        if float(widths.min()) >= THICKER * strokes:
            found |= _covered(mask, turns, widths)
    if min(mask.shape) >= PAGE:
        found |= _dark_ground(mask)
    return found if found.any() else None


def _dark_ground(mask: Mask) -> Mask:
    """Ink broader than any pen that reaches the picture's edge: the table around a photographed
    sheet, whatever its shape."""
    side = round(GROUND * min(mask.shape)) | 1
    if not may_hold_square(mask, side, beyond=True):
        return np.zeros_like(mask)
    ink = mask.view(np.uint8)
    broad = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not broad.any():
        return np.zeros_like(mask)
    _, labels = cv2.connectedComponents(broad, connectivity=8)
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    wide = np.bincount(edges, minlength=2) >= ALONG * min(mask.shape)
    wide[0] = False
    ground = np.isin(labels, np.flatnonzero(wide)).astype(np.uint8)
    around = cv2.dilate(ground, np.ones((side, side), np.uint8))
    return np.asarray((around > 0) & mask)


def _covered(mask: Mask, turns: int, widths: NDArray[np.int64]) -> Mask:
    """A band of these widths along the edge that is the left one after so many quarter turns."""
    cols = np.arange(np.rot90(mask, turns).shape[1])[None, :]
    return np.asarray(np.rot90(cols < widths[:, None], -turns))


def painted_over(image: Image, margins: Mask) -> Image:
    """A grey picture whose margins show the paper beside them."""
    paper = cv2.medianBlur(image, GRAIN)
    painted = image.copy()
    for turns in range(4):
        dark = np.rot90(margins, turns)
        _paint(np.rot90(painted, turns), np.rot90(paper, turns), np.cumprod(dark, axis=1).sum(1))
    return painted


def _paint(image: Image, paper: Image, widths: NDArray[np.int64]) -> None:
    """Paint the first ``widths`` pixels of each row, if all rows have some."""
    if not widths.all() or widths.max() + GRAIN >= image.shape[1]:
        return
    beside = paper[np.arange(image.shape[0]), widths + GRAIN // 2]
    cols = np.arange(image.shape[1])[None, :]
    image[...] = np.where(cols < widths[:, None], beside[:, None], image)


def _band(mask: Mask) -> NDArray[np.int64] | None:
    """Width in each row of a straight band along the left edge, its soft edge included."""
    height, width = mask.shape
    within = round(WEDGE * height) + 1
    if height < 3 or float(mask[:, 0].mean()) < HALF:
        return None
    if float(mask[:, :within].any(axis=1).mean()) < WHOLE:
        return None
    runs = _ends_of_first_ink(mask[:, : round(WIDEST * width)], within=within)
    third = max(1, height // 3)
    upper, lower = (float(np.median(part)) for part in (runs[:third], runs[-third:]))
    slope = (lower - upper) / (height - third)
    inner = upper + slope * (np.arange(height) - (third - 1) / 2)
    straight = np.abs(runs - inner) <= FRAYED
    if abs(slope) > TILTED or float(straight.mean()) < STRAIGHT or inner.min() < NARROWEST:
        return None
    return np.round(inner).astype(np.int64) + FRAYED if inner.max() < WIDEST * width else None


def _ends_of_first_ink(mask: Mask, *, within: int) -> NDArray[np.int64]:
    """Where in each row the ink ends that begins ``within`` the first pixels; 0 without any."""
    first = mask[:, :within].argmax(axis=1)
    behind = np.arange(mask.shape[1])[None, :] >= first[:, None]
    paper = behind & ~mask
    ends = np.where(paper.any(axis=1), paper.argmax(axis=1), mask.shape[1])
    return np.where(mask[:, :within].any(axis=1), ends, 0)
