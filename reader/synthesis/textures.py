"""What lies under the handwriting: security patterns, watermarks, ruled paper, stains.

Every function gives a print as uint8 of the shape asked for, 255 where its dye is full, to be
laid on paper with :func:`reader.synthesis.paper.blend_ink`.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.paper import pasted
from reader.synthesis.prints import draw_typeface, print_text
from reader.synthesis.rubbish import draw_rubbish
from reader.synthesis.strings import draw_string
from reader.synthesis.writer import draw_writer

__all__ = ["TEXTURES", "draw_texture"]

TEXTURES = (
    "waves",
    "rosette",
    "words",
    "ruled",
    "squared",
    "mottle",
    "watermark",
    "stamp",
    "reverse",
)
"""Kinds of texture."""

TILE_SIDE = 640
"""Large fine patterns repeat after this many pixels: they would cost a second a page otherwise."""


def draw_texture(
    rng: np.random.Generator, kind: str, shape: tuple[int, int], *, unit: float
) -> Image:
    """A texture of ``shape``; ``unit`` is a digit's height in pixels, the measure of its detail.

    Raises
    ------
    ValueError
        If ``kind`` is not known.
    """
    drawer = _DRAWERS.get(kind)
    if drawer is None:
        raise ValueError(f"texture {kind!r}: expected one of {', '.join(TEXTURES)}")
    return drawer(rng, shape, unit)


def _waves(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Fine wavy lines, as on cheques."""

    def phase(row: np.ndarray, col: np.ndarray, turn: float) -> np.ndarray:
        bend = 2.5 * np.sin(turn * np.round(rng.uniform(3, 9)) * col + rng.uniform(0, 6))
        sway = 1.5 * np.sin(turn * np.round(rng.uniform(1, 5)) * (row + col))
        return row * turn * np.round(TILE_SIDE / (unit * rng.uniform(0.08, 0.3))) + bend + sway

    return _tiled(shape, phase, crossing=rng.random() < 0.5)


