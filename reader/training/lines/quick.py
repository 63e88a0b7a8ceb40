"""Digits as quick hands write them, of which public sets of single digits have few or none.

Zeros in one go, fours that are open at the top, ones with a long upstroke and the crossed sevens
of hands that write such, ones as straight as a ruling, and the commas and slashes among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Image

__all__ = [
    "Loop",
    "comma_stroke",
    "crossed_seven",
    "draw_loop",
    "flagged_one",
    "looped_zero",
    "open_four",
    "slash_stroke",
    "straight_one",
]

STEPS = 40
"""Points of a loop."""

PEN = (0.05, 0.14)
"""Thickness of the pen, in digit heights."""

TURNS, CLOSED_TURNS = (0.72, 1.08), (0.96, 1.1)
"""How often loops go round: many are left open, others closed before the link."""

CLOSED = 0.4
"""Share of loops that are surely closed."""

DEEP = 0.45
"""Share of open fours that are a u: the bowl reaches as deep as the stem, or nearly."""

CURLED = 0.4
"""Share of these that begin bent inwards, as an a does."""

RAISED = 0.5
"""How far up the bowl, as a part of its depth, a bent one's right end may stay below its left: a C
with a stem, like a G."""

LEANS, LEANS_BEFORE_DASH = (0.12, 0.5), (-0.06, 0.45)
"""Columns a row that slashes lean; where a dash follows, they may be as upright as a 1."""

HOOKED = 0.15
"""Share of ones with a long upstroke, and of commas, that end in a hook to the right."""

FIXED_POINT = 4
"""Binary places of a point's coordinates."""


@dataclass(frozen=True, slots=True)
class Loop:
    """How a hand writes zeros one after the other, against the clock from near the top.

    ``start`` is the angle from the top (radians, clockwise) at which a loop begins, ``turn`` how
    far it goes (radians; less than a whole turn leaves it open), ``width`` and ``tail`` (the link
    to the next zero) are parts of its height, ``dip`` how far the link sinks, and ``lift`` how far
    above the line it stands; ``lean`` is columns a row, ``pen`` the pen in digit heights.
    """

    start: float
    turn: float
    width: float
    tail: float
    dip: float
    lift: float
    lean: float
    pen: float


def draw_loop(rng: np.random.Generator) -> Loop:
    """A hand's zeros by chance."""
    turns = CLOSED_TURNS if rng.random() < CLOSED else TURNS
    return Loop(
        start=float(rng.uniform(-0.9, 0.3)),
        turn=2 * np.pi * float(rng.uniform(*turns)),
        width=float(rng.uniform(0.4, 1.1)),
        tail=float(rng.uniform(0.0, 0.6)),
        dip=float(rng.uniform(-0.05, 0.25)),
        lift=max(0.0, float(rng.uniform(-0.4, 0.6))),
        lean=float(rng.normal(0.0, 0.15)),
        pen=float(rng.uniform(*PEN)),
    )


def looped_zero(rng: np.random.Generator, loop: Loop, *, height: float) -> Image:
    """One of the hand's zeros, a little different each time; uint8, bright on 0."""
    high = height * float(rng.uniform(0.85, 1.05))
    wide = high * loop.width * float(np.exp(rng.normal(0.0, 0.12)))
    turn = loop.turn * float(np.exp(rng.normal(0.0, 0.06)))
    angle = loop.start + float(rng.normal(0.0, 0.15)) - np.linspace(0.0, turn, STEPS)
    rows = -0.5 * high * np.cos(angle)
    cols = 0.5 * wide * np.sin(angle) - loop.lean * rows
    tail = high * loop.tail * float(rng.uniform(0.5, 1.2))
    dip = high * loop.dip
    cols = np.append(cols, (cols[-1] + 0.5 * tail, cols[-1] + tail))
    rows = np.append(rows, (rows[-1] + dip, rows[-1] - 0.1 * high))
    return _drawn(np.column_stack([cols, rows]), thick=height * loop.pen)


def open_four(rng: np.random.Generator, *, height: float, pen: float) -> Image:
    """A four of a bowl, round or cornered, and a stem that hardly reaches below it; uint8, bright
    on 0. ``pen`` is its thickness in digit heights."""
    is_deep = rng.random() < DEEP
    bowl = height * float(rng.uniform(0.92, 1.0) if is_deep else rng.uniform(0.5, 0.85))
    wide = height * float(rng.uniform(0.4, 0.8))
    round_ = float(rng.uniform(1.7, 4.0))
    angle = np.linspace(np.pi, 0.0, STEPS)
    cols = 0.5 * wide * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** (2 / round_)
    rows = bowl * np.abs(np.sin(angle)) ** (2 / round_)
    if is_deep and rng.random() < CURLED:
        bend = wide * float(rng.uniform(0.2, 0.7))
        is_left = angle > 0.5 * np.pi
        cols += bend * np.clip(1.0 - rows / bowl, 0.0, 1.0) ** 2 * is_left
        low = bowl * max(0.0, float(rng.uniform(-RAISED, RAISED)))
        rows = np.where(is_left, rows, np.maximum(rows, low))
    rise = float(rng.uniform(-0.25, 0.1)) * height
    foot = bowl * float(rng.uniform(1.0, 1.1)) if is_deep else max(height, bowl)
    aside = float(rng.uniform(-0.05, 0.25) if is_deep else rng.normal(0.0, 0.05)) * height
    cols = np.append(cols, (cols[-1], cols[-1] + aside))
    rows = np.append(rows, (rows[-1] + rise, foot))
    cols -= float(rng.normal(0.0, 0.15)) * rows
    return _drawn(np.column_stack([cols, rows]), thick=height * pen)


