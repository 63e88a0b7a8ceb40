"""What is printed around one string: frames, combs, table cells, captions, currency signs.

All lengths are multiples of ``unit``, the digit height in pixels, so that a frame looks the same
at any resolution. Frames are drawn as ink (uint8, 255 = full) on a canvas.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from reader.records import Box, Image
from reader.synthesis.paper import pasted
from reader.synthesis.prints import draw_typeface, print_text

__all__ = ["FRAMES", "Frame", "break_frame", "draw_frame"]

FRAMES = ("none", "underline", "box", "comb", "cell", "cheque")
"""Kinds of frame around a string."""

CURRENCIES = ("$", "€", "£", "Rs", "CHF", "Rs.", "EUR", "kr")
CAPTIONS = ("DDMMYYYY", "TTMMJJJJ", "JJMMAAAA", "DDMMYY", "HHMM")
LABELS = ("Total", "Amount", "Date", "No.", "Sum", "Code", "Betrag", "Jml", "Suara", "Age", "Nr")


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame to print: ``box`` is its inside on the canvas, ``cells`` a comb's number of cells."""

    kind: str
    box: Box
    cells: int
    unit: float


def draw_frame(rng: np.random.Generator, canvas: Image, frame: Frame) -> None:
    """Print ``frame`` on ``canvas`` in place.

    Raises
    ------
    ValueError
        If the frame's kind is not known.
    """
    if frame.kind not in FRAMES:
        raise ValueError(f"frame {frame.kind!r}: expected one of {', '.join(FRAMES)}")
    thick = max(1, round(frame.unit * float(np.exp(rng.uniform(np.log(0.02), np.log(0.1))))))
    if frame.kind == "underline":
        _underline(rng, canvas, frame, thick)
    elif frame.kind == "box":
        _box(rng, canvas, frame, thick)
    elif frame.kind == "comb":
        _comb(rng, canvas, frame, thick)
    elif frame.kind == "cell":
        _cell(rng, canvas, frame, thick)
    elif frame.kind == "cheque":
        _cheque(rng, canvas, frame, thick)


def break_frame(rng: np.random.Generator, canvas: Image, *, unit: float) -> None:
    """Take out of a frame's ink, in place, what a worn print or a scan did not bring: blots of up
    to a quarter of a digit height on a tenth to six tenths of the paper."""
    blot = max(0.6, unit * float(rng.uniform(0.03, 0.25)))
    rough = rng.standard_normal(canvas.shape).astype(np.float32)
    smooth = cv2.GaussianBlur(rough, (0, 0), blot)
    canvas[smooth > np.quantile(smooth, rng.uniform(0.4, 0.9))] = 0


