"""Ink drawn for tests: paper, strokes, plain digits, components, candidates."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.ink import PageInk, find_ink
from reader.records import Box, Candidate, Component, Image, Mask
from reader.settings import ImagingSettings

__all__ = [
    "block",
    "candidate",
    "find_mask",
    "ink_of",
    "letters",
    "on_waves",
    "paper",
    "part",
    "written",
]


def paper(height: int, width: int, *, level: int = 255) -> Image:
    return np.full((height, width), level, np.uint8)


STROKES = {
    "0": ["30,0 60,25 60,75 30,100 0,75 0,25 30,0"],
    "1": ["12,22 30,0 30,100"],
    "2": ["2,20 15,2 45,2 58,22 55,42 2,98 62,98"],
    "3": ["2,8 30,0 56,14 54,36 28,48 58,60 58,86 30,100 0,92"],
    "4": ["20,0 2,64 62,64", "46,34 46,100"],
    "5": ["56,2 10,2 6,44 40,40 60,60 54,88 28,100 2,92"],
    "6": ["50,0 18,24 2,64 14,96 44,98 58,76 44,54 14,60"],
    "7": ["0,2 60,2 26,100"],
    "8": ["30,48 4,30 10,6 32,0 54,8 56,28 30,48 0,70 6,94 32,100 56,92 60,70 30,48"],
    "9": ["56,28 40,48 12,44 4,22 20,2 46,4 56,28 52,66 40,100"],
    ",": ["20,92 10,118"],
    "-": ["6,52 54,52"],
    "/": ["54,-4 6,108"],
    "H": ["2,0 2,100", "58,0 58,100", "2,50 58,50"],
    "M": ["2,100 6,0 30,60 54,0 58,100"],
}
"""Strokes of a plain hand, as col,row in hundredths of the height."""

ADVANCE = 0.95
"""From one digit to the next, in digit heights: nothing touches."""


def written(
    image: Image,
    text: str,
    *,
    top: int,
    left: int,
    height: int = 42,
    level: int = 0,
    pen: int = 4,
    advance: float = ADVANCE,
) -> Box:
    """Writes ``text`` into ``image`` in strokes ``pen`` wide; where its ink is."""
    ink = np.zeros_like(image)
    for number, sign in enumerate(text):
        for stroke in STROKES.get(sign, ()):
            points = np.array([p.split(",") for p in stroke.split()], float) / 100
            points += (number * advance, 0)
            place = np.round(points * height + (left, top)).astype(np.int32)
            cv2.polylines(ink, [place], False, 255, pen, cv2.LINE_AA)
    np.copyto(
        image, np.round(image + (level - image.astype(float)) * (ink / 255)), casting="unsafe"
    )
    rows, cols = np.nonzero(ink)
    return Box(int(rows.min()), int(cols.min()), int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1)


def find_mask(image: Image) -> Mask:
    """The drawn ink itself, dark on white."""
    return image < 128


def ink_of(image: Image) -> PageInk:
    """What the imaging stage makes of a picture with its default settings."""
    return find_ink(image, ImagingSettings())


def block(top: int, left: int, height: int, width: int) -> Component:
    """A component that fills its box."""
    return Component(Box(top, left, height, width), np.ones((height, width), bool), height * width)


def part(rows: list[str], *, top: int = 0, left: int = 0) -> Component:
    """A component drawn with ``#``."""
    mask = np.array([[sign == "#" for sign in row] for row in rows])
    return Component(Box(top, left, *mask.shape), mask, int(mask.sum()))


def letters(tops: list[int], *, height: int = 40, pitch: int = 40) -> tuple[Component, ...]:
    """Blocks side by side with the given tops."""
    return tuple(block(top, 20 + pitch * k, height, 20) for k, top in enumerate(tops))


def candidate(
    start: int,
    stop: int,
    *,
    box: Box | None = None,
    height: float = 1.0,
    width: float = 0.6,
    middle: float = 0.0,
    gap: float = 0.0,
    onward: bool = False,
) -> Candidate:
    """A candidate of that shape in digit heights; 40 px high digits every 40 px by default."""
    place = box or Box(0, 40 * start, round(40 * height), round(40 * width))
    geometry: NDArray[np.float32] = np.array(
        [height, width, middle - height / 2, middle + height / 2, gap, stop - start, onward],
        np.float32,
    )
    return Candidate(start, stop, place, np.zeros((28, 28), np.uint8), geometry)


def on_waves() -> Image:
    """Black and white only: a pen's 407 on fine printed waves that leave the picture."""
    rows, cols = np.mgrid[:110, :320]
    waves = (rows + np.round(4 * np.sin(cols * 0.06))) % 9 == 0
    image = np.where(waves, 0, 255).astype(np.uint8)
    written(image, "407", top=30, left=70)
    return np.where(image < 128, 0, 255).astype(np.uint8)
