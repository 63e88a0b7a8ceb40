"""Charts as SVG text, drawn to be read at a glance and without any library."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from reader.evaluation.curves import Bin, OperatingPoint

__all__ = ["confusion_table", "draw_error_reject", "draw_learning", "draw_reliability"]

WIDTH, HEIGHT = 460, 300
LEFT, RIGHT, TOP, BOTTOM = 68, 24, 14, 44
"""Margins in pixels: axis labels stand left and below."""

STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)

LEAST_ERROR_AXIS = 0.02
"""An error axis shorter than 2 % would show noise as hills."""

Point = tuple[float, float]


def draw_error_reject(curve: Sequence[OperatingPoint], *, fixed_review_rate: float) -> str:
    """Error rate among accepted strings over the review rate; a mark at the fixed rate."""
    highest = _nice_top(max((p.error_rate for p in curve), default=0.0))
    points = [_place(p.review_rate, p.error_rate / highest) for p in curve]
    x = _place(fixed_review_rate, 0)[0]
    marks = [
        f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>',
        f'<polyline class="curve" points="{_points(points)}"/>',
        *(_dot(place, f"review {p.review_rate:.1%}: {p.wrong} of {p.accepted} accepted wrong,"
               f" confidence at least {p.threshold:.4f}")
          for p, place in zip(curve, points, strict=True)),
    ]  # fmt: skip
    return _chart("sent to review", "wrong among accepted", marks, up_labels=_shares(highest))


def draw_reliability(bins: Sequence[Bin], *, what: str = "strings") -> str:
    """Accuracy over confidence; on the diagonal the confidence is honest. Area: strings."""
    most = max((b.count for b in bins), default=1)
    corners = f"{_points([_place(0, 0), _place(1, 1)])}"
    marks = [f'<polyline class="ideal" points="{corners}"/>']
    for b in bins:
        x, y = _place(b.mean_confidence, b.accuracy)
        radius = 2.5 + 9 * math.sqrt(b.count / most)
        note = f"{b.count} {what}: confidence {b.mean_confidence:.3f}, right {b.accuracy:.3f}"
        marks.append(
            f'<circle class="bin" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{note}</title></circle>"
        )
    return _chart("confidence", "right", marks, up_labels=_shares(1.0))


def draw_learning(curve: Sequence[tuple[int, float]]) -> str:
    """Loss over steps; the loss on a logarithmic axis, so that the end can be seen too."""
    losses = [max(loss, LEAST_LOSS) for _, loss in curve] or [LEAST_LOSS, 1.0]
    low, high = min(losses), max(max(losses), 1.1 * min(losses))
    steps = max((step for step, _ in curve), default=1)
    height = math.log(high / low)
    points = [
        _place(step / steps, math.log(max(loss, LEAST_LOSS) / low) / height) for step, loss in curve
    ]
    marks = [
        f'<polyline class="curve" points="{_points(points)}"/>',
        *(_dot(place, f"step {step}: loss {loss:.4f}")
          for place, (step, loss) in zip(points, curve, strict=True)),
    ]  # fmt: skip
    return _chart(
        "step",
        "loss",
        marks,
        up_labels=[f"{low * math.exp(step * height):.2g}" for step in STEPS],
        across_labels=[f"{round(step * steps):,}" for step in STEPS],
    )


LEAST_LOSS = 1e-6
"""A loss of zero has no place on a logarithmic axis."""


def confusion_table(confusions: Counter[tuple[str, str]]) -> str:
    """Counts of truth (rows) against text (columns) as an HTML table; wrong cells stand out."""
    rows = _labels(truth for truth, _ in confusions)
    cols = _labels(text for _, text in confusions)
    worst = max((n for pair, n in confusions.items() if pair[0] != pair[1]), default=1)
    head = "".join(f"<th>{col or 'left out'}</th>" for col in cols)
    body = "".join(
        f"<tr><th>{row or 'one too many'}</th>"
        + "".join(_cell(row, col, confusions[row, col], worst) for col in cols)
        + "</tr>"
        for row in rows
    )
    return f'<table class="confusion"><tr><th>truth \\ read</th>{head}</tr>{body}</table>'


def _labels(characters: Iterable[str]) -> list[str]:
    """Sorted, with the empty one (none) last."""
    return sorted(set(characters), key=lambda character: (not character, character))


def _cell(row: str, col: str, count: int, worst: int) -> str:
    if row == col:
        return f'<td class="same">{count or ""}</td>'
    strength = 0.12 + 0.68 * count / worst if count else 0.0
    return f'<td style="background: rgba(214, 69, 42, {strength:.2f})">{count or ""}</td>'


def _nice_top(highest: float) -> float:
    """The end of an axis: the next of 2, 5, 10, 20, 50, 100 %."""
    steps = (LEAST_ERROR_AXIS, 0.05, 0.1, 0.2, 0.5)
    return next((step for step in steps if highest <= step), 1.0)


def _place(across: float, up: float) -> Point:
    """Fractions of the axes -> pixels."""
    x = LEFT + across * (WIDTH - LEFT - RIGHT)
    return x, HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _dot(place: Point, note: str) -> str:
    return (
        f'<circle class="dot" cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="4">'
        f"<title>{note}</title></circle>"
    )


def _shares(top: float) -> list[str]:
    return [f"{100 * step * top:g}%" for step in STEPS]


def _chart(
    across: str,
    up: str,
    marks: Sequence[str],
    *,
    up_labels: Sequence[str],
    across_labels: Sequence[str] | None = None,
) -> str:
    x_end, y_end = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">']
    for step, up_label, across_label in zip(
        STEPS, up_labels, across_labels or _shares(1.0), strict=True
    ):
        x, y = _place(step, step)
        parts += [
            f'<line class="grid" x1="{LEFT}" x2="{x_end}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<line class="grid" y1="{TOP}" y2="{y_end}" x1="{x:.1f}" x2="{x:.1f}"/>',
            f'<text x="{x:.1f}" y="{y_end + 16}" text-anchor="middle">{across_label}</text>',
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{up_label}</text>',
        ]
    middle = (TOP + y_end) / 2
    parts += [
        f'<text class="axis" x="{(LEFT + x_end) / 2}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{across}</text>",
        f'<text class="axis" x="12" y="{middle}" text-anchor="middle"'
        f' transform="rotate(-90 12 {middle})">{up}</text>',
    ]
    return "".join([*parts, *marks, "</svg>"])
