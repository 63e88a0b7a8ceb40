"""What is *not one digit*: what a segmenter proposes beside digits, drawn from digits and strokes.

Things that a hand may write as a digit are left out: the half of an 8 that is a 3, the stroke
that is a 1 (Bromley and Denker 1993 train with rubbish; a net that never sees it is sure of it).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from reader.records import Image
from reader.training.augmentation.geometry import CANVAS_SIDE
from reader.training.augmentation.surroundings import ink_box
from reader.training.glyphs.characters import draw_character, draw_framed

__all__ = ["KINDS", "Drawer", "kinds_beside", "make_rubbish"]


@dataclass(frozen=True, slots=True)
class Drawer:
    """Gives random digits and foreign signs, as (label, canvas with clean ink).

    ``digit`` draws any of ``classes``, which are letters where the net is to read letters.
    """

    digit: Callable[[], tuple[str, Image]]
    sign: Callable[[], Image]
    classes: frozenset[str] = frozenset("0123456789")


LEFT_HALVES = frozenset("234578" + "TX")
"""Digits and letters whose left half is neither."""

RIGHT_HALVES = frozenset("256" + "BEFGHR")
"""Digits and letters whose right half is neither (that of 3, 8, 0 and 9 is a digit, that of 4 a
stroke)."""


TRIES = 50
"""Digits drawn until one fits: the rarest fitting kind is one in three."""

MUCH_INK = 0.3
"""Part of a digit's ink from which a neighbour beside it can no longer be overlooked."""


def make_rubbish(drawer: Drawer, rng: np.random.Generator) -> Image:
    """One picture of rubbish, uint8, bright ink; kinds by their weight in ``KINDS``."""
    names = kinds_beside(drawer.classes)
    weights = np.array([KINDS[n][1] for n in names])
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    return KINDS[name][0](drawer, rng)


def kinds_beside(classes: Collection[str]) -> list[str]:
    """The kinds that look like none of ``classes``."""
    return [name for name in KINDS if TWINS.get(name, frozenset()).isdisjoint(classes)]


def several(drawer: Drawer, rng: np.random.Generator) -> Image:
    """Two or three digits touching or close by, squeezed into one glyph."""
    count = 2 if rng.random() < 0.8 else 3
    pieces = [_cut_out(drawer.digit()[1]) for _ in range(count)]
    return _side_by_side(pieces, rng, squeeze=rng.uniform(0.55, 1.0))


