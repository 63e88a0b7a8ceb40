"""Strings of digits as a hand writes them: spacing, touching, separators, strikes, corrections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from reader.records import Box, Image, Mark
from reader.synthesis.render import grained, ink_extent, render_traces
from reader.synthesis.signs import SIGN_KINDS
from reader.synthesis.strikes import correction_of, strike_traces
from reader.synthesis.strokes import Floats
from reader.synthesis.trace import Trace, moved, trace_symbol, widths_along
from reader.synthesis.writer import Writer

__all__ = ["DrawnString", "StringDrawer", "draw_string"]

PROFILE_ROWS = 16
"""Rows of the outline by which neighbours are set side by side."""

SPACE_WIDTH = 0.45
"""Width of a written space, in digit heights."""

MOST_OVERLAP = 0.45
"""A digit reaches into its left neighbour's width by no more than this part of its own."""

DEEPEST = 0.06
"""Digit heights by which touching digits reach into each other at most, beside the pen's width."""

ALONGSIDE = 0.35
"""Where so many of the row bands that both digits have meet at once, two strokes run side by side:
a hand sets them beside each other, or nobody could read them."""

NOWHERE = 9.0
"""Digit heights to the left of all: where a symbol has nothing in a row band."""

LINK_CHANCE = 0.35
"""Chance that touching digits are also linked by a stroke."""

LINK_REACH = 0.55
"""A link to the next digit is drawn only if it is no longer than this, in digit heights."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnString:
    """A written string.

    ``ink`` is uint8 (h, w), ink bright on 0. ``boxes`` holds one box a digit, in ``ink``.
    ``text`` is the digits alone, ``written`` all that was written. ``marks`` are the other
    signs, ``position`` counting the digits before them. ``baseline`` is the row of ``ink`` on
    which it stands. Written with a ``pitch`` (else 0), its first cell begins at column ``origin``;
    ``struck`` says that the whole string was crossed out.
    """

    ink: Image
    boxes: tuple[Box, ...]
    text: str
    written: str
    marks: tuple[Mark, ...]
    baseline: float
    origin: float
    pitch: float
    struck: bool


class StringDrawer(Protocol):
    """Writes a text; :func:`draw_string` is one."""

    def __call__(
        self,
        rng: np.random.Generator,
        writer: Writer,
        text: str,
        *,
        height: float,
        touching: float | None = None,
        pitch: float | None = None,
        strike: str = "",
    ) -> DrawnString: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """A symbol where it stands; ``extra`` is ink that is not the symbol's own."""

    symbol: str
    traces: tuple[Trace, ...]
    extra: tuple[Trace, ...] = ()
    corrected: bool = False

    def moved(self, *, cols: float = 0.0, rows: float = 0.0) -> _Placed:
        return replace(
            self,
            traces=tuple(moved(t, cols=cols, rows=rows) for t in self.traces),
            extra=tuple(moved(t, cols=cols, rows=rows) for t in self.extra),
        )


def draw_string(
    rng: np.random.Generator,
    writer: Writer,
    text: str,
    *,
    height: float,
    touching: float | None = None,
    pitch: float | None = None,
    strike: str = "",
    corrections: float = 0.0,
    margin: int = 2,
) -> DrawnString:
    """Write ``text`` with digits about ``height`` pixels tall.

    Parameters
    ----------
    text
        Digits, spaces and the signs of ``SIGN_KINDS``.
    touching
        Chance that a digit touches its left neighbour; the writer's habit if None.
    pitch
        Distance of the digits' middles in pixels, for boxes and combs; the writer's own
        spacing if None. Every character, spaces too, then takes one cell.
    strike
        ``""`` or a way to cross the whole string out, see :data:`reader.synthesis.strikes.STRIKES`.
    corrections
        Chance that a digit was written over another one.

    Raises
    ------
    ValueError
        If ``text`` is empty or holds a character without stroke model.
    """
    if not text.strip():
        raise ValueError("text is empty; expected digits and signs")
    chance = writer.touching if touching is None else touching
    placed = _placed(rng, writer, text, chance=chance, corrections=corrections)
    if pitch is not None:
        placed = _on_pitch(rng, placed, text, pitch=pitch / height)
    placed = _sloped(placed, writer.slope if pitch is None else 0.0)
    crossing = strike_traces(rng, writer, [t for p in placed for t in p.traces], kind=strike)
    pen = writer.pen.width_mm / writer.size_mm
    return _rendered(
        rng, writer, placed, crossing, height=height, pen=pen, pitch=pitch, margin=margin
    )


