"""Ink that was passed over: which kind of mark it is, and whether it means something."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from reader.reasons import Reason
from reader.records import Candidate, Image, Mark, PathStep

__all__ = ["find_marks", "has_another", "mark_reasons"]

ONWARD = 6
"""Place in a candidate's geometry of whether its ink goes on behind it."""

SPECK = 0.09
"""Ink lower and narrower than this many digit heights is dirt, not a mark."""

DASH_WIDTH = 0.15
"""A dash is at least this many digit heights wide."""

FLAT = 1.5
"""A dash is at least this many times as wide as high."""

LOW = 0.2
"""Middle of a point or comma below the middle of the line, in digit heights."""

POINT = 0.3
"""Largest height and width of a point, in digit heights."""

DASH_HEIGHT = 0.35
"""Largest height of a dash, in digit heights: hurried ones slope."""

COMMA_HEIGHT, COMMA_WIDTH = 0.55, 0.4
"""Largest height and width of a comma, in digit heights; what is larger may be a digit."""

RISING = 0.15
"""A dash that goes on in a 1 and rises by this part of its width is the 1's upstroke; a minus sign
that touches it is flatter."""

MEASURABLE = 6
"""Columns of a glyph from which its two ends can be told apart."""

MANY_POINTS = 4
"""So many points that group no thousands are a dotted line, not decimal points."""


def find_marks(path: Sequence[PathStep], candidates: Sequence[Candidate]) -> tuple[Mark, ...]:
    """Marks among the passed-over slices of a path, in reading order.

    What was cut off a 1 behind it, the far end of its upstroke, is no point and no comma, and no
    dash where it rises.
    """
    marks = []
    position = 0
    for number, step in enumerate(path):
        if step.label:
            position += 1
            continue
        kind = _kind(candidates[step.candidate])
        if kind and not _begins_digit(kind, path[number:], candidates):
            marks.append(Mark(kind, position))
    return tuple(marks)


def _begins_digit(kind: str, steps: Sequence[PathStep], candidates: Sequence[Candidate]) -> bool:
    """Whether the ink of the first of ``steps`` goes on, step by step, into a 1 as its upstroke."""
    onward = list(takewhile(lambda s: not s.label and _goes_on(candidates[s.candidate]), steps))
    if not onward or len(onward) == len(steps) or steps[len(onward)].label != "1":
        return False
    return kind != "other" and (kind != "dash" or _rises(candidates[steps[0].candidate].glyph))


def _rises(glyph: Image) -> bool:
    """Whether ink is higher at its right end than at its left one; False without ink."""
    cols = np.flatnonzero(glyph.any(axis=0))
    if cols.size < MEASURABLE:
        return False
    third = cols.size // 3
    rows = np.arange(glyph.shape[0])
    ends = (glyph[:, cols[:third]].sum(axis=1), glyph[:, cols[-third:]].sum(axis=1))
    left, right = (float(rows @ inked / inked.sum()) for inked in ends)
    return left - right >= RISING * (cols.size - third)


def _goes_on(candidate: Candidate) -> bool:
    return bool(candidate.geometry[ONWARD])


def mark_reasons(marks: Sequence[Mark], digits: int, *, last: str = "") -> tuple[str, ...]:
    """Why marks keep a string from being accepted: ``decimal-mark``, ``sign``, ``slash``.

    A point or comma groups thousands where three digits follow up to the next one or the end
    (or two, with three at the end, as in India); any other one between digits may be decimal,
    and so may one right before the first digit, unless other signs stand before it (``Rs.``).
    A 1 at the end (``last``) with a dash behind it may be the stroke of ``/-``.
    """
    reasons = []
    points = [m.position for m in marks if m.kind in ("point", "comma")]
    inner = sorted({p for p in points if 0 < p < digits})
    odd = bool(inner) and not _groups_thousands(inner, digits)
    if len(points) < MANY_POINTS and (_leads(marks) or odd):
        reasons.append(Reason.DECIMAL_MARK)
    if last == "1" and any(m.kind == "dash" and m.position == digits for m in marks):
        reasons.append(Reason.SLASH)
    if any(m.kind == "dash" and m.position == 0 for m in marks):
        reasons.append(Reason.SIGN)
    return tuple(reasons)


def has_another(path: Sequence[PathStep], candidates: Sequence[Candidate]) -> bool:
    """Whether ink that was passed over is as large as a digit: higher and wider than a comma or
    the stroke of a box."""
    sizes = (candidates[step.candidate].geometry[:2] for step in path if not step.label)
    return any(height > COMMA_HEIGHT and width > DASH_WIDTH for height, width in sizes)


def _leads(marks: Sequence[Mark]) -> bool:
    """Whether nothing but a point or comma stands right before the first digit."""
    before = [m.kind for m in marks if m.position == 0]
    return bool(before) and before[-1] in ("point", "comma") and "other" not in before


def _groups_thousands(inner: Sequence[int], digits: int) -> bool:
    groups = [b - a for a, b in zip(inner, [*inner[1:], digits], strict=True)]
    return groups[-1] == 3 and all(g in (2, 3) for g in groups[:-1])


def _kind(candidate: Candidate) -> str:
    height, width, top, bottom = (float(v) for v in candidate.geometry[:4])
    if max(height, width) < SPECK:
        return ""
    low = (top + bottom) / 2 > LOW
    flat = height < DASH_HEIGHT and width >= FLAT * height
    if flat and width >= DASH_WIDTH and not low:
        return "dash"
    if height < POINT and width < POINT:
        return "point" if low else "speck"
    if low and height < COMMA_HEIGHT and width < COMMA_WIDTH:
        return "comma"
    if flat:
        return "dash"
    return "other"
