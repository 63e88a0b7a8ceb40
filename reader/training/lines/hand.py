"""Real digits written as strings: what no stroke model knows of hands and pens."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from reader.records import Box, Image, Mark
from reader.synthesis.signs import SIGN_KINDS
from reader.synthesis.strings import DrawnString
from reader.synthesis.writer import Writer
from reader.training.data.ink_sets import InkSet
from reader.training.glyphs.stock import DigitChooser, Sets
from reader.training.lines.signs import looped_zero, touching_sign, written_sign

__all__ = ["RealHand"]

BANDS = 12
"""Row bands of the outline by which neighbours are set side by side."""

ONE_SET = 0.8
"""Share of strings of which all digits come from one set: one kind of pen and hand."""

SPACE_WIDTH = 0.45
"""Width of a written space, in digit heights."""

MARGIN = 2
"""Pixels without ink around a string."""

SMALLER = 0.25
"""Share of strings with small zeros."""

SMALL_ZEROS = (0.5, 0.9)
"""Their height, as a part of the other digits'."""

GROWING = 0.2
"""Share of strings of which the digits become higher or lower from one to the next."""

CHAINING = 0.25
"""Share of strings of which the zeros are written in one go."""

CHAINED_ZEROS = 0.8
"""The chance that two of these touch."""

STRETCHED_WIDTH = (0.5, 0.85)
"""Width, as a part of the height, of digits that their set's makers stretched."""

STRETCHED_ONE = (0.15, 0.45)
"""The same of a 1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A symbol's ink and the row of it that stands on the line."""

    symbol: str
    ink: Image
    foot: int


@dataclass(frozen=True, slots=True)
class _Style:
    """What the digits of one string have in common: pixels, or parts of the digit height."""

    height: float
    shear: float
    pen: int
    width: float
    gap: float
    uneven: float
    slope: float
    zeros: float
    growth: float
    chained: float

    def at(self, number: int, symbol: str) -> _Style:
        """The style of one symbol of the string: many write zeros small, or smaller and smaller."""
        factor = float(np.clip(1.0 + self.growth * number, 0.7, 1.3))
        if symbol == "0":
            factor *= self.zeros
        return self if factor == 1.0 else replace(self, height=self.height * factor)


class RealHand:
    """Writes strings with the digits of real sets; signs are drawn.

    :meth:`write` stands in for :func:`reader.synthesis.strings.draw_string`.
    """

    def __init__(self, sets: Sets, rng: np.random.Generator) -> None:
        self._any = DigitChooser(sets, rng)
        self._ones = [DigitChooser((pair,), rng) for pair in sets]
        shares = np.array([share for _, share in sets])
        self._shares = shares / shares.sum()

    def write(
        self,
        rng: np.random.Generator,
        writer: Writer,
        text: str,
        *,
        height: float,
        touching: float | None = None,
        pitch: float | None = None,
        strike: str = "",
    ) -> DrawnString:
        """``text`` with digits about ``height`` pixels tall; arguments as ``draw_string``'s.

        A ``strike`` is not drawn: struck strings are the stroke models' part.
        """
        style = _draw_style(rng, height)
        chooser = self._any
        if rng.random() < ONE_SET:
            chooser = self._ones[int(rng.choice(len(self._ones), p=self._shares))]
        symbols = [s for s in text if s != " "]
        pieces = [
            _piece(rng, writer, chooser, s, style.at(number, s)) for number, s in enumerate(symbols)
        ]
        lefts = (
            _on_pitch(rng, text, pieces, pitch)
            if pitch
            else _side_by_side(rng, text, pieces, style, touching or 0.0)
        )
        return _pressed(pieces, lefts, style, text=text, pitch=pitch or 0.0)


def _draw_style(rng: np.random.Generator, height: float) -> _Style:
    return _Style(
        height=height,
        shear=float(np.clip(rng.normal(0.0, 0.16), -0.5, 0.5)),
        pen=int(rng.choice((-1, 0, 1), p=(0.2, 0.55, 0.25))),
        width=float(np.exp(rng.normal(0.0, 0.13))),
        gap=float(rng.normal(0.12, 0.12)),
        uneven=float(rng.uniform(0.01, 0.09)),
        slope=float(rng.normal(0.0, 0.03)),
        zeros=float(rng.uniform(*SMALL_ZEROS)) if rng.random() < SMALLER else 1.0,
        growth=float(rng.normal(0.0, 0.03)) if rng.random() < GROWING else 0.0,
        chained=CHAINED_ZEROS if rng.random() < CHAINING else 0.0,
    )


def _piece(
    rng: np.random.Generator, writer: Writer, chooser: DigitChooser, symbol: str, style: _Style
) -> _Piece:
    if not symbol.isdigit():
        return _Piece(symbol, *written_sign(rng, writer, symbol, height=style.height))
    if symbol == "0" and rng.random() < style.chained:
        ink = looped_zero(rng, height=style.height)
        return _Piece(symbol, ink, ink.shape[0] - round(style.height * rng.normal(0, 0.05)))
    one, index = chooser.choose(symbol)
    ink = _as_written(rng, one, index, style)
    foot = ink.shape[0] - round(style.height * rng.normal(0, style.uneven))
    return _Piece(one.labels[index], ink, foot)


