"""Lines of real digits set side by side on drawn paper, free or in frames, combs and rulings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from reader.records import Box, Image
from reader.training.augmentation.surroundings import ink_box
from reader.training.glyphs.rubbish import Drawer

__all__ = ["DrawnLine", "draw_line"]

RULED = 0.5
"""Share of lines on ruled paper or in boxes: there the reader must take lines away first."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """A grey line, dark on light; where its digits and signs stand, and each one's ink alone.

    A sign's label is ``""``.
    """

    image: Image
    boxes: tuple[Box, ...]
    labels: tuple[str, ...]
    pieces: tuple[Image, ...]


def draw_line(drawer: Drawer, rng: np.random.Generator) -> DrawnLine:
    """One to seven digits with few signs between them."""
    height = float(rng.uniform(26, 60))
    labels, pieces = _written(drawer, rng, height)
    room = int(sum(p.shape[1] + height for p in pieces) + 80)
    ink = np.zeros((int(height * 2.4), room), np.uint8)
    spacing = float(rng.normal(0.06, 0.14))
    boxes: list[Box] = []
    start = float(rng.uniform(14, 30))
    for piece, label in zip(pieces, labels, strict=True):
        gap = height * (spacing + rng.normal(0, 0.06))
        start = max(4.0, start + max(gap, -0.35 * piece.shape[1]))
        drop = rng.normal(0, 0.05) if label else rng.uniform(0, 0.5)
        boxes.append(_pressed(ink, piece, start, height * drop))
        start = float(boxes[-1].right)
    ink = ink[:, : int(start + rng.uniform(14, 30))]
    print_ = np.zeros_like(ink)
    if rng.random() < RULED:
        _rule(print_, boxes, rng, height=height)
    return DrawnLine(_on_paper(ink, print_, rng), tuple(boxes), tuple(labels), tuple(pieces))


def _written(
    drawer: Drawer, rng: np.random.Generator, height: float
) -> tuple[list[str], list[Image]]:
    labels: list[str] = []
    pieces: list[Image] = []
    for _ in range(int(rng.integers(1, 8))):
        label, canvas = drawer.digit()
        labels.append(label)
        pieces.append(_resized(_cut_out(canvas), height * rng.uniform(0.85, 1.15)))
        if rng.random() < 0.12:
            labels.append("")
            pieces.append(_resized(_cut_out(drawer.sign()), height * rng.uniform(0.1, 0.6)))
    return labels, pieces


def _rule(print_: Image, boxes: list[Box], rng: np.random.Generator, *, height: float) -> None:
    """A frame, a comb, a base line or a table's row around the digits."""
    around = Box.around(boxes)
    gap = height * rng.uniform(-0.06, 0.25, 4)
    top, bottom = round(around.top - gap[0]), round(around.bottom + gap[1])
    left, right = round(around.left - abs(gap[2]) - 2), round(around.right + abs(gap[3]) + 2)
    thick = int(rng.integers(1, max(2, round(height / 14)) + 1))
    kind = str(rng.choice(["frame", "comb", "base", "row", "cells"]))
    if kind in ("frame", "cells"):
        cv2.rectangle(print_, (left, top), (right, bottom), 255, thick)
    if kind in ("base", "comb"):
        cv2.line(print_, (0, bottom), (print_.shape[1], bottom), 255, thick)
    if kind == "row":
        for row in (top, bottom):
            cv2.line(print_, (0, row), (print_.shape[1], row), 255, thick)
    if kind in ("comb", "cells"):
        start = top if kind == "cells" else round(bottom - height * rng.uniform(0.2, 0.6))
        for one, other in pairwise(boxes):
            col = (one.right + other.left) // 2
            cv2.line(print_, (col, start), (col, bottom), 255, thick)


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


def _on_paper(ink: Image, print_: Image, rng: np.random.Generator) -> Image:
    """Bright ink as a dark pen, bright print as grey lines, on uneven, grainy paper."""
    paper, pen, grey = rng.uniform(170, 250), rng.uniform(10, 110), rng.uniform(0, 140)
    height, width = ink.shape
    shade = cv2.resize(
        rng.normal(0, 6, (2, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    if rng.random() < 0.5:
        sigma = rng.uniform(0.4, 1.2)
        ink, print_ = (cv2.GaussianBlur(x, (0, 0), sigma).astype(np.uint8) for x in (ink, print_))
    grain = rng.normal(0, rng.uniform(0.5, 7), ink.shape)
    page = paper + shade + grain
    lined = np.minimum(page, page + print_ * ((grey - paper) / 255.0))
    return np.clip(np.minimum(lined, page + ink * ((pen - paper) / 255.0)), 0, 255).astype(np.uint8)