def _placed(
    rng: np.random.Generator, writer: Writer, text: str, *, chance: float, corrections: float
) -> list[_Placed]:
    pen = writer.pen.width_mm / writer.size_mm
    placed: list[_Placed] = []
    edge: Floats | None = None
    space = 0.0
    for symbol in text:
        if symbol == " ":
            space += SPACE_WIDTH
            continue
        item = _Placed(symbol, trace_symbol(rng, writer, symbol))
        if symbol.isdigit() and rng.random() < corrections:
            item = replace(item, extra=correction_of(rng, writer), corrected=True)
        touches = rng.random() < chance
        if edge is not None:
            start = _start(rng, writer, edge, item.traces, touches=touches, pen=pen)
            item = item.moved(cols=start + space)
        placed.append(item)
        if touches and space == 0.0 and rng.random() < LINK_CHANCE:
            placed = _linked(rng, writer, placed)
        edge, space = _outline(item.traces, side=1.0), 0.0
    return placed


def _start(
    rng: np.random.Generator,
    writer: Writer,
    edge: Floats,
    traces: tuple[Trace, ...],
    *,
    touches: bool,
    pen: float,
) -> float:
    """Column at which the next symbol is set, from the outlines of both."""
    outline = _outline(traces, side=-1.0)
    near = float(np.max(edge + outline))
    shared = (edge > -NOWHERE) & (outline > -NOWHERE)
    cols = np.concatenate([t.points[:, 0] for t in traces])
    apart = float(edge.max()) - float(cols.min())
    near = max(near, apart - MOST_OVERLAP * max(float(np.ptp(cols)), 0.2))
    if touches:
        if _run_alongside((edge + outline)[shared], pen):
            return near + pen * float(rng.uniform(0.8, 1.1))
        return near + pen * float(rng.uniform(0.0, 1.0)) - DEEPEST * float(rng.random() ** 3)
    gap = max(writer.spacing + writer.spacing_jitter * float(rng.standard_normal()), 0.04)
    mixed = max(0.35 * near + 0.65 * apart - 0.04, near)
    return mixed + pen + gap


def _run_alongside(closeness: Floats, pen: float) -> bool:
    """Whether neighbours that are pushed together meet in many row bands at the same time;
    ``closeness`` is that of the bands in which both have ink."""
    if not closeness.size:
        return False
    return float(np.mean(closeness > closeness.max() - 0.6 * pen)) >= ALONGSIDE


def _outline(traces: tuple[Trace, ...], *, side: float) -> Floats:
    """How far the symbol reaches right (side 1) or left (side -1) in each row band; widened by
    the neighbouring bands so that strokes need not pass at the very same height."""
    points = np.concatenate([t.points for t in traces])
    bands = np.clip(((points[:, 1] + 0.2) / 1.4 * PROFILE_ROWS).astype(int), 0, PROFILE_ROWS - 1)
    reach = np.full(PROFILE_ROWS + 2, -NOWHERE)
    np.maximum.at(reach, bands + 1, side * points[:, 0])
    return np.maximum(np.maximum(reach[:-2], reach[2:]), reach[1:-1])


