"""Stroke models: knots, modes of variation, and the smooth path a pen takes through them.

A shape is a few knots with *modes*: directions in which people's versions of it differ, one
standard deviation long. Path points are linear in the knots, so a shape keeps two matrices (a
crisp spline through the knots and the same path smoothed as a fast hand would) and drawing one
is a matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Shape", "build_shape", "path_points"]

Floats = NDArray[np.float64]

SAMPLE_STEP = 0.035
"""Distance of path points in digit heights: 1 px on a digit of 28 px."""

SMOOTHING = 0.07
"""Arc length in digit heights over which a fast hand rounds its path (sigma of a Gaussian)."""

HUNDREDTH = 0.01
"""Knots and modes are written in hundredths of a digit height."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One way to write a symbol.

    ``knots`` is (n, 2): col and row in digit heights, row 0 the top and row 1 the baseline.
    ``modes`` is (m, n, 2). ``crisp`` and ``soft`` are (p, n): path points from knots.
    ``starts`` are the indices of the points at which a stroke begins; ``cornered`` tells whether
    the pen turns sharply anywhere.
    """

    symbol: str
    name: str
    weight: float
    knots: Floats
    modes: Floats
    crisp: Floats
    soft: Floats
    starts: tuple[int, ...]
    cornered: bool


def build_shape(
    symbol: str, name: str, weight: float, *, strokes: tuple[str, ...], modes: tuple[str, ...] = ()
) -> Shape:
    """A shape from its written form.

    A stroke reads ``"5,6 28,3 52,5! 22,100"``: col,row in hundredths of a digit height in the
    pen's order, ``!`` after a knot at which the pen turns sharply. A mode reads ``"0:-6,4 2:5,0"``:
    how far knot 0 and knot 2 move together (knots counted through all strokes).

    Raises
    ------
    ValueError
        If a stroke has fewer than two knots or a mode names a knot that is not there.
    """
    parsed = [_parse_stroke(text) for text in strokes]
    knots = np.concatenate([points for points, _ in parsed])
    crisp_blocks, soft_blocks, starts = [], [], []
    first, count = 0, 0
    for points, corners in parsed:
        crisp = _spline_matrix(points, corners)
        soft = _smoothing_matrix(crisp @ points) @ crisp
        pad = ((0, 0), (first, len(knots) - first - len(points)))
        crisp_blocks.append(np.pad(crisp, pad))
        soft_blocks.append(np.pad(soft, pad))
        starts.append(count)
        first, count = first + len(points), count + len(crisp)
    return Shape(
        symbol,
        name,
        weight,
        knots,
        _parse_modes(modes, len(knots), f"{symbol}-{name}"),
        np.concatenate(crisp_blocks),
        np.concatenate(soft_blocks),
        tuple(starts),
        any(corners for _, corners in parsed),
    )


def path_points(shape: Shape, knots: Floats, *, roundness: float) -> list[Floats]:
    """The pen's path of each stroke through ``knots``: arrays (p, 2) of col and row.

    ``roundness`` 0 follows the knots crisply, 1 as a fast hand; values a little beyond are fine.
    """
    matrix = shape.crisp + roundness * (shape.soft - shape.crisp)
    points = matrix @ knots
    return np.split(points, shape.starts[1:])


def _parse_stroke(text: str) -> tuple[Floats, tuple[int, ...]]:
    words = text.split()
    if len(words) < 2:
        raise ValueError(f"stroke {text!r}: expected at least two knots as col,row")
    corners = tuple(i for i, word in enumerate(words) if word.endswith("!"))
    points = [[float(part) for part in word.rstrip("!").split(",")] for word in words]
    return np.array(points) * HUNDREDTH, corners


def _parse_modes(modes: tuple[str, ...], count: int, name: str) -> Floats:
    parsed = np.zeros((len(modes), count, 2))
    for mode, text in zip(parsed, modes, strict=True):
        for word in text.split():
            knot, _, move = word.partition(":")
            if int(knot) >= count:
                raise ValueError(f"shape {name}: mode {text!r} moves knot {knot} of {count}")
            mode[int(knot)] = [float(part) * HUNDREDTH for part in move.split(",")]
    return parsed


def _spline_matrix(points: Floats, corners: tuple[int, ...]) -> Floats:
    """Natural cubic splines between corners, evaluated about every ``SAMPLE_STEP``: (p, n)."""
    ends = [0, *[c for c in corners if 0 < c < len(points) - 1], len(points) - 1]
    blocks = []
    for start, stop in pairwise(ends):
        block = _natural_spline(points[start : stop + 1])
        block = np.pad(block, ((0, 0), (start, len(points) - 1 - stop)))
        blocks.append(block if stop == ends[-1] else block[:-1])
    return np.concatenate(blocks)


def _natural_spline(points: Floats) -> Floats:
    """Matrix (p, n) that evaluates the natural cubic spline through n points, by chord length."""
    gaps = np.hypot(*np.diff(points, axis=0).T) + 1e-6
    count = max(2, int(np.ceil(gaps.sum() / SAMPLE_STEP)) + 1)
    times = np.concatenate([[0.0], np.cumsum(gaps)])
    wanted = np.linspace(0.0, times[-1], count)
    piece = np.clip(np.searchsorted(times, wanted, side="right") - 1, 0, len(gaps) - 1)
    unit = np.eye(len(points))
    bend = _second_derivatives(gaps)
    h = gaps[piece][:, None]
    right = ((wanted - times[piece])[:, None]) / h
    left = 1.0 - right
    straight = left * unit[piece] + right * unit[piece + 1]
    curved = (left**3 - left) * bend[piece] + (right**3 - right) * bend[piece + 1]
    return np.asarray(straight + curved * h**2 / 6.0)


def _second_derivatives(gaps: Floats) -> Floats:
    """Matrix (n, n) from values to second derivatives of the natural spline."""
    n = len(gaps) + 1
    system, values = np.eye(n), np.zeros((n, n))
    for i in range(1, n - 1):
        before, after = gaps[i - 1], gaps[i]
        system[i, i - 1 : i + 2] = before / 6.0, (before + after) / 3.0, after / 6.0
        values[i, i - 1 : i + 2] = 1.0 / before, -1.0 / before - 1.0 / after, 1.0 / after
    return np.asarray(np.linalg.solve(system, values), np.float64)


def _smoothing_matrix(points: Floats) -> Floats:
    """Gaussian smoothing (p, p) along the path; ends stay (odd reflection about them)."""
    count = len(points)
    reach = np.arange(-count + 1, count)
    step = float(np.hypot(*np.diff(points, axis=0).T).mean())
    kernel = np.exp(-0.5 * (reach * step / SMOOTHING) ** 2)
    kernel /= kernel.sum()
    matrix = np.zeros((count, count))
    for i in range(count):
        for offset, part in zip(reach, kernel, strict=True):
            if part > 1e-6:
                _spread(matrix[i], i + int(offset), float(part))
    return matrix


def _spread(row: Floats, index: int, part: float) -> None:
    last = len(row) - 1
    if index < 0:
        row[0] += 2.0 * part
        row[min(-index, last)] -= part
    elif index > last:
        row[last] += 2.0 * part
        row[max(2 * last - index, 0)] -= part
    else:
        row[index] += part