def digit_and_half(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A digit with 40 to 75 % of a neighbour; a neighbour's mere sliver leaves it a digit."""
    whole = _cut_out(drawer.digit()[1])
    left = bool(rng.random() < 0.5)
    for _ in range(TRIES):
        other = _cut_out(drawer.digit()[1])
        part = _vertical_part(other, rng.uniform(0.4, 0.75), left=left)
        if int(part.sum()) > MUCH_INK * int(whole.sum()):
            break
    pieces = [whole, part] if left else [part, whole]
    return _side_by_side(pieces, rng, squeeze=rng.uniform(0.7, 1.0))


def two_halves(drawer: Drawer, rng: np.random.Generator) -> Image:
    """The end of one digit and the beginning of the next."""
    first = _vertical_part(_cut_out(drawer.digit()[1]), rng.uniform(0.3, 0.6), left=False)
    second = _vertical_part(_cut_out(drawer.digit()[1]), rng.uniform(0.3, 0.6), left=True)
    return _side_by_side([first, second], rng, squeeze=1.0)


def half(drawer: Drawer, rng: np.random.Generator) -> Image:
    """The left or right part of a digit, where that part is no digit itself."""
    for _ in range(TRIES):
        label, canvas = drawer.digit()
        left = bool(rng.random() < 0.5)
        if label in (LEFT_HALVES if left else RIGHT_HALVES):
            break
    return _vertical_part(_cut_out(canvas), rng.uniform(0.3, 0.55), left=left)


def dash(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A lying stroke: a minus, a piece of a ruling, the rest of one."""
    canvas = _blank()
    rows = 36 + rng.normal(0, 2.5, 4).cumsum()
    cols = np.linspace(rng.uniform(4, 20), rng.uniform(50, 68), 4)
    _draw_path(canvas, np.stack([cols, rows], 1), rng)
    if rng.random() < 0.25:
        _draw_path(canvas, np.stack([cols, rows + rng.uniform(6, 14)], 1), rng)
    return canvas


def blob(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A dot or comma seen large: filled, never so slender that it could be a 1."""
    canvas = _blank()
    axes = (int(rng.integers(7, 14)), int(rng.integers(6, 12)))
    cv2.ellipse(canvas, (36, 36), axes, float(rng.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA)
    if rng.random() < 0.35:
        tail = np.array([[36, 36], [34 - rng.uniform(0, 4), 46], [26 - rng.uniform(0, 8), 54]])
        _draw_path(canvas, tail, rng)
    return cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.4, 2.0)).astype(np.uint8)


def corner(drawer: Drawer, rng: np.random.Generator) -> Image:
    """Corners, tees and crossings of printed boxes, sometimes with a piece of a digit."""
    canvas = _blank()
    ends = {0: (36, 4), 1: (68, 36), 2: (36, 68), 3: (4, 36)}
    arms = {
        "corner": [(0, 1), (1, 2), (3, 0)][int(rng.integers(3))],  # the fourth is a printed 7
        "tee": [(0, 1, 2), (1, 2, 3), (2, 3, 0), (3, 0, 1)][int(rng.integers(4))],
        "crossing": (0, 1, 2, 3),
        "frame": (),
    }[str(rng.choice(["corner", "tee", "crossing", "frame"], p=[0.4, 0.3, 0.15, 0.15]))]
    for arm in arms:
        stretch = rng.uniform(0.5, 1.0)
        stop = 36 + (np.array(ends[arm]) - 36) * stretch
        _draw_path(canvas, np.array([[36.0, 36.0], stop]), rng)
    if not arms:
        high, wide = rng.uniform(10, 30), rng.uniform(12, 30)
        points = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * (wide, high) + 36.0
        turn = int(rng.integers(0, 2))  # three sides: a whole box is a printed 0
        for k in range(turn, turn + 3):
            _draw_path(canvas, points[k : k + 2], rng)
    return canvas


def cross(drawer: Drawer, rng: np.random.Generator) -> Image:
    """An X that fills an unused box, a plus, a star."""
    canvas = _blank()
    turn = rng.choice([np.pi / 4, 0.0], p=[0.75, 0.25]) + rng.normal(0, 0.12)
    for k in range(int(rng.choice([2, 2, 2, 3]))):
        angle = turn + k * np.pi / (2 if k < 2 else 4) + rng.normal(0, 0.1)
        reach = rng.uniform(18, 30) * np.array([np.cos(angle), np.sin(angle)])
        middle = 36 + rng.normal(0, 2, 2)
        bow = rng.normal(0, 2.5, 2)
        _draw_path(canvas, np.array([middle - reach, middle + bow, middle + reach]), rng)
    return canvas


def scribble(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A wild line: struck-out ink, a signature's piece, a doodle."""
    canvas = _blank()
    count = int(rng.integers(6, 16))
    points = rng.uniform(10, 62, (count, 2))
    if rng.random() < 0.5:
        points[:, 0] = np.linspace(8, 64, count) + rng.normal(0, 4, count)
    _draw_path(canvas, points, rng, smooth=True)
    return canvas


def struck_out(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A digit with two to five strokes over it."""
    canvas = drawer.digit()[1].copy()
    top, bottom, left, right = ink_box(canvas)
    for _ in range(int(rng.integers(2, 6))):
        rows = rng.uniform(top, bottom, 2)
        _draw_path(canvas, np.array([[left - 6.0, rows[0]], [right + 6.0, rows[1]]]), rng)
    return canvas


def sign(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A letter or operator that is no digit's twin."""
    return drawer.sign()


def turned(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A digit of a page that lies on its side, or mirrored as print through the paper is."""
    mirror = bool(rng.random() < 0.5)
    for _ in range(TRIES):
        label, canvas = drawer.digit()
        if label in (MIRRORED if mirror else LYING):
            break
    if mirror:
        return np.ascontiguousarray(canvas[:, ::-1])
    return np.ascontiguousarray(np.rot90(canvas, 1 if rng.random() < 0.5 else 3))


MIRRORED = frozenset("34679" + "EFGKNPR")
LYING = frozenset("2345679" + "ABFGKPRT")
"""Digits and letters that, mirrored or turned by a quarter, are neither (a mirrored 2 is a 5)."""


def character(drawer: Drawer, rng: np.random.Generator) -> Image:
    """A character of no alphabet."""
    return draw_character(rng)


def framed(drawer: Drawer, rng: np.random.Generator) -> Image:
    """Writing in a ring or box: a mark that somebody circled, a ticked box, a seal."""
    chance = rng.random()
    if chance < 0.5:
        inside = draw_character(rng)
    elif chance < 0.8:
        inside = several(drawer, rng)
    else:
        inside = drawer.sign()
    return draw_framed(inside, rng)


KINDS: Mapping[str, tuple[Callable[[Drawer, np.random.Generator], Image], float]] = {
    "several": (several, 0.17),
    "digit and half": (digit_and_half, 0.14),
    "half": (half, 0.08),
    "two halves": (two_halves, 0.06),
    "dash": (dash, 0.04),
    "blob": (blob, 0.03),
    "corner": (corner, 0.04),
    "cross": (cross, 0.04),
    "scribble": (scribble, 0.03),
    "struck out": (struck_out, 0.03),
    "sign": (sign, 0.15),
    "character": (character, 0.18),
    "turned": (turned, 0.04),
    "framed": (framed, 0.03),
}
"""Every kind with its weight: first what a segmenter really proposes."""

TWINS: Mapping[str, frozenset[str]] = {
    "corner": frozenset("JLTU"),
    "cross": frozenset("X"),
}
"""Letters that a kind looks like: where a net reads one of them, the kind is left out."""


def _blank() -> Image:
    return np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)


def _cut_out(canvas: Image) -> Image:
    top, bottom, left, right = ink_box(canvas)
    return canvas[top:bottom, left:right]


def _vertical_part(piece: Image, part: float, *, left: bool) -> Image:
    width = max(2, round(piece.shape[1] * part))
    return piece[:, :width] if left else piece[:, -width:]


def _side_by_side(pieces: list[Image], rng: np.random.Generator, *, squeeze: float) -> Image:
    """Pieces in a row, touching, overlapping a little or with a small gap, at uneven heights."""
    room = sum(p.shape[1] for p in pieces) + 8 * len(pieces)
    row = np.zeros((CANVAS_SIDE + 16, room), np.uint8)
    start = 0
    for piece in pieces:
        if rng.random() < 0.4:
            factor = rng.uniform(0.65, 1.0)
            piece = cv2.resize(piece, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        height, width = piece.shape
        top = int(np.clip((row.shape[0] - height) / 2 + rng.normal(0, 3), 0, row.shape[0] - height))
        start = max(0, start)
        place = row[top : top + height, start : start + width]
        np.maximum(place, piece[:, : place.shape[1]], out=place)
        start += width + int(rng.integers(-4, 4))
    if squeeze < 1:
        row = cv2.resize(row, None, fx=squeeze, fy=1, interpolation=cv2.INTER_AREA)
    return np.asarray(row, np.uint8)


def _draw_path(
    canvas: Image, points: np.ndarray, rng: np.random.Generator, *, smooth: bool = False
) -> None:
    """A pen line through ``points`` (col, row), drawn onto ``canvas``."""
    if smooth:
        at = np.linspace(0, len(points) - 1, len(points) * 6)
        knots = np.arange(len(points))
        points = np.stack([np.interp(at, knots, points[:, k]) for k in (0, 1)], 1)
        kernel = np.ones(5) / 5
        points = np.stack([np.convolve(points[:, k], kernel, "valid") for k in (0, 1)], 1)
    path = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
    width = int(rng.integers(2, 6))
    cv2.polylines(canvas, [path], False, 255, width, cv2.LINE_AA, 4)