def _as_written(rng: np.random.Generator, one: InkSet, index: int, style: _Style) -> Image:
    """A digit's ink at the string's size, slant and pen."""
    ink = one.ink[index]
    tall = style.height * float(np.exp(rng.normal(0.0, style.uneven)))
    down = tall / ink.shape[0]
    across = down * style.width
    if one.stretched:
        narrow = STRETCHED_ONE if one.labels[index] == "1" else STRETCHED_WIDTH
        across = tall * float(rng.uniform(*narrow)) / ink.shape[1]
    if ink.shape[1] * across > 1.6 * tall:
        down = across = 1.6 * tall / ink.shape[1]
    shear = style.shear + float(rng.normal(0.0, 0.04))
    turn = float(rng.normal(0.0, 0.04))
    lean = abs(shear) * tall
    size = (round(ink.shape[1] * across + lean) + 4, round(ink.shape[0] * down) + 4)
    middle = np.array([[ink.shape[1] / 2], [ink.shape[0] / 2]])
    turned = np.array([[across, -shear * down], [turn * across, down]])
    shift = np.array([[size[0] / 2], [size[1] / 2]]) - turned @ middle
    source = _softened(ink, min(across, down))
    found = cv2.warpAffine(source, np.hstack([turned, shift]), size, flags=cv2.INTER_LINEAR)
    return _tight(_with_pen(np.asarray(found, np.uint8), style))


def _softened(ink: Image, factor: float) -> Image:
    """Blurred as far as reducing it asks for."""
    if factor >= 0.75:
        return ink
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.45 / factor), np.uint8)


def _with_pen(ink: Image, style: _Style) -> Image:
    """A bolder or finer pen, by a pixel in 24 of the height."""
    if style.pen == 0 or style.height < 20:
        return ink
    side = 2 if style.height < 40 else 3
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    change = cv2.dilate if style.pen > 0 else cv2.erode
    changed = np.asarray(change(ink, kernel), np.uint8)
    return changed if int(changed.max(initial=0)) > 100 else ink


def _tight(ink: Image) -> Image:
    strong = ink > 40
    rows, cols = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not rows.size:
        return ink
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def _side_by_side(
    rng: np.random.Generator, text: str, pieces: list[_Piece], style: _Style, touching: float
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
            near = float(np.max(edge - _outline(piece, style, left=True)))
            if rng.random() < _meeting(pieces[number - 1].symbol, piece.symbol, style, touching):
                start = near - float(rng.uniform(0.0, 0.12)) * style.height
            else:
                gap = max(style.gap + 0.06 * float(rng.standard_normal()), 0.03) * style.height
                start = 0.4 * near + 0.6 * right + gap
            start = max(start, right - 0.5 * piece.ink.shape[1]) + space
        lefts.append(round(start))
        edge = start + _outline(piece, style, left=False)
        right, space, number = start + piece.ink.shape[1], 0.0, number + 1
    return lefts


def _meeting(one: str, other: str, style: _Style, touching: float) -> float:
    """The chance that two neighbours touch: zeros are often written in one go."""
    if one == other == "0":
        return max(touching, style.chained)
    return max(touching, touching_sign(one), touching_sign(other))


def _outline(piece: _Piece, style: _Style, *, left: bool) -> np.ndarray:
    """Per band of rows the first inked column, or (not ``left``) the one behind the last."""
    reach = np.full(BANDS + 2, 1e6 if left else -1e6)
    strong = piece.ink > 80
    rows = np.flatnonzero(strong.any(axis=1))
    places = (rows - piece.foot) / style.height + 1.0
    bands = np.clip((places + 0.2) / 1.4 * BANDS, 0, BANDS - 1).astype(int) + 1
    if left:
        np.minimum.at(reach, bands, strong[rows].argmax(axis=1).astype(float))
        return np.minimum(np.minimum(reach[:-2], reach[2:]), reach[1:-1])
    last = strong.shape[1] - strong[rows][:, ::-1].argmax(axis=1)
    np.maximum.at(reach, bands, last.astype(float))
    return np.maximum(np.maximum(reach[:-2], reach[2:]), reach[1:-1])


def _on_pitch(rng: np.random.Generator, text: str, pieces: list[_Piece], pitch: float) -> list[int]:
    cells = [i for i, symbol in enumerate(text) if symbol != " "]
    middles = [(cell + 0.5 + 0.06 * float(rng.standard_normal())) * pitch for cell in cells]
    return [round(m - p.ink.shape[1] / 2) for m, p in zip(middles, pieces, strict=True)]


def _pressed(
    pieces: list[_Piece], lefts: list[int], style: _Style, *, text: str, pitch: float
) -> DrawnString:
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
