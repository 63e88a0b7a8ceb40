"""Signs among real digits, in the sizes and places that hands give them."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.strings import draw_string
from reader.synthesis.writer import Writer
from reader.training.data.ink_sets import InkSet
from reader.training.glyphs.stock import DigitChooser, Sets
from reader.training.lines.quick import comma_stroke, slash_stroke
from reader.training.lines.style import HandStyle

__all__ = ["RealSigns", "touching_sign", "written_sign"]

COMMA_SIZE = (1.0, 2.4)
"""Commas are often long strokes: so many times the size of a neat one."""

COMMA_DEPTH = (0.0, 0.45)
"""Digit heights below the line at which a comma that begins high ends."""

HIGH_COMMA = 0.28
"""Commas that begin higher than this are as long as they reach; the others of any size."""

ONE_STROKE = 0.5
"""Share of commas and slashes that are one stroke of any lean and bow."""

COMMA_LENGTHS = (0.15, 0.75)
"""The lengths of such commas in digit heights; a longer one is a 1."""

SLASH_SIZE = (0.9, 1.5)
"""Slashes at the end of an amount reach beyond its digits."""

DASH_WIDTH = (0.8, 2.6)
"""Dashes before or behind a number are drawn as long as there is room."""

TOUCHING = {"-": 0.3, "/": 0.35, "=": 0.1}
"""The chance that a sign touches the digit beside it."""


SYMBOLS = {
    "x": "X",
    "multiplication_cross": "X",
    "plus": "+",
    "addition_plus": "+",
    "minus": "-",
    "subtraction_minus": "-",
}
"""The sets' names of the signs that people write around numbers."""

SIZES = {"X": (0.5, 1.15), "+": (0.35, 0.85), "-": (0.25, 1.2)}
"""Their larger side, in digit heights."""

OFF_MIDDLE = 0.08
"""Deviation of their middle from that of the digits, in digit heights."""


class RealSigns:
    """Signs of real hands, of sets in which all of :data:`SIZES` are; holds the generator."""

    def __init__(self, sets: Sets, rng: np.random.Generator) -> None:
        self._rng = rng
        self._chooser = DigitChooser(tuple((_named(one), share) for one, share in sets), rng)

    def knows(self, symbol: str) -> bool:
        return symbol in SIZES

    def written(self, symbol: str, *, height: float) -> tuple[Image, int]:
        """As :func:`written_sign`; ``height`` is a digit's in pixels."""
        one, index = self._chooser.choose(symbol)
        ink = one.ink[index]
        factor = height * float(self._rng.uniform(*SIZES[symbol])) / max(ink.shape)
        size = max(2, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor))
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        sized = np.asarray(cv2.resize(ink, size, interpolation=way), np.uint8)
        middle = 0.5 + OFF_MIDDLE * float(self._rng.standard_normal())
        return sized, round(sized.shape[0] / 2 + middle * height)


def _named(one: InkSet) -> InkSet:
    """The pictures of a set that are signs, under their symbols."""
    places = [i for i, label in enumerate(one.labels) if label in SYMBOLS]
    return dataclasses.replace(
        one,
        ink=tuple(one.ink[i] for i in places),
        labels=tuple(SYMBOLS[one.labels[i]] for i in places),
        sources=(),
        order=(),
    )


def touching_sign(symbol: str) -> float:
    """The chance that this symbol touches its neighbours; 0 for digits."""
    return TOUCHING.get(symbol, 0.0)


def written_sign(
    rng: np.random.Generator,
    writer: Writer,
    symbol: str,
    style: HandStyle,
    *,
    following: str = "",
) -> tuple[Image, int]:
    """A sign's ink (uint8, bright on 0) and the row of it that stands on the line; ``following``
    is the next symbol."""
    height = style.height
    if symbol == ",":
        return _comma(rng, writer, style)
    if symbol == "/" and rng.random() < ONE_STROKE:
        ink, below = slash_stroke(
            rng, height=height, pen=style.loop.pen, before_dash=following == "-"
        )
        return ink, round(ink.shape[0] - below)
    size = float(rng.uniform(*SLASH_SIZE)) if symbol == "/" else 1.0
    drawn = draw_string(rng, writer, symbol, height=height * size, margin=1)
    ink = drawn.ink
    if symbol == "-":
        wide = max(2, round(ink.shape[1] * float(rng.uniform(*DASH_WIDTH))))
        ink = np.asarray(cv2.resize(ink, (wide, ink.shape[0])), np.uint8)
    return ink, round(drawn.baseline)


def _comma(rng: np.random.Generator, writer: Writer, style: HandStyle) -> tuple[Image, int]:
    height, top = style.height, style.comma_top
    if rng.random() < ONE_STROKE:
        long = float(np.clip(top + rng.uniform(*COMMA_DEPTH), *COMMA_LENGTHS))
        stroke = comma_stroke(rng, height=height, long=long, pen=style.loop.pen)
        return stroke, round(height * top)
    size = float(rng.uniform(*COMMA_SIZE))
    ink = _tight(draw_string(rng, writer, ",", height=height * size, margin=1).ink)
    if top > HIGH_COMMA:
        tall = max(2, round(height * (top + float(rng.uniform(*COMMA_DEPTH)))))
        wide = max(2, round(ink.shape[1] * float(rng.uniform(0.7, 1.3))))
        ink = np.asarray(cv2.resize(ink, (wide, tall)), np.uint8)
    return ink, round(height * top)


def _tight(ink: Image) -> Image:
    rows = np.flatnonzero(ink.any(axis=1))
    return ink[rows[0] : rows[-1] + 1] if rows.size else ink
