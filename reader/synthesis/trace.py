"""The pen's traces of one symbol: a shape, moved by the hand that writes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reader.synthesis.pen import Pen
from reader.synthesis.strokes import Floats, Shape, path_points
from reader.synthesis.writer import Hand, Writer, hand_of, knot_noise, shape_of

__all__ = ["Trace", "moved", "trace_shape", "trace_symbol", "widths_along"]

HOOK_LENGTH = (0.03, 0.11)
"""Length of the small hook with which a pen lands or leaves, in digit heights."""

LEAST_ROUND = 0.7
"""Least roundness of shapes that are all curves: nobody draws a zero as a polygon."""

GAP_LENGTH = (0.05, 0.14)
"""Length of the gap that a skipping pen leaves, in digit heights."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One pen movement on paper.

    ``points`` is (n, 2) of col and row; ``widths`` is (n,), multiples of the pen's mean width.
    """

    points: Floats
    widths: Floats


def trace_symbol(rng: np.random.Generator, writer: Writer, symbol: str) -> tuple[Trace, ...]:
    """Write one symbol: row 0 is the top of digits and row 1 the baseline, col 0 about its left.

    Raises
    ------
    ValueError
        If there is no shape for ``symbol``.
    """
    return trace_shape(rng, writer, shape_of(rng, writer, symbol))


def trace_shape(rng: np.random.Generator, writer: Writer, shape: Shape) -> tuple[Trace, ...]:
    """Write one shape, as :func:`trace_symbol` does."""
    hand = hand_of(writer, shape)
    modes = hand.modes + writer.jitter * rng.standard_normal(len(shape.modes))
    noise = writer.jitter * knot_noise(rng, len(shape.knots))
    knots = shape.knots + hand.knots + noise + np.tensordot(modes, shape.modes, 1)
    roundness = writer.roundness + 0.15 * rng.standard_normal()
    least = 0.0 if shape.cornered else LEAST_ROUND
    strokes = path_points(shape, knots, roundness=float(np.clip(roundness, least, 1.4)))
    if len(strokes) > 1 and rng.random() < writer.drag:
        strokes = _undragged(strokes)
    strokes = [_with_hooks(rng, writer, points) for points in strokes]
    pieces = [piece for points in strokes for piece in _skipped(rng, writer.pen, points)]
    warp = _Warp.draw(rng, writer, hand)
    traces = []
    for points in pieces:
        written = warp.apply(points) + _tremor(rng, writer.tremor, len(points))
        traces.append(Trace(written, widths_along(rng, writer.pen, written)))
    return tuple(traces)


def moved(trace: Trace, *, cols: float = 0.0, rows: float = 0.0, scale: float = 1.0) -> Trace:
    """The trace scaled about the origin, then moved."""
    return Trace(trace.points * scale + (cols, rows), trace.widths)


def widths_along(rng: np.random.Generator, pen: Pen, points: Floats) -> Floats:
    """Relative line width at each point: pressure, slow curves, tapering ends, the nib."""
    count = len(points)
    where = np.linspace(0.0, 1.0, count)
    pressure = np.interp(where, np.linspace(0.0, 1.0, 5), rng.standard_normal(5))
    widths = 1.0 + pen.spread * pressure
    if pen.taper > 0.0 and count > 4:
        end = np.minimum(np.arange(count), np.arange(count)[::-1]) / max(2.0, 0.12 * count)
        widths *= 1.0 - pen.taper * rng.random() * (1.0 - np.minimum(end, 1.0))
    if pen.nib > 0.0 and count > 2:
        step = np.gradient(points, axis=0)
        angle = np.arctan2(step[:, 1], step[:, 0])
        widths *= 1.0 - pen.nib * (1.0 - np.abs(np.sin(angle + pen.nib_angle)))
    return np.maximum(widths, 0.35)


@dataclass(frozen=True, slots=True)
class _Warp:
    """How this hand bends the plane for one symbol."""

    aspect: float
    top_width: float
    bow: float
    balance: float
    slant: float
    turn: float
    size: float
    lift: float

    @staticmethod
    def draw(rng: np.random.Generator, writer: Writer, hand: Hand) -> _Warp:
        chance = rng.standard_normal(8)
        return _Warp(
            aspect=writer.aspect * float(np.exp(writer.aspect_jitter * chance[0])),
            top_width=writer.top_width + 0.06 * float(chance[1]),
            bow=writer.bow + 0.04 * float(chance[2]),
            balance=writer.balance + 0.08 * float(chance[3]),
            slant=writer.slant + writer.slant_jitter * float(chance[4]),
            turn=writer.turn + 0.03 * float(chance[5]),
            size=hand.size * float(np.exp(writer.size_jitter * chance[6])),
            lift=hand.lift + writer.wobble * float(chance[7]),
        )

    def apply(self, points: Floats) -> Floats:
        row = points[:, 1] + self.balance * points[:, 1] * (1.0 - points[:, 1])
        below = row - 0.5
        col = points[:, 0] * self.aspect * (1.0 - self.top_width * below)
        col = col + self.bow * (below**2 - 0.25) - self.slant * below
        turned_col = col - self.turn * below
        turned_row = row + self.turn * (col - 0.3)
        bottom = 1.0 + self.lift
        written = np.column_stack([turned_col, bottom + (turned_row - 1.0)])
        return np.asarray(written * self.size + (0.0, bottom * (1.0 - self.size)))


def _tremor(rng: np.random.Generator, size: float, count: int) -> Floats:
    noise = rng.standard_normal((count, 2)) * (2.0 * size)
    if count < 6:
        return np.zeros((count, 2))
    walk = np.empty((count, 2))
    for axis in (0, 1):
        walk[:, axis] = np.convolve(noise[:, axis], _TREMOR_KERNEL, mode="same")
    return walk


_TREMOR_KERNEL = np.array([0.25, 0.6, 0.8, 0.6, 0.25])


def _with_hooks(rng: np.random.Generator, writer: Writer, points: Floats) -> Floats:
    parts = [points]
    if rng.random() < writer.hook:
        parts.insert(0, _hook(rng, points[0], points[min(2, len(points) - 1)])[::-1])
    if rng.random() < writer.hook:
        parts.append(_hook(rng, points[-1], points[max(-3, -len(points))]))
    return np.concatenate(parts) if len(parts) > 1 else points


def _hook(rng: np.random.Generator, end: Floats, inner: Floats) -> Floats:
    """Points that leave ``end`` away from ``inner`` and bend to one side."""
    away = end - inner
    away = away / (np.hypot(*away) + 1e-9)
    side = np.array([-away[1], away[0]]) * rng.choice((-1.0, 1.0)) * rng.uniform(0.2, 1.3)
    reach = rng.uniform(*HOOK_LENGTH)
    steps = np.array([[0.35], [0.7], [1.0]])
    return np.asarray(end + reach * (steps * away * 0.7 + steps**2 * side))


def _undragged(strokes: list[Floats]) -> list[Floats]:
    """The first two strokes without lifting the pen between them."""
    start, stop = strokes[0][-1], strokes[1][0]
    bridge = start + np.linspace(0.15, 0.85, 6)[:, None] * (stop - start)
    return [np.concatenate([strokes[0], bridge, strokes[1]]), *strokes[2:]]


def _skipped(rng: np.random.Generator, pen: Pen, points: Floats) -> list[Floats]:
    if len(points) < 16 or rng.random() >= pen.skip:
        return [points]
    step = float(np.hypot(*(points[1:] - points[:-1]).T).mean())
    gap = max(1, round(rng.uniform(*GAP_LENGTH) / step))
    at = int(rng.integers(4, len(points) - 8))
    return [part for part in (points[:at], points[at + gap :]) if len(part) > 3]
