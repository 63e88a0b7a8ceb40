"""Glyphs from the production segmenter: what it really proposes where the truth is known.

Lines of real digits are set side by side, touching or not, and read up to the classifier; so are
real strings whose digits have boxes. Every candidate is then a digit, rubbish, or left out as
neither: what covers a digit badly teaches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from reader.imaging.normalize import normalize_glyph
from reader.pipeline import prepare_page
from reader.records import Box, Image, Layout, Page
from reader.settings import LayoutSettings, Settings
from reader.training.augmentation.surroundings import ink_box
from reader.training.cheques import iter_cheques
from reader.training.ink_sets import ink_of_strip
from reader.training.rubbish import LEFT_HALVES, RIGHT_HALVES, Drawer

__all__ = ["Mined", "label_candidate", "mine_cheques", "mine_drawn_lines"]

SAME = 0.72
"""Overlap (intersection over union) from which a candidate is the digit of a truth box."""

WHOLE, MUCH, LITTLE = 0.8, 0.5, 0.12
"""Covered parts of a truth box: all of the digit, enough to be in the way, a mere touch."""

INSIDE = 0.85
"""Part of a candidate inside one truth box from which it is a piece of that digit."""

ALIKE = 0.8
"""Likeness from which two glyphs are taken for the same piece of ink."""

SETTINGS = Settings(layout=LayoutSettings(mode=Layout.LINE))


@dataclass(frozen=True, slots=True, eq=False)
class Mined:
    """Glyphs uint8 (28, 28) with their labels; ``""`` is *not one digit*."""

    glyphs: tuple[Image, ...]
    labels: tuple[str, ...]

    def __add__(self, other: Mined) -> Mined:
        return Mined(self.glyphs + other.glyphs, self.labels + other.labels)


def mine_cheques(folder: Path) -> Mined:
    """Candidates of all cheque amounts that are not kept apart for calibration."""
    found = Mined((), ())
    for image, truth in iter_cheques(folder):
        found += mine(image, [box for _, box in truth], [label for label, _ in truth])
    return found


def mine_drawn_lines(drawer: Drawer, rng: np.random.Generator, *, lines: int) -> Mined:
    """Candidates of ``lines`` lines set from the drawer's digits and signs."""
    found = [mine(*draw_line(drawer, rng)) for _ in range(lines)]
    return Mined(
        tuple(g for one in found for g in one.glyphs),
        tuple(name for one in found for name in one.labels),
    )


def mine(image: Image, boxes: Sequence[Box], labels: Sequence[str]) -> Mined:
    """The segmenter's candidates of one line whose digits stand in ``boxes``."""
    prepared = prepare_page(Page("", 0, image), SETTINGS)
    ink = ink_of_strip(image)
    wholes = [normalize_glyph(ink[box.slices]) for box in boxes]
    glyphs: list[Image] = []
    names: list[str] = []
    for line in prepared.lines:
        for candidate, box in zip(line.candidates, line.candidate_boxes, strict=True):
            label = label_candidate(box, boxes, labels)
            if label is not None and _looks_like(label, candidate.glyph, wholes, labels):
                glyphs.append(candidate.glyph)
                names.append(label)
    return Mined(tuple(glyphs), tuple(names))


def label_candidate(box: Box, boxes: Sequence[Box], labels: Sequence[str]) -> str | None:
    """The digit a candidate is, ``""`` where it surely is none, None where nobody can say."""
    if not boxes or not box.area:
        return None
    common = [_common(box, truth) for truth in boxes]
    covers = [c / t.area for c, t in zip(common, boxes, strict=True)]
    best = int(np.argmax(covers))
    others = sorted(covers[:best] + covers[best + 1 :], reverse=True) or [0.0]
    union = box.area + boxes[best].area - common[best]
    if common[best] / union >= SAME and others[0] < 2 * LITTLE:
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
    return max(_likeness(glyph, whole) for whole in wholes) < ALIKE


def _likeness(one: Image, other: Image) -> float:
    """Cosine between two blurred glyphs, 0 to 1."""
    first, second = (cv2.GaussianBlur(g, (0, 0), 1.0).astype(np.float32) for g in (one, other))
    return float((first * second).sum() / (np.linalg.norm(first) * np.linalg.norm(second) + 1e-6))