def _underline(rng: np.random.Generator, canvas: Image, frame: Frame, thick: int) -> None:
    box, reach = frame.box, int(frame.unit * rng.uniform(0.0, 3.0))
    left, right = box.left - reach, box.right + reach
    if rng.random() < 0.4:
        pitch = max(2 * thick + 1, round(frame.unit * rng.uniform(0.08, 0.25)))
        for col in range(left, right, pitch):
            _flat(canvas, box.bottom, col, col + max(thick, pitch // 2), thick)
        return
    _flat(canvas, box.bottom, left, right, thick)
    if rng.random() < 0.2:
        _flat(canvas, box.top, left, right, thick)


def _box(rng: np.random.Generator, canvas: Image, frame: Frame, thick: int) -> None:
    _rectangle(canvas, frame.box, thick)
    if rng.random() < 0.1:
        gap = thick + max(1, thick // 2)
        _rectangle(canvas, _grown(frame.box, gap + thick), thick)
    if rng.random() < 0.5:
        _label(rng, canvas, frame)


def _comb(rng: np.random.Generator, canvas: Image, frame: Frame, thick: int) -> None:
    box, pitch = frame.box, frame.box.width / max(1, frame.cells)
    style = str(rng.choice(("closed", "closed", "apart", "ticks", "dotted")))
    cols = [box.left + round(i * pitch) for i in range(frame.cells + 1)]
    if style == "apart":
        inset = max(1, round(0.04 * pitch))
        for left, right in pairwise(cols):
            cell = Box(box.top, left + inset, box.height, right - left - 2 * inset)
            _rectangle(canvas, cell, thick)
    else:
        _flat(canvas, box.bottom, box.left, box.right, thick)
        top = box.bottom - round(0.3 * box.height) if style == "ticks" else box.top
        if style != "ticks":
            _flat(canvas, box.top, box.left, box.right, thick)
        for i, col in enumerate(cols):
            inner = style == "dotted" and 0 < i < frame.cells
            _upright(canvas, col, top, box.bottom, thick, dots=3 * thick + 2 if inner else 0)
    if rng.random() < 0.5:
        _captions(rng, canvas, frame, pitch)


def _cell(rng: np.random.Generator, canvas: Image, frame: Frame, thick: int) -> None:
    """Lines of a table that go on beyond the cell; some of them doubled."""
    box = frame.box
    for row in (box.top, box.bottom):
        if rng.random() < 0.85:
            _flat(canvas, row, -1, canvas.shape[1] + 1, thick)
    for col in (box.left, box.right):
        if rng.random() < 0.7:
            _upright(canvas, col, -1, canvas.shape[0] + 1, thick, dots=0)
            if rng.random() < 0.15:
                _upright(canvas, col + 3 * thick, -1, canvas.shape[0] + 1, thick, dots=0)


def _cheque(rng: np.random.Generator, canvas: Image, frame: Frame, thick: int) -> None:
    """A frame with a printed currency sign at its left, often behind a bar."""
    box, unit = frame.box, frame.unit
    word = str(rng.choice(CURRENCIES))
    ink, _ = print_text(word, draw_typeface(rng), height=unit * rng.uniform(0.8, 1.5))
    room = ink.shape[1] + round(unit * rng.uniform(0.3, 0.9))
    whole = Box(box.top, box.left - room, box.height, box.width + room)
    _rectangle(canvas, whole, thick)
    top = box.top + (box.height - ink.shape[0]) // 2 - round(0.1 * unit)
    pasted(canvas, ink, top, whole.left + (room - ink.shape[1]) // 2)
    if rng.random() < 0.6:
        _upright(canvas, box.left, box.top, box.bottom, thick, dots=0)


def _captions(rng: np.random.Generator, canvas: Image, frame: Frame, pitch: float) -> None:
    """Small printed letters beneath the cells, or inside them at the bottom."""
    letters = str(rng.choice(CAPTIONS))
    face, size = draw_typeface(rng), frame.unit * float(rng.uniform(0.3, 0.75))
    top = frame.box.bottom + round(frame.unit * float(rng.uniform(0.05, 0.25)))
    for i in range(frame.cells):
        ink, _ = print_text(letters[i % len(letters)], face, height=size)
        rows = np.flatnonzero(ink.any(axis=1))
        if len(rows):
            middle = frame.box.left + (i + 0.5) * pitch
            pasted(canvas, ink[rows[0] :], top, round(middle - ink.shape[1] / 2))


def _label(rng: np.random.Generator, canvas: Image, frame: Frame) -> None:
    ink, baseline = print_text(
        str(rng.choice(LABELS)),
        draw_typeface(rng),
        height=frame.unit * float(rng.uniform(0.4, 0.8)),
    )
    if rng.random() < 0.6:
        above = frame.box.top - round(0.25 * frame.unit) - baseline
        pasted(canvas, ink, above, frame.box.left)
        return
    beside = frame.box.left - ink.shape[1] - round(0.3 * frame.unit)
    pasted(canvas, ink, frame.box.bottom - round(0.3 * frame.unit) - baseline, beside)


def _rectangle(canvas: Image, box: Box, thick: int) -> None:
    cv2.rectangle(canvas, (box.left, box.top), (box.right, box.bottom), 255, thick)


def _grown(box: Box, by: int) -> Box:
    return Box(box.top - by, box.left - by, box.height + 2 * by, box.width + 2 * by)


def _flat(canvas: Image, row: int, left: int, right: int, thick: int) -> None:
    cv2.line(canvas, (left, row), (right, row), 255, thick)


def _upright(canvas: Image, col: int, top: int, bottom: int, thick: int, *, dots: int) -> None:
    if not dots:
        cv2.line(canvas, (col, top), (col, bottom), 255, thick)
        return
    for row in range(top, bottom, dots):
        cv2.line(canvas, (col, row), (col, row + dots // 3), 255, thick)
