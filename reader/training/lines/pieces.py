"""Pieces of ink set side by side as a string."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reader.records import Box, Image, Mark
from reader.synthesis.signs import SIGN_KINDS
from reader.synthesis.strings import DrawnString
from reader.training.lines.signs import touching_sign
from reader.training.lines.style import HandStyle

__all__ = ["Piece", "on_pitch", "pressed", "side_by_side"]

BANDS = 12
"""Row bands of the outline by which neighbours are set side by side."""

SPACE_WIDTH = 0.45
"""Width of a written space, in digit heights."""

MARGIN = 2
"""Pixels without ink around a string."""

NOWHERE = 1e6
"""A column beyond all others: where a piece has no ink in a band."""

INKED = 80
"""Level (of 255) from which ink counts for a piece's outline."""

DEEPEST = 0.12
"""Digit heights by which touching pieces reach into each other at most."""

ALONGSIDE, SHALLOW = 0.35, 0.02
"""Where so many of the bands that both pieces have meet at once, two strokes run side by side, and
reach into each other by no more digit heights than this."""

BAND_REACH = 0.08
"""Digit heights within which bands meet at once."""

UNEVEN_GAP, LEAST_GAP = 0.06, 0.03
"""Deviation of the gaps of one string, and the least gap, in digit heights."""

FOLLOWING = 0.4
"""How far a gap follows the outlines; the rest of it is measured between the boxes."""

MOST_OVERLAP = 0.5
"""A piece reaches into its left neighbour's box by this part of its own width at most."""

COMMA_WITH_ZEROS = 0.4
"""How often a comma is in one go with zeros that are, as a part of how often these are."""

OFF_MIDDLE = 0.06
"""Deviation of a digit from the middle of its cell, as a part of the cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A symbol's ink and the row of it that stands on the line."""

    symbol: str
    ink: Image
    foot: int


def side_by_side(
    rng: np.random.Generator, text: str, pieces: list[Piece], style: HandStyle, touching: float
) -> list[int]:
    """Left columns by the outlines of neighbours."""
    lefts: list[int] = []
    edge: np.ndarray | None = None
    right, space, number = 0.0, 0.0, 0
    for symbol in text:
        if symbol == " ":
            space += SPACE_WIDTH * style.height
            continue
        piece = pieces[number]
        start = 0.0
        if edge is not None:
            outline = _outline(piece, style, left=True)
            near = float(np.max(edge - outline))
            shared = (edge > -NOWHERE / 2) & (outline < NOWHERE / 2)
            if rng.random() < _meeting(pieces[number - 1].symbol, piece.symbol, style, touching):
                deepest = (
                    SHALLOW if _run_alongside((edge - outline)[shared], style.height) else DEEPEST
                )
                start = near - float(rng.uniform(0.0, deepest)) * style.height
            else:
                gap = (
                    max(style.gap + UNEVEN_GAP * float(rng.standard_normal()), LEAST_GAP)
                    * style.height
                )
                start = FOLLOWING * near + (1 - FOLLOWING) * right + gap
            start = max(start, right - MOST_OVERLAP * piece.ink.shape[1]) + space
        lefts.append(round(start))
        edge = start + _outline(piece, style, left=False)
        right, space, number = start + piece.ink.shape[1], 0.0, number + 1
    return lefts


def _run_alongside(closeness: np.ndarray, height: float) -> bool:
    """Whether pieces that are pushed together meet in many bands of rows at the same time;
    ``closeness`` is that of the bands in which both have ink."""
    meeting = closeness > closeness.max(initial=-NOWHERE) - BAND_REACH * height
    return closeness.size > 0 and float(np.mean(meeting)) >= ALONGSIDE


def _meeting(one: str, other: str, style: HandStyle, touching: float) -> float:
    """The chance that two neighbours touch: zeros are often written in one go, the stroke behind
    them with them, and now and then the comma before them."""
    if one == "0" and other in "0/":
        return max(touching, style.chained)
    if one == "," and other == "0":
        return max(touching, COMMA_WITH_ZEROS * style.chained)
    return max(touching, touching_sign(one), touching_sign(other))


def _outline(piece: Piece, style: HandStyle, *, left: bool) -> np.ndarray:
    """Per band of rows the first inked column, or (not ``left``) the one behind the last."""
    reach = np.full(BANDS + 2, NOWHERE if left else -NOWHERE)
    strong = piece.ink > INKED
    rows = np.flatnonzero(strong.any(axis=1))
    places = (rows - piece.foot) / style.height + 1.0
    bands = np.clip((places + 0.2) / 1.4 * BANDS, 0, BANDS - 1).astype(int) + 1
    if left:
        np.minimum.at(reach, bands, strong[rows].argmax(axis=1).astype(float))
        return np.minimum(np.minimum(reach[:-2], reach[2:]), reach[1:-1])
    last = strong.shape[1] - strong[rows][:, ::-1].argmax(axis=1)
    np.maximum.at(reach, bands, last.astype(float))
    return np.maximum(np.maximum(reach[:-2], reach[2:]), reach[1:-1])


def on_pitch(rng: np.random.Generator, text: str, pieces: list[Piece], pitch: float) -> list[int]:
    """Left columns of pieces in the cells of a comb ``pitch`` pixels wide."""
    cells = [i for i, symbol in enumerate(text) if symbol != " "]
    middles = [(cell + 0.5 + OFF_MIDDLE * float(rng.standard_normal())) * pitch for cell in cells]
    return [round(m - p.ink.shape[1] / 2) for m, p in zip(middles, pieces, strict=True)]


def pressed(
    pieces: list[Piece], lefts: list[int], style: HandStyle, *, text: str, pitch: float
) -> DrawnString:
    """The pieces on one canvas, their feet on one (sloping) line."""
    slope = 0.0 if pitch else style.slope
    tops = [round(-p.foot - slope * left) for p, left in zip(pieces, lefts, strict=True)]
    first_row, first_col = min(tops) - MARGIN, min(lefts) - MARGIN
    bottom = max(t + p.ink.shape[0] for t, p in zip(tops, pieces, strict=True))
    right = max(left + p.ink.shape[1] for left, p in zip(lefts, pieces, strict=True))
    ink = np.zeros((bottom - first_row + MARGIN, right - first_col + MARGIN), np.uint8)
    boxes: list[Box] = []
    marks: list[Mark] = []
    for piece, top, left in zip(pieces, tops, lefts, strict=True):
        box = Box(top - first_row, left - first_col, *piece.ink.shape)
        np.maximum(ink[box.slices], piece.ink, out=ink[box.slices])
        if piece.symbol.isdigit():
            boxes.append(box)
        else:
            marks.append(Mark(SIGN_KINDS.get(piece.symbol, "letter"), len(boxes)))
    return DrawnString(
        ink=ink,
        boxes=tuple(boxes),
        text="".join(p.symbol for p in pieces if p.symbol.isdigit()),
        written=text,
        marks=tuple(marks),
        baseline=float(-first_row),
        origin=float(-first_col),
        pitch=pitch,
        struck=False,
    )