def _linked(rng: np.random.Generator, writer: Writer, placed: list[_Placed]) -> list[_Placed]:
    """The pen stays on paper between the last two digits."""
    if len(placed) < 2 or not (placed[-1].symbol.isdigit() and placed[-2].symbol.isdigit()):
        return placed
    start, stop = placed[-2].traces[-1].points[-1], placed[-1].traces[0].points[0]
    if np.hypot(*(stop - start)) > LINK_REACH:
        return placed
    along = np.linspace(0.0, 1.0, 10)[:, None]
    sag = np.array([0.0, float(rng.uniform(-0.05, 0.12))])
    bridge = start + along * (stop - start) + 4.0 * along * (1.0 - along) * sag
    widths = widths_along(rng, writer.pen, bridge) * 0.8
    link = Trace(bridge, widths)
    return [*placed[:-1], replace(placed[-1], extra=(*placed[-1].extra, link))]


def _on_pitch(
    rng: np.random.Generator, placed: list[_Placed], text: str, *, pitch: float
) -> list[_Placed]:
    cells = [i for i, symbol in enumerate(text) if symbol != " "]
    result = []
    for cell, item in zip(cells, placed, strict=True):
        cols = np.concatenate([t.points[:, 0] for t in item.traces])
        middle = (cell + 0.5) * pitch + 0.05 * pitch * float(rng.standard_normal())
        shift = middle - (float(cols.min()) + float(cols.max())) / 2.0
        result.append(item.moved(cols=shift))
    return result


def _sloped(placed: list[_Placed], slope: float) -> list[_Placed]:
    return [item.moved(rows=-slope * float(item.traces[0].points[0, 0])) for item in placed]


def _rendered(
    rng: np.random.Generator,
    writer: Writer,
    placed: list[_Placed],
    crossing: tuple[Trace, ...],
    *,
    height: float,
    pen: float,
    pitch: float | None,
    margin: int,
) -> DrawnString:
    everything = [*(t for item in placed for t in (*item.extra, *item.traces)), *crossing]
    top, left, bottom, right = ink_extent(everything, pen_width=pen)
    shift_cols, shift_rows = margin - left * height, margin - top * height
    shape = (
        int(np.ceil((bottom - top) * height)) + 2 * margin,
        int(np.ceil((right - left) * height)) + 2 * margin,
    )
    on_paper = [moved(t, scale=height, cols=shift_cols, rows=shift_rows) for t in everything]
    ink = render_traces(on_paper, shape, pen_width=pen * height)
    boxes = []
    for item in placed:
        if item.symbol.isdigit():
            extent = ink_extent(item.traces, pen_width=pen)
            boxes.append(_pixel_box(extent, height, shift_rows, shift_cols, shape))
    return DrawnString(
        ink=grained(rng, ink, writer.pen),
        boxes=tuple(boxes),
        text="".join(item.symbol for item in placed if item.symbol.isdigit()),
        written="".join(item.symbol for item in placed),
        marks=_marks(placed),
        baseline=height + shift_rows,
        origin=shift_cols,
        pitch=pitch or 0.0,
        struck=bool(crossing),
    )


def _pixel_box(
    extent: tuple[float, float, float, float],
    height: float,
    shift_rows: float,
    shift_cols: float,
    shape: tuple[int, int],
) -> Box:
    top = max(0, int(extent[0] * height + shift_rows))
    left = max(0, int(extent[1] * height + shift_cols))
    bottom = min(shape[0], int(np.ceil(extent[2] * height + shift_rows)))
    right = min(shape[1], int(np.ceil(extent[3] * height + shift_cols)))
    return Box(top, left, bottom - top, right - left)


def _marks(placed: list[_Placed]) -> tuple[Mark, ...]:
    marks, digits = [], 0
    for item in placed:
        if item.symbol.isdigit():
            if item.corrected:
                marks.append(Mark("correction", digits))
            digits += 1
        else:
            marks.append(Mark(SIGN_KINDS[item.symbol], digits))
    return tuple(marks)
