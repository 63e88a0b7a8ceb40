"""Real digits written as strings: what no stroke model knows of hands and pens."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.strings import DrawnString
from reader.synthesis.writer import Writer
from reader.training.data.ink_sets import InkSet
from reader.training.glyphs.stock import DigitChooser, Sets
from reader.training.lines.pieces import Piece, on_pitch, pressed, side_by_side
from reader.training.lines.quick import (
    crossed_seven,
    flagged_one,
    looped_zero,
    open_four,
    straight_one,
)
from reader.training.lines.signs import RealSigns, written_sign
from reader.training.lines.style import HandStyle, draw_style

__all__ = ["RealHand"]

ONE_SET = 0.8
"""Share of strings of which all digits come from one set: one kind of pen and hand."""

STRETCHED_WIDTH = (0.5, 0.85)
"""Width, as a part of the height, of digits that their set's makers stretched."""

STRETCHED_ONE = (0.15, 0.45)
"""The same of a 1."""

WIDEST = 1.6
"""No symbol is wider than this many digit heights: lying strokes would be blown up."""

REAL_SIGNS = 0.6
"""Share of signs that are real ones, where there are some."""

CROSSED = 0.7
"""Share of sevens that are crossed where ones have a long upstroke."""

SHARP = 0.75
"""From this factor upwards a digit is scaled without being blurred first."""

FAINT, LEGIBLE = 40, 100
"""Levels (of 255): fainter ink does not stretch a digit's box, and a finer pen must leave more."""


class RealHand:
    """Writes strings with the digits of real sets; signs are drawn, or of the sets ``signs``.

    :meth:`write` stands in for :func:`reader.synthesis.strings.draw_string`.
    """

    def __init__(self, sets: Sets, rng: np.random.Generator, signs: Sets = ()) -> None:
        self._signs = RealSigns(signs, rng) if signs else None
        self._any = DigitChooser(sets, rng)
        self._ones = [DigitChooser((pair,), rng) for pair in sets]
        shares = np.array([share for _, share in sets])
        self._shares = shares / shares.sum()
        self._knows_digits = any("1" in one.labels for one, _ in sets)

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
        style = draw_style(rng, height)
        chooser = self._any
        if rng.random() < ONE_SET:
            chooser = self._ones[int(rng.choice(len(self._ones), p=self._shares))]
        symbols = [s for s in text if s != " "]
        pieces = [
            self._piece(rng, writer, chooser, s, style.at(n, s, in_cell=bool(pitch)), following)
            for n, (s, following) in enumerate(zip(symbols, [*symbols[1:], ""], strict=True))
        ]
        lefts = (
            on_pitch(rng, text, pieces, pitch)
            if pitch
            else side_by_side(rng, text, pieces, style, touching or 0.0)
        )
        return pressed(pieces, lefts, style, text=text, pitch=pitch or 0.0)

    def _piece(
        self,
        rng: np.random.Generator,
        writer: Writer,
        chooser: DigitChooser,
        symbol: str,
        style: HandStyle,
        following: str,
    ) -> Piece:
        signs = self._signs
        if signs and signs.knows(symbol) and rng.random() < REAL_SIGNS:
            return Piece(symbol, *signs.written(symbol, height=style.height))
        if not symbol.isdigit():
            return Piece(symbol, *written_sign(rng, writer, symbol, style, following=following))
        quick = _quick_piece(rng, symbol, style) if self._knows_digits else None
        return quick or _piece(rng, chooser, symbol, style)


def _quick_piece(rng: np.random.Generator, symbol: str, style: HandStyle) -> Piece | None:
    """A digit drawn as this hand writes it when it is quick, if it does."""
    if symbol == "0" and rng.random() < style.chained:
        zero = looped_zero(rng, style.loop, height=style.height)
        return _quick(rng, symbol, zero, style, lift=style.loop.lift)
    if symbol == "4" and style.open_fours:
        four = open_four(rng, height=style.height, pen=style.loop.pen)
        return _quick(rng, symbol, four, style)
    if symbol == "1" and style.flagged_ones:
        flagged = flagged_one(rng, height=style.height, pen=style.loop.pen)
        return _quick(rng, symbol, flagged, style)
    if symbol == "7" and style.flagged_ones and rng.random() < CROSSED:
        seven = crossed_seven(rng, height=style.height, pen=style.loop.pen)
        return _quick(rng, symbol, seven, style)
    if symbol == "1" and style.straight_ones:
        straight = straight_one(rng, height=style.height, pen=style.loop.pen)
        return _quick(rng, symbol, straight, style)
    return None


def _piece(rng: np.random.Generator, chooser: DigitChooser, symbol: str, style: HandStyle) -> Piece:
    one, index = chooser.choose(symbol)
    ink = _as_written(rng, one, index, style)
    foot = ink.shape[0] + round(style.height * (style.lift - rng.normal(0, style.uneven)))
    return Piece(one.labels[index], ink, foot)


def _quick(
    rng: np.random.Generator, symbol: str, ink: Image, style: HandStyle, *, lift: float = 0.0
) -> Piece:
    above = lift + style.lift + float(rng.normal(0.0, 0.05))
    return Piece(symbol, ink, ink.shape[0] + round(style.height * above))


def _as_written(rng: np.random.Generator, one: InkSet, index: int, style: HandStyle) -> Image:
    """A digit's ink at the string's size, slant and pen."""
    ink = one.ink[index]
    tall = style.height * float(np.exp(rng.normal(0.0, style.uneven)))
    down = tall / ink.shape[0]
    across = down * style.width
    if one.stretched:
        narrow = STRETCHED_ONE if one.labels[index] == "1" else STRETCHED_WIDTH
        across = tall * float(rng.uniform(*narrow)) / ink.shape[1]
    if ink.shape[1] * across > WIDEST * tall:
        down = across = WIDEST * tall / ink.shape[1]
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
    if factor >= SHARP:
        return ink
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.45 / factor), np.uint8)


def _with_pen(ink: Image, style: HandStyle) -> Image:
    """A bolder or finer pen, by a pixel in 24 of the height."""
    if style.pen == 0 or style.height < 20:
        return ink
    side = 2 if style.height < 40 else 3
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    change = cv2.dilate if style.pen > 0 else cv2.erode
    changed = np.asarray(change(ink, kernel), np.uint8)
    return changed if int(changed.max(initial=0)) > LEGIBLE else ink


def _tight(ink: Image) -> Image:
    strong = ink > FAINT
    rows, cols = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not rows.size:
        return ink
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