def comma_stroke(rng: np.random.Generator, *, height: float, long: float, pen: float) -> Image:
    """A comma of one stroke ``long`` digit heights long: straight, bowed, or with a hook at its
    foot; ``height`` and ``pen`` as in open fours."""
    lean = float(rng.normal(0.3, 0.3)) * long
    bow = float(rng.normal(0.0, 0.18)) * long
    part = np.linspace(0.0, 1.0, STEPS)
    cols = -lean * part + bow * np.sin(np.pi * part)
    rows = long * part
    if rng.random() < HOOKED:
        hook = float(rng.uniform(0.1, 0.4)) * long
        cols, rows = np.append(cols, cols[-1] + hook), np.append(rows, rows[-1] - 0.2 * hook)
    return _drawn(height * np.column_stack([cols, rows]), thick=height * pen)


def slash_stroke(
    rng: np.random.Generator, *, height: float, pen: float, before_dash: bool = False
) -> tuple[Image, float]:
    """A slash behind an amount, steep or as slanted as type, often longer than its digits; and how
    many pixels of it hang below the line, below 0 where it ends above.

    It is never as upright as a 1, unless it stands ``before_dash``, which tells it from one. As in
    open fours.
    """
    above = float(rng.uniform(0.5 if before_dash else 0.75, 1.3))
    below = max(float(rng.uniform(-0.1, 0.5)), 0.8 - above)
    lean = float(rng.uniform(*(LEANS_BEFORE_DASH if before_dash else LEANS)))
    bow = float(rng.normal(0.0, 0.04))
    part = np.linspace(0.0, 1.0, STEPS)
    rows = (above + below) * part
    cols = -lean * rows + bow * np.sin(np.pi * part)
    return _drawn(height * np.column_stack([cols, rows]), thick=height * pen), below * height


def flagged_one(rng: np.random.Generator, *, height: float, pen: float) -> Image:
    """A one with an upstroke that may begin as far away as the one is tall, as schools of Europe
    teach it, never as flat as a seven's roof; uint8, bright on 0. ``pen`` as in open fours."""
    far = float(rng.uniform(0.2, 0.95))
    low = far * float(rng.uniform(0.5, 1.3)) + float(rng.uniform(0.0, 0.1))
    low = min(low, float(rng.uniform(0.75, 1.0)))
    bend = float(rng.normal(0.0, 0.08))
    part = np.linspace(0.0, 1.0, STEPS)
    cols = far * (part - 1.0)
    rows = low * (1.0 - part) + bend * np.sin(np.pi * part)
    foot = float(rng.normal(0.0, 0.12))
    cols, rows = np.append(cols, foot), np.append(rows, 1.0)
    if rng.random() < HOOKED:
        hook = float(rng.uniform(0.1, 0.35))
        cols, rows = np.append(cols, foot + hook), np.append(rows, 1.0 - 0.3 * hook)
    return _drawn(height * np.column_stack([cols, rows]), thick=height * pen)


def crossed_seven(rng: np.random.Generator, *, height: float, pen: float) -> Image:
    """A seven with a bar through its stem, of a hand whose ones have a long upstroke: that bar is
    what tells them apart; uint8, bright on 0. ``pen`` as in open fours."""
    wide = float(rng.uniform(0.4, 0.75))
    sag, serif = float(rng.normal(0.0, 0.05)), max(0.0, float(rng.normal(0.05, 0.08)))
    lean, bow = wide * float(rng.uniform(0.2, 0.9)), float(rng.normal(0.0, 0.05))
    part = np.linspace(0.0, 1.0, STEPS)
    roof = np.column_stack([wide * part, sag * np.sin(np.pi * part)])
    stem = np.column_stack([wide - lean * part + bow * np.sin(np.pi * part), part])
    at, half = float(rng.uniform(0.38, 0.65)), float(rng.uniform(0.15, 0.4))
    middle, rise = wide - lean * at + float(rng.normal(0.0, 0.05)), float(rng.normal(-0.04, 0.06))
    bar = np.array([(middle - half, at - rise), (middle + half, at + rise)])
    return _drawn(
        height * np.concatenate([[(0.0, serif)], roof, stem]),
        height * bar,
        thick=height * pen,
    )


def straight_one(rng: np.random.Generator, *, height: float, pen: float) -> Image:
    """A one like a piece of a ruling, as tablets and felt pens give it; as in open fours."""
    lean = float(rng.normal(0.0, 0.07))
    bend = float(rng.normal(0.0, 0.01))
    part = np.linspace(0.0, 1.0, STEPS)
    cols = lean * part + bend * np.sin(np.pi * part)
    return _drawn(height * np.column_stack([cols, part]), thick=height * pen)


def _drawn(*strokes: NDArray[np.float64], thick: float) -> Image:
    """The strokes through (col, row) points on a canvas that just holds them."""
    pen = max(1, round(thick))
    shift = pen + 1 - np.concatenate(strokes).min(axis=0)
    size = np.ceil((np.concatenate(strokes) + shift).max(axis=0)).astype(int) + pen + 2
    ink = np.zeros((int(size[1]), int(size[0])), np.uint8)
    fixed = [np.round((points + shift) * 2**FIXED_POINT).astype(np.int32) for points in strokes]
    cv2.polylines(
        ink, fixed, isClosed=False, color=255, thickness=pen, lineType=cv2.LINE_AA,
        shift=FIXED_POINT,
    )  # fmt: skip
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
