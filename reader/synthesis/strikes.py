"""Crossing out and writing over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.synthesis.strokes import Floats
from reader.synthesis.trace import Trace, trace_symbol, widths_along
from reader.synthesis.writer import Writer

__all__ = ["STRIKES", "correction_of", "strike_traces"]

STRIKES = ("line", "double", "slant", "zigzag", "scribble", "cross")
"""Ways to cross a string out."""


def strike_traces(
    rng: np.random.Generator, writer: Writer, traces: Sequence[Trace], *, kind: str
) -> tuple[Trace, ...]:
    """Strokes that cross ``traces`` out; none for kind ``""``.

    Raises
    ------
    ValueError
        If ``kind`` is not known.
    """
    if not kind:
        return ()
    if kind not in STRIKES:
        raise ValueError(f"strike {kind!r}: expected one of {', '.join(STRIKES)}")
    points = np.concatenate([trace.points for trace in traces])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    box = np.array([[left, top], [right, bottom]])
    return tuple(_as_trace(rng, writer, path) for path in _paths(rng, kind, box))


def correction_of(rng: np.random.Generator, writer: Writer) -> tuple[Trace, ...]:
    """The wrong digit that is about to be written over."""
    return trace_symbol(rng, writer, str(rng.integers(10)))


def _paths(rng: np.random.Generator, kind: str, box: Floats) -> list[Floats]:
    """Control points in the string's box: ``box`` is ((left, top), (right, bottom))."""
    if kind == "line":
        return [_across(rng, box, 0.5, 0.5)]
    if kind == "double":
        return [_across(rng, box, 0.38, 0.38), _across(rng, box, 0.62, 0.62)]
    if kind == "slant":
        return [_across(rng, box, 0.95, 0.05)]
    if kind == "cross":
        return [_across(rng, box, 0.95, 0.05), _across(rng, box, 0.05, 0.95)]
    turns = 6 if kind == "zigzag" else 16
    spread = 0.42 if kind == "zigzag" else 0.38
    side = np.where(np.arange(turns) % 2 == 0, 1.0, -1.0)
    rows = 0.5 + side * spread * rng.uniform(0.6, 1.15, turns)
    cols = np.linspace(-0.03, 1.03, turns) + 0.02 * rng.standard_normal(turns)
    return [_in_box(np.column_stack([cols, rows]), box)]


def _across(rng: np.random.Generator, box: Floats, start: float, stop: float) -> Floats:
    rows = np.array([start, (start + stop) / 2, stop]) + 0.06 * rng.standard_normal(3)
    cols = np.array([-0.06, 0.5, 1.06]) + 0.04 * rng.standard_normal(3)
    return _in_box(np.column_stack([cols, rows]), box)


def _in_box(points: Floats, box: Floats) -> Floats:
    return np.asarray(box[0] + points * (box[1] - box[0]))


def _as_trace(rng: np.random.Generator, writer: Writer, control: Floats) -> Trace:
    """A smooth path through the control points (cosine steps keep the turns round)."""
    knots = np.arange(len(control), dtype=float)
    where = np.linspace(0.0, len(control) - 1.0, 12 * len(control))
    path = np.column_stack([np.interp(where, knots, control[:, axis]) for axis in (0, 1)])
    kernel = np.ones(5) / 5.0
    padded = np.pad(path, ((2, 2), (0, 0)), mode="edge")
    smooth = np.column_stack([np.convolve(padded[:, a], kernel, mode="valid") for a in (0, 1)])
    return Trace(smooth, widths_along(rng, writer.pen, smooth))
