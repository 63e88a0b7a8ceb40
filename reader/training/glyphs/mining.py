"""Glyphs from the production segmenter: what it really proposes where the truth is known.

Lines of real digits are set side by side, touching or not, and read up to the classifier; so are
real strings whose digits have boxes. Every candidate is then a digit, rubbish, or left out as
neither: what covers a digit badly teaches nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from reader.imaging.normalize import normalize_glyph
from reader.pipeline import prepare_page
from reader.records import Box, Image, Layout, Page
from reader.settings import LayoutSettings, Settings
from reader.training.data.cheques import iter_cheques
from reader.training.data.ink_sets import ink_of_strip
from reader.training.glyphs.drawn_lines import draw_line
from reader.training.glyphs.rubbish import Drawer

__all__ = ["Mined", "joined", "label_candidate", "mine", "mine_cheques", "mine_drawn_lines"]

SAME = 0.72
"""Overlap (intersection over union) from which a candidate is the digit of a truth box."""

WHOLE, MUCH, LITTLE = 0.8, 0.5, 0.12
"""Covered parts of a truth box: all of the digit, enough to be in the way, a mere touch."""

LEFT_PARTS, RIGHT_PARTS = frozenset("023456789"), frozenset("0256")
"""Digits of which a left or right part, if wider than a stroke, is no digit."""

STROKE = 0.35
"""Width, as a part of the height, below which a piece could be a 1."""

ENTIRE, HALF = 0.95, 0.5
"""Parts of digit and candidate that are common where the candidate is a digit and a stub."""

INSIDE = 0.85
"""Part of a candidate inside one truth box from which it is a piece of that digit."""

ALIKE = 0.8
"""Likeness from which two glyphs are taken for the same piece of ink (a stub lowers it)."""

SETTINGS = Settings(layout=LayoutSettings(mode=Layout.LINE))


@dataclass(frozen=True, slots=True, eq=False)
class Mined:
    """Glyphs uint8 (28, 28) with their labels; ``""`` is *not one digit*."""

    glyphs: tuple[Image, ...]
    labels: tuple[str, ...]


def mine_cheques(folder: Path, *, files: Collection[str]) -> Mined:
    """Candidates of the cheque amounts in these files, as far as they are not for calibration."""
    found: list[Mined] = []
    for file, image, truth in iter_cheques(folder):
        if file not in files:
            continue
        ink = ink_of_strip(image)
        boxes = [box for _, box in truth]
        pieces = [ink[box.slices] for box in boxes]
        found.append(mine(image, boxes, labels=[label for label, _ in truth], pieces=pieces))
    return joined(found)


def mine_drawn_lines(drawer: Drawer, rng: np.random.Generator, *, lines: int) -> Mined:
    """Candidates of ``lines`` lines set from the drawer's digits and signs."""
    drawn = (draw_line(drawer, rng) for _ in range(lines))
    return joined([mine(d.image, d.boxes, labels=d.labels, pieces=d.pieces) for d in drawn])


def mine(
    image: Image, boxes: Sequence[Box], *, labels: Sequence[str], pieces: Sequence[Image]
) -> Mined:
    """The segmenter's candidates of one line; ``pieces`` is the ink that stands in each box."""
    prepared = prepare_page(Page("", 0, image), SETTINGS)
    wholes = [normalize_glyph(piece) for piece in pieces]
    glyphs: list[Image] = []
    names: list[str] = []
    for line in prepared.lines:
        for candidate, box in zip(line.candidates, line.candidate_boxes, strict=True):
            label = label_candidate(box, boxes, labels)
            if label is not None and _looks_like(label, candidate.glyph, wholes, labels):
                glyphs.append(candidate.glyph)
                names.append(label)
    return Mined(tuple(glyphs), tuple(names))


def joined(found: Sequence[Mined]) -> Mined:
    """All of them as one."""
    glyphs = tuple(g for one in found for g in one.glyphs)
    return Mined(glyphs, tuple(name for one in found for name in one.labels))


def label_candidate(box: Box, boxes: Sequence[Box], labels: Sequence[str]) -> str | None:
    """The digit a candidate is, ``""`` where it surely is none, None where nobody can say."""
    if not boxes or not box.area:
        return None
    common = [_common(box, truth) for truth in boxes]
    covers = [c / t.area for c, t in zip(common, boxes, strict=True)]
    best = int(np.argmax(covers))
    others = [c for k, c in enumerate(covers) if k != best and _counts(k, best, boxes, labels)]
    others = sorted(others, reverse=True) or [0.0]
    union = box.area + boxes[best].area - common[best]
    alone = others[0] < 2 * LITTLE
    if alone and (common[best] / union >= SAME or _has_stub(box, boxes[best], common[best])):
        return labels[best]
    if covers[best] >= WHOLE and others[0] >= MUCH:
        return ""
    if others[0] > LITTLE and covers[best] < WHOLE and _spread(box, boxes[best]):
        return ""
    if covers[best] <= MUCH and common[best] >= INSIDE * box.area:
        return "" if _is_rubbish_piece(box, boxes[best], labels[best]) else None
    return None


def _looks_like(label: str, glyph: Image, wholes: Sequence[Image], labels: Sequence[str]) -> bool:
    """Whether a glyph agrees with its label: like a whole digit, or like none of the line's.

    Boxes alone take a 0 without its right side for a 0, and a 3 cut from an 8 for rubbish.
    """
    if not glyph.any():
        return False
    if label:
        same = [
            _likeness(glyph, w) for w, name in zip(wholes, labels, strict=True) if name == label
        ]
        return max(same) >= ALIKE
    digits = [w for w, name in zip(wholes, labels, strict=True) if name]
    return max((_likeness(glyph, whole) for whole in digits), default=0.0) < ALIKE


def _likeness(one: Image, other: Image) -> float:
    """Cosine between two blurred glyphs, 0 to 1."""
    first, second = (cv2.GaussianBlur(g, (0, 0), 1.0).astype(np.float32) for g in (one, other))
    return float((first * second).sum() / (np.linalg.norm(first) * np.linalg.norm(second) + 1e-6))


def _common(one: Box, other: Box) -> int:
    rows = min(one.bottom, other.bottom) - max(one.top, other.top)
    cols = min(one.right, other.right) - max(one.left, other.left)
    return max(0, rows) * max(0, cols)


def _counts(other: int, best: int, boxes: Sequence[Box], labels: Sequence[str]) -> bool:
    """Whether a neighbour spoils a digit: a dot or comma does not, any digit does."""
    return bool(labels[other]) or boxes[other].height >= 0.45 * boxes[best].height


def _has_stub(box: Box, truth: Box, common: int) -> bool:
    """Whether a candidate is a whole digit with a remnant of a ruling or a dot beside it."""
    return common >= ENTIRE * truth.area and common >= HALF * box.area


def _spread(box: Box, truth: Box) -> bool:
    """Whether a candidate of two parts reaches well beyond the digit it has most of."""
    beyond = max(truth.left - box.left, box.right - truth.right)
    return beyond > 0.35 * truth.width


def _is_rubbish_piece(box: Box, truth: Box, label: str) -> bool:
    if box.height < 0.45 * truth.height:
        return box.width > 0.7 * box.height  # a bar, a dot; an upright one could be a 1
    if box.width < STROKE * box.height:
        return False
    left = box.middle_col < truth.middle_col
    return label in (LEFT_PARTS if left else RIGHT_PARTS)
