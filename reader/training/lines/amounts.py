"""Real amounts lifted off their cheques: real hands in frames and on other papers."""

from __future__ import annotations

import cv2
import numpy as np

from reader.imaging.ink import find_ink
from reader.imaging.levels import level_percentile
from reader.records import Box, Image
from reader.settings import ImagingSettings
from reader.synthesis.strings import DrawnString, StringDrawer
from reader.synthesis.writer import Writer
from reader.training.lines.scene import Cheque, mapped_box

__all__ = ["amount_writer"]

FULL = 80
"""Percentile of the ink's levels that becomes full ink."""

LEAN = 0.13
"""Deviation of the slant (columns a row) that is added to an amount's own."""

WIDTH = 0.12
"""Deviation (natural log) of the factor by which an amount is made wider."""

PEN_CHANCES = (0.2, 0.6, 0.2)
"""How often the pen is finer, as it was, or bolder."""

THICK_ENOUGH = 24
"""Digits of fewer pixels' height keep their pen."""

LEGIBLE = 100
"""Level (of 255) that the ink of every digit must reach."""

MARGIN = 2
"""Pixels without ink around an amount."""


def amount_writer(cheque: Cheque) -> StringDrawer | None:
    """Writes the amount whatever is asked for, at the height asked for and never in a comb; None
    where the paper does not let go of every digit.

    Its signs come with it: they are ink that is no digit of it.
    """
    ink = _lifted(cheque.image)
    if not all(ink[box.slices].max(initial=0) >= LEGIBLE for box in cheque.boxes):
        return None

    def write(
        rng: np.random.Generator,
        writer: Writer,
        text: str,
        *,
        height: float,
        touching: float | None = None,
        pitch: float | None = None,
        strike: str = "",
    ) -> DrawnString:
        return _written(rng, ink, cheque, height)

    return write


def _lifted(image: Image) -> Image:
    """An amount's ink with its soft edges, bright on 0."""
    page = find_ink(image, ImagingSettings())
    near = cv2.dilate(page.mask.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    near &= page.mask | ~page.raw_mask
    inked = page.ink[page.mask]
    full = level_percentile(inked[None], FULL) if inked.size else 255.0
    levels = np.clip(np.arange(256) * (255.0 / max(full, 1.0)), 0, 255).astype(np.uint8)
    return np.where(near, cv2.LUT(page.ink, levels), 0).astype(np.uint8)


def _written(rng: np.random.Generator, ink: Image, cheque: Cheque, height: float) -> DrawnString:
    factor = height / max(1.0, float(np.median([b.height for b in cheque.boxes])))
    across = factor * float(np.exp(rng.normal(0.0, WIDTH)))
    lean = float(np.clip(rng.normal(0.0, LEAN), -0.4, 0.4))
    tall = round(ink.shape[0] * factor) + 2 * MARGIN
    aside = abs(lean) * tall
    wide = round(ink.shape[1] * across + aside) + 2 * MARGIN
    shift = MARGIN + max(0.0, lean) * tall
    matrix = np.array([[across, -lean * factor, shift], [0.0, factor, MARGIN]])
    kept = ink
    if factor < 1.0:
        kept = np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.45 / factor), np.uint8)
    moved = np.asarray(cv2.warpAffine(kept, matrix, (wide, tall)), np.uint8)
    moved = _with_pen(rng, moved, height)
    boxes = tuple(mapped_box(box, matrix) for box in cheque.boxes)
    place = _place_of(moved, boxes)
    boxes = tuple(box.moved(-place.top, -place.left) for box in boxes)
    return DrawnString(
        ink=moved[place.slices],
        boxes=boxes,
        text=cheque.text,
        written=cheque.text,
        marks=(),
        baseline=float(np.median([b.bottom for b in boxes])),
        origin=0.0,
        pitch=0.0,
        struck=False,
    )


def _place_of(ink: Image, boxes: tuple[Box, ...]) -> Box:
    """What is inked and boxed of a canvas."""
    rows, cols = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    inked = Box(int(rows[0]), int(cols[0]), int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1)
    return Box.around([inked, *boxes]).grown(0, 0, shape=(ink.shape[0], ink.shape[1]))


def _with_pen(rng: np.random.Generator, ink: Image, height: float) -> Image:
    change = int(rng.choice((-1, 0, 1), p=PEN_CHANCES))
    if not change or height < THICK_ENOUGH:
        return ink
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2, 2) if height < 40 else (3, 3))
    return np.asarray((cv2.dilate if change > 0 else cv2.erode)(ink, kernel), np.uint8)
