"""Characters of no alphabet: strokes set together at random, as foreign writing looks to a net.

A net that has seen only a few alphabets beside digits takes every other for digits. Here strokes
are made of primitives (straight, arc, hook, loop, wave), hang together by their relations (begins
where another ends, crosses it, hangs beneath a bar), and are written with one pen, after the model
of Lake et al. 2015, doi:10.1126/science.aab3050. Too simple ones, which could be a digit, are not
drawn.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Image
from reader.training.augmentation.geometry import CANVAS_SIDE
from reader.training.augmentation.surroundings import ink_box

__all__ = ["draw_character", "draw_framed"]

Path = NDArray[np.float64]
"""Points (col, row) of a stroke in units of the character's height, shape (n, 2)."""

CHARACTER_SIDE = 46.0
"""Longest side in pixels of a character on the canvas."""

ENOUGH = 5
"""Primitives and breaks between strokes below which a character could be a digit."""


def draw_character(rng: np.random.Generator) -> Image:
    """One character of random strokes, uint8 (CANVAS_SIDE, CANVAS_SIDE), bright ink."""
    strokes = [_stroke(rng, int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15])))]
    parts = _primitives(strokes)
    wanted = int(rng.integers(ENOUGH, ENOUGH + 4))
    while parts + len(strokes) - 1 < wanted:
        new = _stroke(rng, int(rng.choice([1, 2], p=[0.75, 0.25])))
        strokes.append(_related(new, strokes, rng))
        parts += 1
    if rng.random() < BARRED:
        strokes.append(_bar(strokes, rng))
    return _written(strokes, rng)


BARRED = 0.15
"""Share of characters that hang from a bar or stand on one, as Devanagari's do."""


def draw_framed(inside: Image, rng: np.random.Generator) -> Image:
    """``inside`` (a canvas) made small in a ring or box of one or two lines, whole or worn."""
    canvas = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    reach = rng.uniform(24, 32) * np.exp(rng.normal(0, 0.18, 2))
    reach = np.minimum(reach, 34)
    width = int(rng.integers(1, 4))
    for k in range(int(rng.choice([1, 2], p=[0.6, 0.4]))):
        _outline(canvas, reach - 5 * k, width, ring=bool(k or rng.random() < 0.5), rng=rng)
    top, bottom, left, right = ink_box(inside)
    side = int(reach[0] * rng.uniform(0.8, 1.3))
    tall = int(reach[1] * rng.uniform(0.5, 1.1))
    piece = inside[top:bottom, left:right]
    small = cv2.resize(piece, (side, tall), interpolation=cv2.INTER_AREA)
    top, left = (CANVAS_SIDE - tall) // 2, (CANVAS_SIDE - side) // 2
    place = canvas[top : top + tall, left : left + side]
    np.maximum(place, cv2.convertScaleAbs(small, alpha=1.5), out=place)
    return _turned(canvas, float(rng.normal(0, 12)))


def _outline(
    canvas: Image, reach: NDArray[np.float64], width: int, *, ring: bool, rng: np.random.Generator
) -> None:
    """A closed or worn line round the canvas's middle; a line needs something inside it."""
    middle = CANVAS_SIDE / 2
    if ring:
        around = np.linspace(0, 2 * np.pi, 60)
        points = middle + reach * np.stack([np.cos(around), np.sin(around)], 1)
    else:
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], float)
        points = middle + reach * corners * (1.0, rng.uniform(0.5, 1.0))
    if rng.random() < 0.3:
        points = points[: int(len(points) * rng.uniform(0.8, 1.0)) or 2]
    _draw(canvas, points, width)


def _stroke(rng: np.random.Generator, parts: int) -> Path:
    """``parts`` primitives one after the other, each going on from the last, often at a corner."""
    path = np.zeros((1, 2))
    heading = float(rng.choice([0.0, np.pi / 2, np.pi / 4, -np.pi / 4])) + rng.normal(0, 0.2)
    for _ in range(parts):
        kind = PRIMITIVES[int(rng.choice(len(PRIMITIVES), p=WEIGHTS))]
        piece = kind(rng)
        turn = np.array([[np.cos(heading), -np.sin(heading)], [np.sin(heading), np.cos(heading)]])
        piece = piece @ turn.T * rng.uniform(0.35, 1.0)
        path = np.concatenate([path, path[-1] + piece[1:]])
        heading += float(rng.choice([np.pi / 2, -np.pi / 2, 2.4, -2.4, 0.4])) + rng.normal(0, 0.25)
    return path