def _rosette(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Lines that run round a middle in waves, as large as the tile at most."""
    side = (min(shape[0], TILE_SIDE), min(shape[1], TILE_SIDE))
    row, col = np.indices(side, np.float32)
    middle = rng.uniform(0.0, 1.0, 2) * side
    angle = np.arctan2(row - middle[0], col - middle[1])
    radius = np.hypot(row - middle[0], col - middle[1])
    petals = int(rng.integers(5, 16))
    phase = 2 * np.pi * radius / (unit * rng.uniform(0.12, 0.4)) + 3.0 * np.sin(petals * angle)
    top, left = (
        int(rng.integers(whole - part + 1)) for whole, part in zip(shape, side, strict=True)
    )
    return pasted(np.zeros(shape, np.uint8), _lines_of(phase), top, left)


def _words(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Small words over and over, rows shifted."""
    word = str(rng.choice(("BANK ", "COPY ", "CANTON ", "ORIGINAL ", "REGISTRY ")))
    ink, _ = print_text(word * 8, draw_typeface(rng), height=unit * rng.uniform(0.18, 0.4))
    tile = np.vstack([ink, np.roll(ink, ink.shape[1] // 3, axis=1)])
    return _repeated(tile, shape)


def _ruled(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Writing lines, as in a school book."""
    pitch = unit * float(rng.uniform(1.2, 2.2))
    rows = np.arange(shape[0]) + rng.uniform(0, pitch)
    lines = (rows % pitch) < max(1.0, unit * 0.03)
    return np.repeat(np.where(lines, 255, 0).astype(np.uint8)[:, None], shape[1], axis=1)


def _squared(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Squared paper."""
    pitch, thick = unit * float(rng.uniform(0.8, 1.3)), max(1.0, unit * 0.025)
    start = rng.uniform(0, pitch, 2)
    rows = ((np.arange(shape[0]) + start[0]) % pitch) < thick
    cols = ((np.arange(shape[1]) + start[1]) % pitch) < thick
    return np.where(rows[:, None] | cols[None, :], 255, 0).astype(np.uint8)


def _mottle(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Cloudy old paper: stains of all sizes."""
    total = np.zeros(shape, np.float32)
    for size in (0.3, 1.0, 4.0):
        cells = (max(2, int(shape[0] / (unit * size))), max(2, int(shape[1] / (unit * size))))
        cells = (min(cells[0], 400), min(cells[1], 400))
        noise = rng.standard_normal(cells).astype(np.float32)
        total += cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(90 + 45 * total, 0, 255).astype(np.uint8)


def _watermark(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Large pale words or rings across the sheet."""
    canvas = np.zeros(shape, np.uint8)
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, 4))):
            middle = (int(rng.uniform(0, shape[1])), int(rng.uniform(0, shape[0])))
            for ring in range(3):
                radius = int(unit * (rng.uniform(1.5, 5.0) + ring * 0.5))
                cv2.circle(canvas, middle, radius, 255, max(1, int(unit * 0.2)), cv2.LINE_AA)
        return canvas
    word, _ = print_text(
        str(rng.choice(("COPY", "SPECIMEN", "KPU", "DRAFT"))), draw_typeface(rng), height=3 * unit
    )
    top = int(rng.uniform(-0.3, 0.7) * shape[0])
    return pasted(canvas, word, top, int(rng.uniform(-0.3, 0.5) * shape[1]))


def _stamp(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """One rubber stamp somewhere."""
    stamp = draw_rubbish(rng, "stamp", height=max(16, int(unit * rng.uniform(2.0, 5.0))))
    top = int(rng.uniform(-0.4, 0.9) * shape[0])
    return pasted(np.zeros(shape, np.uint8), stamp, top, int(rng.uniform(-0.2, 0.9) * shape[1]))


def _reverse(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Image:
    """Writing on the other side that shines through, mirrored and blurred."""
    canvas, writer = np.zeros(shape, np.uint8), draw_writer(rng)
    count = int(np.clip(shape[0] * shape[1] / (unit * unit * 40), 1, 30))
    for _ in range(count):
        text = "".join(str(d) for d in rng.integers(10, size=int(rng.integers(2, 7))))
        ink = draw_string(rng, writer, text, height=max(8.0, unit * 0.9)).ink[:, ::-1]
        top, left = (int(rng.uniform(-0.1, 0.95) * side) for side in shape)
        canvas = pasted(canvas, ink, top, left)
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), max(0.6, unit * 0.03)), np.uint8)


_DRAWERS: dict[str, Callable[[np.random.Generator, tuple[int, int], float], Image]] = {
    "waves": _waves,
    "rosette": _rosette,
    "words": _words,
    "ruled": _ruled,
    "squared": _squared,
    "mottle": _mottle,
    "watermark": _watermark,
    "stamp": _stamp,
    "reverse": _reverse,
}


def _lines_of(phase: np.ndarray) -> Image:
    return np.clip(255.0 * (1.6 * np.sin(phase) - 0.6), 0, 255).astype(np.uint8)


def _tiled(
    shape: tuple[int, int],
    phase: Callable[[np.ndarray, np.ndarray, float], np.ndarray],
    *,
    crossing: bool,
) -> Image:
    """Lines along constant phase; every term has a whole number of periods in the tile."""
    side = (min(shape[0], TILE_SIDE), min(shape[1], TILE_SIDE))
    row, col = np.indices(side, np.float32)
    tile = _lines_of(phase(row, col, 2.0 * np.pi / TILE_SIDE))
    if crossing:
        tile = np.maximum(tile, _lines_of(phase(row, -col, 2.0 * np.pi / TILE_SIDE)))
    return _repeated(tile, shape)


def _repeated(tile: Image, shape: tuple[int, int]) -> Image:
    repeats = (-(-shape[0] // tile.shape[0]), -(-shape[1] // tile.shape[1]))
    return np.ascontiguousarray(np.tile(tile, repeats)[: shape[0], : shape[1]])
