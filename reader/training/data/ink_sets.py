"""Ink out of pictures: paper's level taken away, ink bright on 0, cut tightly."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reader.records import Image

__all__ = [
    "InkSet",
    "cut_tight",
    "has_dark_ink",
    "ink_of_paper",
    "ink_of_picture",
    "ink_of_strip",
    "within",
]


@dataclass(frozen=True, slots=True, eq=False)
class InkSet:
    """Pictures of ink with their labels, in the order of the source.

    ``ink`` are uint8 arrays, bright ink on 0, cut tightly; ``stretched`` says that the set's
    makers stretched every digit to its box; ``sources`` whose each picture is (empty: not known);
    ``order`` each picture's place in the order of the writers, -1 where it has none (empty: not
    known), one of whom may reach over ``guard`` places.
    """

    name: str
    ink: tuple[Image, ...]
    labels: tuple[str, ...]
    stretched: bool = False
    sources: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    guard: int = 0


def ink_of_paper(picture: Image) -> Image:
    """Dark ink on paper as bright ink on 0: the paper's level taken away, its grain dropped."""
    paper = cv2.medianBlur(picture, 31 if min(picture.shape) > 31 else 9)
    depth = np.clip(paper.astype(np.float32) - picture, 0, None)
    ink = depth * (255.0 / max(float(np.percentile(depth, 99.5)), 40.0))
    return np.where(ink > PAPER_GRAIN, np.clip(ink, 0, 255), 0).astype(np.uint8)


PAPER_GRAIN = 70
"""Ink levels (of 255) below which a photographed stroke cannot be told from the paper's grain."""


def has_dark_ink(picture: Image) -> bool:
    """Whether the border is nearer to the lightest than to the darkest; False for a blank one."""
    return bool(_border_level(picture) > (int(picture.min()) + int(picture.max())) / 2)


def ink_of_picture(picture: Image, *, dark: bool) -> Image:
    """A grey picture of either polarity as bright ink on 0; a clean background leaves it as is."""
    ink = 255 - picture if dark else picture
    if min(picture.shape) < 2 or _border_level(ink) <= CLEAN_LEVEL:
        return np.where(ink > CLEAN_LEVEL, ink, 0).astype(np.uint8)
    return ink_of_paper(255 - ink)


CLEAN_LEVEL = 16
"""Background level (of 255) up to which a picture needs no paper taken away."""


def within(picture: Image) -> Image:
    """A large picture brought down to ``LONGEST_SIDE``: paper is found by the pen's width."""
    factor = LONGEST_SIDE / max(picture.shape)
    if factor >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


LONGEST_SIDE = 96
"""Pixels: a digit is drawn at 42 (``geometry.DIGIT_SIDE``), so twice that loses nothing."""


def _border_level(picture: Image) -> float:
    sides = (picture[0], picture[-1], picture[:, 0], picture[:, -1])
    return float(np.median(np.concatenate(sides)))


def ink_of_strip(image: Image) -> Image:
    """Ink of a grey strip with a security background: local paper level, then a soft threshold."""
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    paper = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    depth = paper.astype(np.float32) - smooth
    split, _ = cv2.threshold(np.clip(depth, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    full = max(
        float(np.percentile(depth[depth > split], 70)) if (depth > split).any() else 1.0, 1.0
    )
    ink = np.clip((depth - 0.6 * split) / max(full - 0.6 * split, 1.0), 0, 1) * 255
    return ink.astype(np.uint8)


def cut_tight(ink: Image) -> Image:
    """Without the margin in which nothing is darker than a seventh of the strongest ink."""
    strong = ink > 0.15 * ink.max()
    rows, cols = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1])
