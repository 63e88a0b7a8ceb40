"""One digit as ink."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.records import Image
from reader.synthesis.render import grained, ink_extent, render_traces
from reader.synthesis.trace import Trace, moved, trace_shape, trace_symbol
from reader.synthesis.writer import CAPITAL_SHAPES, Writer

__all__ = ["MARGIN", "draw_capital", "draw_digit", "traces_as_ink"]

MARGIN = 1
"""Pixels without ink around a drawn symbol."""


def draw_digit(rng: np.random.Generator, writer: Writer, digit: str, height: int) -> Image:
    """One handwritten digit.

    Parameters
    ----------
    digit
        One of ``0`` to ``9``.
    height
        Height of the result in pixels, at least 8; its width follows the ink.

    Returns
    -------
    uint8 array of shape (height, width), ink bright on 0, a pixel of margin around it.

    Raises
    ------
    ValueError
        If ``digit`` is not a digit or ``height`` too small.
    """
    if len(digit) != 1 or not digit.isdecimal():
        raise ValueError(f"digit {digit!r}: expected one of 0 to 9")
    if height < 8:
        raise ValueError(f"height {height}: a digit needs at least 8 pixels")
    return _inked(rng, writer, trace_symbol(rng, writer, digit), height)


def draw_capital(rng: np.random.Generator, writer: Writer, letter: str, height: int) -> Image:
    """One handwritten capital, as :func:`draw_digit` draws a digit; its shape by chance.

    Raises
    ------
    ValueError
        If ``letter`` is none of A to Z or ``height`` too small.
    """
    shapes = CAPITAL_SHAPES.get(letter, ())
    if not shapes:
        raise ValueError(f"letter {letter!r}: expected one of A to Z")
    if height < 8:
        raise ValueError(f"height {height}: a letter needs at least 8 pixels")
    weights = np.cumsum([shape.weight for shape in shapes])
    shape = shapes[int(np.searchsorted(weights, rng.random() * weights[-1]))]
    return _inked(rng, writer, trace_shape(rng, writer, shape), height)


def _inked(rng: np.random.Generator, writer: Writer, traces: Sequence[Trace], height: int) -> Image:
    ink = traces_as_ink(traces, height, pen=writer.pen.width_mm / writer.size_mm)
    return grained(rng, ink, writer.pen)


def traces_as_ink(traces: Sequence[Trace], height: int, *, pen: float) -> Image:
    """Traces scaled until their ink fills ``height``; ``pen`` is the line width in their unit."""
    top, left, bottom, right = ink_extent(traces, pen_width=pen)
    scale = (height - 2 * MARGIN) / (bottom - top)
    width = int(np.ceil((right - left) * scale)) + 2 * MARGIN
    placed = [
        moved(t, scale=scale, cols=MARGIN - left * scale, rows=MARGIN - top * scale) for t in traces
    ]
    return render_traces(placed, (height, width), pen_width=pen * scale)