def draw_line(drawer: Drawer, rng: np.random.Generator) -> tuple[Image, list[Box], list[str]]:
    """A grey line of two to seven digits on paper, with the digits' boxes and labels."""
    height = float(rng.uniform(26, 60))
    spacing = float(rng.normal(0.06, 0.14))
    drawn = [drawer.digit() for _ in range(int(rng.integers(2, 8)))]
    pieces = [_resized(_cut_out(canvas), height * rng.uniform(0.85, 1.15)) for _, canvas in drawn]
    ink = np.zeros(
        (int(height * 2.2), int(sum(p.shape[1] + height for p in pieces) + 60)), np.uint8
    )
    boxes: list[Box] = []
    start = 12.0
    for piece in pieces:
        gap = height * (spacing + rng.normal(0, 0.06))
        start = max(2.0, start + max(gap, -0.35 * piece.shape[1]))
        boxes.append(_pressed(ink, piece, start, height * rng.normal(0, 0.05)))
        start = float(boxes[-1].right)
        if rng.random() < 0.12:
            mark = _resized(_cut_out(drawer.sign()), height * rng.uniform(0.1, 0.6))
            start = float(_pressed(ink, mark, start + 3, height * rng.uniform(0, 0.5)).right)
    return _on_paper(ink[:, : int(start) + 14], rng), boxes, [label for label, _ in drawn]


def _common(one: Box, other: Box) -> int:
    rows = min(one.bottom, other.bottom) - max(one.top, other.top)
    cols = min(one.right, other.right) - max(one.left, other.left)
    return max(0, rows) * max(0, cols)


def _spread(box: Box, truth: Box) -> bool:
    """Whether a candidate of two parts reaches well beyond the digit it has most of."""
    beyond = max(truth.left - box.left, box.right - truth.right)
    return beyond > 0.35 * truth.width


def _is_rubbish_piece(box: Box, truth: Box, label: str) -> bool:
    if box.height < 0.45 * truth.height:
        return box.width > 0.7 * box.height  # a bar, a dot; an upright one could be a 1
    if box.width < 0.35 * box.height:
        return False
    left = box.left + box.width / 2 < truth.left + truth.width / 2
    return label in (LEFT_HALVES if left else RIGHT_HALVES)


def _cut_out(canvas: Image) -> Image:
    top, bottom, left, right = ink_box(canvas)
    return canvas[top:bottom, left:right]


def _resized(piece: Image, height: float) -> Image:
    """Scaled so that a digit has this height; what lies flat keeps its shape."""
    factor = height / max(piece.shape[0], 0.6 * piece.shape[1], 1)
    size = (max(1, round(piece.shape[1] * factor)), max(1, round(piece.shape[0] * factor)))
    return np.asarray(cv2.resize(piece, size, interpolation=cv2.INTER_AREA), np.uint8)


def _pressed(ink: Image, piece: Image, left: float, drop: float) -> Box:
    """Put a piece into the line, its middle ``drop`` below the line's; says where."""
    height, width = piece.shape
    top = int(np.clip((ink.shape[0] - height) / 2 + drop, 0, ink.shape[0] - height))
    col = int(np.clip(left, 0, ink.shape[1] - width))
    place = ink[top : top + height, col : col + width]
    np.maximum(place, piece, out=place)
    return Box(top, col, height, width)


def _on_paper(ink: Image, rng: np.random.Generator) -> Image:
    """Bright ink as a dark pen on light, uneven, grainy paper."""
    paper, pen = rng.uniform(170, 250), rng.uniform(10, 110)
    height, width = ink.shape
    shade = cv2.resize(
        rng.normal(0, 6, (2, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    if rng.random() < 0.5:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.4, 1.2)).astype(np.uint8)
    grain = rng.normal(0, rng.uniform(0.5, 7), ink.shape)
    return np.clip(paper + shade + grain + ink * ((pen - paper) / 255.0), 0, 255).astype(np.uint8)
