"""Ink that is not one digit: what a segmenter may hand to the classifier by mistake."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.draw import traces_as_ink
from reader.synthesis.prints import draw_typeface, print_text
from reader.synthesis.render import grained
from reader.synthesis.signs import SIGN_KINDS
from reader.synthesis.strings import draw_string
from reader.synthesis.strokes import Floats
from reader.synthesis.trace import Trace, trace_shape, trace_symbol, widths_along
from reader.synthesis.writer import LETTER_SHAPES, Writer, draw_writer

__all__ = ["TEST_RUBBISH", "TRAINING_RUBBISH", "draw_rubbish"]

TRAINING_RUBBISH = (
    "pair", "triple", "digit-and-a-half", "cross", "letter", "rulings", "corner", "scribble",
    "signs", "printed",
)  # fmt: skip
"""Families that training may see."""

TEST_RUBBISH = ("signature", "stamp")
"""Families kept for testing rejection; training must never see them."""


def draw_rubbish(
    rng: np.random.Generator,
    kind: str | None = None,
    *,
    height: int = 48,
    writer: Writer | None = None,
) -> Image:
    """Ink of something that is not one digit.

    ``kind`` is one of ``TRAINING_RUBBISH`` or ``TEST_RUBBISH``; one of the former by chance if
    None. Gives uint8 (h, w), ink bright on 0; h is ``height`` or less where the thing is flat.

    Raises
    ------
    ValueError
        If ``kind`` is not known.
    """
    chosen = kind or str(rng.choice(TRAINING_RUBBISH))
    drawer = _DRAWERS.get(chosen)
    if drawer is None:
        raise ValueError(f"rubbish {chosen!r}: expected one of {', '.join(_DRAWERS)}")
    return drawer(rng, writer or draw_writer(rng), height)


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(str(d) for d in rng.integers(10, size=count))


def _pair(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    return draw_string(rng, writer, _digits(rng, 2), height=height * 0.9, touching=0.8).ink


def _triple(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    return draw_string(rng, writer, _digits(rng, 3), height=height * 0.9, touching=0.8).ink


def _digit_and_a_half(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """A digit with a good part of its neighbour; a thin sliver would still be a digit."""
    drawn = draw_string(rng, writer, _digits(rng, 2), height=height * 0.9, touching=0.7)
    first, second = drawn.boxes
    part = float(rng.uniform(0.4, 0.75))
    if rng.random() < 0.5:
        return drawn.ink[:, : max(second.left + round(part * second.width), 2)]
    return drawn.ink[:, min(first.right - round(part * first.width), drawn.ink.shape[1] - 2) :]


def _cross(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    return _inked(rng, writer, trace_symbol(rng, writer, "X"), height)


def _letter(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    shape = LETTER_SHAPES[int(rng.integers(len(LETTER_SHAPES)))]
    return _inked(rng, writer, trace_shape(rng, writer, shape), height)


def _signs(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """Several signs, or one that no digit resembles."""
    alone = [s for s in SIGN_KINDS if s in "#*$€£₹=:"]
    symbols = str(rng.choice([*alone, "/-", "=-", ".-", ",-", "--"]))
    return draw_string(rng, writer, symbols, height=height).ink


def _printed(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    del writer
    words = (
        "DD",
        "MM",
        "YY",
        "No",
        "Rs",
        "Total",
        "Am",
        "kg",
        "Nr",
        "&c",
        "km",
        "Exp",
        "Ref",
        "AB",
    )
    ink, _ = print_text(str(rng.choice(words)), draw_typeface(rng), height=height)
    rows = np.flatnonzero(ink.any(axis=1))
    return ink[rows[0] : rows[-1] + 1]


def _rulings(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """Crossing or parallel lines: remnants of tables."""
    del writer
    ink = np.zeros((height, int(height * rng.uniform(0.5, 1.5))), np.uint8)
    thick = max(1, round(height * rng.uniform(0.02, 0.10)))
    for row in rng.uniform(0.05, 0.95, int(rng.integers(1, 4))):
        cv2.line(ink, (0, int(row * height)), (ink.shape[1], int(row * height)), 255, thick)
    for col in rng.uniform(0.05, 0.95, int(rng.integers(1, 3))):
        at = int(col * ink.shape[1])
        cv2.line(ink, (at, 0), (at, height), 255, thick)
    return ink


def _corner(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """A corner of a box, or a half box; never the top right one, which is a printed 7."""
    del writer
    side = np.zeros((height, int(height * rng.uniform(0.6, 1.6))), np.uint8)
    thick = max(1, round(height * rng.uniform(0.03, 0.10)))
    cv2.line(side, (thick, thick), (thick, height), 255, thick)
    cv2.line(side, (thick, thick), (side.shape[1], thick), 255, thick)
    if rng.random() < 0.4:
        edge = side.shape[1] - thick
        cv2.line(side, (edge, thick), (edge, int(height * rng.uniform(0.3, 1.0))), 255, thick)
    return np.ascontiguousarray(np.rot90(side, int(rng.integers(3))))


def _scribble(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """A pen run to and fro: struck-out digits, shading, trying out the pen."""
    turns = int(rng.integers(6, 20))
    side = np.where(np.arange(turns) % 2 == 0, 0.0, 1.0)
    rows = np.clip(side + 0.15 * rng.standard_normal(turns), -0.1, 1.1)
    cols = np.linspace(0.0, float(rng.uniform(0.3, 1.3)), turns) + 0.05 * rng.standard_normal(turns)
    return _inked(rng, writer, (_curve(rng, writer, np.column_stack([cols, rows])),), height)


def _signature(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """A long running hand with loops, high first letter and a flourish."""
    waves = int(rng.integers(3, 7))
    time = np.linspace(0.0, 2.0 * np.pi * waves, waves * 8)
    tall = rng.uniform(0.1, 0.5, waves + 1)[(time / (2.0 * np.pi)).astype(int)]
    tall[:8] = 0.6
    rows = 0.6 - tall * np.sin(time + rng.uniform(0.0, 6.0))
    cols = 0.05 * time + rng.uniform(0.08, 0.22) * np.cos(time + 0.4 * np.sin(time))
    traces = [_curve(rng, writer, np.column_stack([cols, rows]))]
    if rng.random() < 0.6:
        flourish = np.array([[1.0, 0.9], [0.5, 1.05], [0.0, 1.0]]) * (cols.max(), 1.0)
        traces.append(_curve(rng, writer, flourish))
    return _inked(rng, writer, tuple(traces), height)


def _stamp(rng: np.random.Generator, writer: Writer, height: int) -> Image:
    """A rubber stamp: ring or frame with words, worn."""
    del writer
    ink = np.zeros((height, height), np.uint8)
    middle, thick = (height // 2, height // 2), max(1, height // 24)
    if rng.random() < 0.6:
        cv2.circle(ink, middle, int(height * 0.46), 255, thick, cv2.LINE_AA)
        cv2.circle(ink, middle, int(height * 0.34), 255, max(1, thick // 2), cv2.LINE_AA)
    else:
        rows = (int(height * 0.2), int(height * 0.8))
        cv2.rectangle(ink, (thick, rows[0]), (height - thick, rows[1]), 255, thick)
    word, _ = print_text(
        str(rng.choice(("PAID", "COPY", "VOID", "SEEN"))), draw_typeface(rng), height=height / 4
    )
    top, left = (height - word.shape[0]) // 2, max(0, (height - word.shape[1]) // 2)
    part = word[:, : height - left]
    ink[top : top + part.shape[0], left : left + part.shape[1]] |= part
    matrix = cv2.getRotationMatrix2D(middle, float(rng.uniform(-40, 40)), 1.0)
    turned = cv2.warpAffine(ink, matrix, (height, height))
    worn = cv2.GaussianBlur(rng.random((height, height)).astype(np.float32), (0, 0), height / 16)
    return np.where(worn > np.quantile(worn, 0.15), turned, 0).astype(np.uint8)


_DRAWERS: dict[str, Callable[[np.random.Generator, Writer, int], Image]] = {
    "pair": _pair,
    "triple": _triple,
    "digit-and-a-half": _digit_and_a_half,
    "cross": _cross,
    "letter": _letter,
    "rulings": _rulings,
    "corner": _corner,
    "scribble": _scribble,
    "signs": _signs,
    "printed": _printed,
    "signature": _signature,
    "stamp": _stamp,
}


def _curve(rng: np.random.Generator, writer: Writer, control: Floats) -> Trace:
    """A smooth path through control points."""
    knots = np.arange(len(control), dtype=float)
    where = np.linspace(0.0, len(control) - 1.0, 8 * len(control))
    path = np.column_stack([np.interp(where, knots, control[:, axis]) for axis in (0, 1)])
    padded = np.pad(path, ((4, 4), (0, 0)), mode="edge")
    kernel = np.hanning(11)[1:-1] / np.hanning(11).sum()
    smooth = np.column_stack([np.convolve(padded[:, a], kernel, mode="valid") for a in (0, 1)])
    return Trace(smooth, widths_along(rng, writer.pen, smooth))


def _inked(
    rng: np.random.Generator, writer: Writer, traces: tuple[Trace, ...], height: int
) -> Image:
    ink = traces_as_ink(traces, height, pen=writer.pen.width_mm / writer.size_mm)
    return grained(rng, ink, writer.pen)
