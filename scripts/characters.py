"""Characters to fit small nets on: those of the training sets, our own drawings, and print.

Handwriting: the digits and letters of ``train`` and our own drawings. Print: words in the fonts of
OpenCV, Pillow and matplotlib, at many sizes, as the reader's own binarising leaves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.imaging.turn import FEWEST_PIXELS, LONGEST
from reader.records import Image, Mask
from reader.synthesis import draw_string, draw_writer
from reader.synthesis.prints import FAMILIES, Typeface, print_text
from reader.synthesis.words import COLUMN_WORDS, LABELS, SENTENCES, TITLES

__all__ = ["SETS", "iter_own", "iter_print", "iter_set"]

SETS = {
    "mnist": 20000,
    "bhmsds": 15000,
    "nist_raw": 2000,
    "semeion": 1500,
    "optdigits": 1900,
    "hwd1000": 1000,
    "bd62": 6200,
    "letters_ocr": 10000,
}
"""Sets of ``train``, and how many characters of each are drawn by chance."""

UNCLEAR = set("xXoOzZNsSIHl") | {"dot", "minus", "plus", "slash"}
"""Characters that look the same or like another when turned: left out where a set names them."""

FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Bold"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "cmr10", "cmss10", "cmtt10"),
)
"""Fonts of matplotlib."""


def iter_set(rng: np.random.Generator, folder: Path, name: str) -> Iterator[Mask]:
    """Characters of one of :data:`SETS`, drawn by chance."""
    with np.load(folder / f"{name}.npz") as stored:
        pictures, labels = stored["x"], stored["y"].astype(str)
    usable = np.flatnonzero(~np.isin(labels, list(UNCLEAR)))
    for index in rng.choice(usable, min(SETS[name], usable.size), replace=False):
        ink = pictures[index]
        if name == "bd62":
            ink = 255 - ink
            ink = np.clip((ink.astype(float) - np.median(ink)) * 3, 0, 255).astype(np.uint8)
        if name == "letters_ocr":
            ink = cv2.resize(ink, None, fx=3.2, fy=4, interpolation=cv2.INTER_CUBIC)
        ink = ink * 255 if ink.max() == 1 else ink
        found = _masks(rng, _altered(rng, ink))
        if found:
            yield max(found, key=lambda mask: mask.size)


def iter_own(rng: np.random.Generator, count: int) -> Iterator[Mask]:
    """The digits of so many strings in hands of our own."""
    for _ in range(count):
        text = "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(3, 8))))
        drawn = draw_string(rng, draw_writer(rng), text, height=float(rng.uniform(20, 60)))
        yield from _masks(rng, drawn.ink)


def iter_print(
    rng: np.random.Generator, count: int, *, numbers: float = 0.2, slant: float = 0.15
) -> Iterator[Mask]:
    """Characters of so many printed lines, of which the share ``numbers`` holds digits alone;
    ``slant`` is the standard deviation of what scans and italics make of upright ones."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    families = [*FAMILIES, *(str(folder / f"{name}.ttf") for name in FONTS)]
    for _ in range(count):
        text = str(rng.choice([*TITLES, *SENTENCES, *LABELS, *COLUMN_WORDS]))
        if rng.random() < 0.25:
            text = text.upper()
        if rng.random() < numbers:
            text = " ".join(str(n) for n in rng.integers(0, 3000, 6))
        face = Typeface(str(rng.choice(families)), int(rng.choice((300, 400, 600))))
        ink, _ = print_text(text, face, height=float(np.exp(rng.uniform(np.log(11), np.log(70)))))
        yield from _masks(rng, _altered(rng, ink, slant=slant))


def _altered(rng: np.random.Generator, ink: Image, *, slant: float = 0.15) -> Image:
    """Slanted, tilted, squeezed, blurred a little: as scans and hands have it."""
    height, width = ink.shape
    tilt, lean = rng.normal(0, 0.06), rng.normal(0, slant)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    matrix = turn @ np.array([[rng.uniform(0.8, 1.2), lean], [0, 1]])
    size = np.ceil(np.abs(matrix) @ (width, height)).astype(int) + 6
    shift = size / 2 - matrix @ (width / 2, height / 2)
    moved = cv2.warpAffine(ink, np.column_stack([matrix, shift]), tuple(int(v) for v in size))
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), float(rng.uniform(0.3, 1.1))), np.uint8)


def _masks(rng: np.random.Generator, ink: Image) -> list[Mask]:
    mask = ink > rng.uniform(70, 150)
    found = find_components(mask, smallest=6)
    return [c.mask for c in found if _is_fitting(*c.mask.shape)]


def _is_fitting(height: int, width: int) -> bool:
    longer, shorter = max(height, width), min(height, width)
    return longer >= FEWEST_PIXELS and longer <= LONGEST * shorter
