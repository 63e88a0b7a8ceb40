"""Signs among real digits, in the sizes and places that hands give them."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.strings import draw_string
from reader.synthesis.writer import Writer

__all__ = ["looped_zero", "touching_sign", "written_sign"]

COMMA_SIZE = (1.0, 2.4)
"""Commas are often long strokes: so many times the size of a neat one."""

COMMA_DEPTH = (0.0, 0.45)
"""Digit heights below the line at which a comma that begins high ends."""

HIGH_COMMA = 0.28
"""Commas that begin higher than this are as long as they reach; the others of any size."""

SLASH_SIZE = (0.9, 1.5)
"""Slashes at the end of an amount reach beyond its digits."""

DASH_WIDTH = (0.8, 2.6)
"""Dashes before or behind a number are drawn as long as there is room."""

TOUCHING = {"-": 0.3, "/": 0.35, "=": 0.1}
"""The chance that a sign touches the digit beside it."""


def touching_sign(symbol: str) -> float:
    """The chance that this symbol touches its neighbours; 0 for digits."""
    return TOUCHING.get(symbol, 0.0)


def written_sign(
    rng: np.random.Generator, writer: Writer, symbol: str, *, height: float, comma_top: float
) -> tuple[Image, int]:
    """A sign's ink (uint8, bright on 0) and the row of it that stands on the line.

    A comma begins ``comma_top`` digit heights above the line.
    """
    if symbol == ",":
        return _comma(rng, writer, height=height, top=comma_top)
    size = float(rng.uniform(*SLASH_SIZE)) if symbol == "/" else 1.0
    drawn = draw_string(rng, writer, symbol, height=height * size, margin=1)
    ink = drawn.ink
    if symbol == "-":
        wide = max(2, round(ink.shape[1] * float(rng.uniform(*DASH_WIDTH))))
        ink = np.asarray(cv2.resize(ink, (wide, ink.shape[0])), np.uint8)
    return ink, round(drawn.baseline)


def _comma(
    rng: np.random.Generator, writer: Writer, *, height: float, top: float
) -> tuple[Image, int]:
    size = float(rng.uniform(*COMMA_SIZE))
    ink = _tight(draw_string(rng, writer, ",", height=height * size, margin=1).ink)
    if top > HIGH_COMMA:
        long = max(2, round(height * (top + float(rng.uniform(*COMMA_DEPTH)))))
        wide = max(2, round(ink.shape[1] * float(rng.uniform(0.7, 1.3))))
        ink = np.asarray(cv2.resize(ink, (wide, long)), np.uint8)
    return ink, round(height * top)


def looped_zero(rng: np.random.Generator, *, height: float) -> Image:
    """A zero as quick hands write one after the other: a loop, often open, with a tail at its top
    that leads on to the next; uint8, bright on 0."""
    high = height * float(rng.uniform(0.75, 1.05))
    wide = high * float(rng.uniform(0.55, 1.1))
    start = float(rng.uniform(-0.9, 0.3))
    turn = 2 * np.pi * float(rng.uniform(0.62, 1.08))
    angle = start - np.linspace(0.0, turn, 40)
    lean = float(rng.normal(0.0, 0.15))
    rows = -0.5 * high * np.cos(angle)
    cols = 0.5 * wide * np.sin(angle) - lean * rows
    tail = wide * float(rng.uniform(0.0, 0.75))
    dip = high * float(rng.uniform(-0.05, 0.2))
    cols = np.append(cols, (cols[-1] + 0.5 * tail, cols[-1] + tail))
    rows = np.append(rows, (rows[-1] + dip, rows[-1] - 0.1 * high))
    thick = max(1, round(height * float(rng.uniform(0.05, 0.14))))
    points = np.column_stack([cols - cols.min() + thick + 1, rows - rows.min() + thick + 1])
    size = np.ceil(points.max(axis=0)).astype(int) + thick + 2
    ink = np.zeros((int(size[1]), int(size[0])), np.uint8)
    fixed = np.round(points * 16).astype(np.int32)
    cv2.polylines(ink, [fixed], isClosed=False, color=255, thickness=thick, lineType=16, shift=4)
    return _tight(ink)


def _tight(ink: Image) -> Image:
    rows = np.flatnonzero(ink.any(axis=1))
    return ink[rows[0] : rows[-1] + 1] if rows.size else ink