def _straight(rng: np.random.Generator) -> Path:
    bow = rng.normal(0, 0.05)
    at = np.linspace(0, 1, 8)
    return np.stack([at, bow * np.sin(np.pi * at)], 1)


def _arc(rng: np.random.Generator) -> Path:
    turn = rng.uniform(0.6, 1.5) * np.pi * rng.choice([-1, 1])
    at = np.linspace(0, 1, 16)
    points = np.stack([np.sin(turn * at), 1 - np.cos(turn * at)], 1) / max(abs(turn) / 2, 1.0)
    return points * (1.0, np.sign(turn))


def _hook(rng: np.random.Generator) -> Path:
    return np.array([[0, 0], [1, 0], [1 - rng.uniform(0.1, 0.35), rng.uniform(-0.4, 0.4)]])


def _loop(rng: np.random.Generator) -> Path:
    at = np.linspace(0, 1, 20)
    size = rng.uniform(0.15, 0.35)
    around = 2 * np.pi * at * rng.choice([-1, 1])
    return np.stack([at * 0.7 + size * np.sin(around), size * (1 - np.cos(around))], 1)


def _wave(rng: np.random.Generator) -> Path:
    at = np.linspace(0, 1, 20)
    return np.stack([at, rng.uniform(0.1, 0.25) * np.sin(2 * np.pi * at * rng.uniform(1, 2))], 1)


PRIMITIVES: tuple[Callable[[np.random.Generator], Path], ...] = (
    _straight,
    _arc,
    _hook,
    _loop,
    _wave,
)
WEIGHTS = (0.45, 0.27, 0.1, 0.1, 0.08)


def _primitives(strokes: list[Path]) -> int:
    """A rough count: a primitive has about 12 points."""
    return sum(1 + len(stroke) // 14 for stroke in strokes)


def _related(new: Path, strokes: list[Path], rng: np.random.Generator) -> Path:
    """``new`` moved to where it begins at, crosses, ends at or stands beside an earlier stroke."""
    other = strokes[int(rng.integers(len(strokes)))]
    at = other[int(rng.integers(len(other)))]
    relation = rng.random()
    if relation < 0.35:
        return new + at
    if relation < 0.6:
        return new - new[len(new) // 2] + at
    if relation < 0.75:
        return new - new[-1] + at
    return new + other.mean(axis=0) + rng.uniform(-0.6, 0.6, 2)


def _bar(strokes: list[Path], rng: np.random.Generator) -> Path:
    points = np.concatenate(strokes)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    wider = rng.uniform(-0.1, 0.3, 2) * (right - left + 0.2)
    row = top if rng.random() < 0.8 else bottom
    return np.array([[left - wider[0], row], [right + wider[1], row + rng.normal(0, 0.03)]])


def _written(strokes: list[Path], rng: np.random.Generator) -> Image:
    """The strokes with one pen, the longest side ``CHARACTER_SIDE``, in the canvas's middle."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = CHARACTER_SIDE / max(float((high - low).max()), 0.2)
    canvas = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    width = int(rng.integers(2, 7))
    for stroke in strokes:
        _draw(canvas, (stroke - (low + high) / 2) * scale + CANVAS_SIDE / 2, width)
    return canvas


def _draw(canvas: Image, points: Path, width: int) -> None:
    path = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(canvas, [path], False, 255, width, cv2.LINE_AA, 4)


def _turned(canvas: Image, degrees: float) -> Image:
    middle = (CANVAS_SIDE - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), degrees, 1.0)
    return np.asarray(cv2.warpAffine(canvas, matrix, canvas.shape[::-1]), np.uint8)
