"""Grey page -> grey ink: paper flattened to 0, the strongest ink near 255, polarity found."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

import cv2
import numpy as np

from reader.imaging.discs import close_by_disc
from reader.imaging.levels import level_percentile
from reader.imaging.resample import reduced
from reader.records import Image, Mask

__all__ = ["SMOOTH", "GreyInk", "extract_ink", "is_ink_bright", "thin_ink"]

COARSE_SIDE = 800
"""Longest side in pixels of the reduced image on which the paper's brightness is estimated."""

SATURATED = 0.85
"""A closing is wide enough for the strokes when it shows this part of the largest contrast."""

INK_PERCENTILE = 99.5
"""The contrast of the ink is read at this percentile: ink may cover as little as 0.5 %."""

BRIGHT_MINORITY = 0.45
"""Bright ink covers less than about half of the page, once its shadows are evened out."""

SHADOWS = 2
"""Shadows are what is left when half the picture's short side is averaged: wider than a digit."""

GRAIN, GRAIN_PART = 5, 10
"""Coarse pixels over which noise is averaged: it is as bright as dark, and thin, but no ink. At
most a tenth of the picture's short side, or the strokes of a single digit would go, too."""

WINDOWS = (3, 5, 7, 9, 13, 17, 25, 35, 51)
"""Windows in coarse pixels, from fine to wide, in which thin structure is looked for."""

WIDEST_STROKE = 13
"""Windows up to this many coarse pixels are tried however small the picture; wider ones up to a
sixth of its short side."""

FINEST, THICKEST = 0.05, 0.2
"""The finest window counts that shows this part of the structure that the widest shows: on a bright
sheet a small one, for in wide windows the paper between dark digits looks like bright strokes; else
a larger one, for within thick bright strokes there are fine dark gaps."""

CLEARLY = 0.9
"""Dark structures are at most this part of the bright ones where these are ink: noise and shadows
on bare paper show as much of both."""

SHEET = 0.7
"""A bright sheet on a dark table fills this part of the rectangle around it, and writing less."""

ASTRAY = 0.01
"""Part of what is bright that may lie above, below, or on one side of that rectangle: specks."""

OUTSIDE = 0.3
"""Ground darker than this part of the paper's brightness is no paper: margin, lid, table."""

RIM = 0.6
"""Ground beside it darker than this part of the paper's brightness, and wider than the strokes,
belongs to it."""

FRAYED = 1
"""Pixels by which its edge is soft."""

CROWDED = 0.3
"""Ink that covers more than this part of a picture disturbs its median."""

FAINTEST_CROWD = 50
"""Ink that covers much of a picture is at least this strong."""

SMOOTH = 1.2
"""Deviation in pixels of the blur that hides a texture's grain."""

DARKEST_PAPER = 40
"""Paper is never taken to be darker than this grey level, or noise in black margins explodes."""


@dataclass(frozen=True, slots=True, eq=False)
class GreyInk:
    """Ink strength of a page.

    ``ink`` is ``uint8``: 0 where paper is bare, rising with the ink's darkness relative to the
    paper around it. ``noise`` is the standard deviation of bare paper in the same levels.
    ``inverted`` is True where the page had bright ink on a dark ground. ``outside`` is True where
    there is no paper (None: nowhere).
    """

    ink: Image
    noise: float
    inverted: bool
    outside: Mask | None = None


def extract_ink(image: Image) -> GreyInk:
    """Flatten the illumination of a grey page and return the strength of its ink.

    The paper's brightness is a grey closing just wider than the strokes, so that shadows and
    vignettes vanish and strokes stay. A blank page gives ink near 0 everywhere.
    """
    coarse = reduced(image, COARSE_SIDE)
    inverted = is_ink_bright(coarse)
    dark_on_light = cv2.bitwise_not(image) if inverted else image
    coarse = np.asarray(cv2.bitwise_not(coarse), np.uint8) if inverted else coarse
    size = _stroke_kernel(coarse)
    paper = _estimate_paper(coarse, size)
    outside = _outside_paper(coarse, paper, size)
    paper = _enlarged(np.maximum(paper, DARKEST_PAPER).astype(np.uint8), image)
    ink = cv2.bitwise_not(cv2.divide(dark_on_light, paper, scale=255.0))
    beyond = np.asarray(_enlarged(outside.astype(np.uint8), image) > 0) if outside.any() else None
    if beyond is not None:
        ink[beyond] = 0
    level, noise = _paper_level(ink, beyond)
    return GreyInk(np.asarray(cv2.subtract(ink, level), np.uint8), noise, inverted, beyond)


def thin_ink(grey: GreyInk, *, widest: int) -> GreyInk:
    """The ink without what is wider than ``widest`` pixels, shadows say, and its own noise.

    A top-hat (Serra 1982, Image Analysis and Mathematical Morphology) of ink that is blurred a
    little, which hides a texture's grain.
    """
    soft = cv2.GaussianBlur(grey.ink, (0, 0), SMOOTH)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (widest, widest))
    thin = np.asarray(cv2.morphologyEx(soft, cv2.MORPH_TOPHAT, kernel), np.uint8)
    level, noise = _paper_level(thin, grey.outside)
    return replace(grey, ink=np.asarray(cv2.subtract(thin, level), np.uint8), noise=noise)


def is_ink_bright(image: Image) -> bool:
    """Whether thin structures are brighter than their ground (chalk, tablets, negatives).

    Bright ink is the minority of the pixels *and* the thin structures are bright; a page in
    shadow also has few bright pixels, but its thin structures stay dark.
    """
    coarse = reduced(image, COARSE_SIDE // 2)
    grain = min(GRAIN, min(coarse.shape) // GRAIN_PART | 1)
    coarse = np.asarray(cv2.GaussianBlur(coarse, (grain, grain), 0), np.uint8)
    if _bright_part(coarse) > BRIGHT_MINORITY:
        return False
    limit = max(WIDEST_STROKE, min(coarse.shape) // 6)
    contrasts = [_thin_structures(coarse, size) for size in WINDOWS if size <= limit]
    enough = (FINEST if _is_sheet(coarse) else THICKEST) * sum(contrasts[-1])
    dark, bright = next(pair for pair in contrasts if sum(pair) >= enough)
    return dark < CLEARLY * bright


def _bright_part(coarse: Image) -> float:
    """Part of the picture that is brighter than what surrounds it."""
    side = max(min(coarse.shape) // SHADOWS, GRAIN)
    around = cv2.blur(coarse, (side, side))
    even = cv2.addWeighted(coarse, 1.0, around, -1.0, 128.0)
    threshold, _ = cv2.threshold(even, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return float((even > threshold).mean())


def _is_sheet(coarse: Image) -> bool:
    """Whether what is bright fills the rectangle around it."""
    threshold, _ = cv2.threshold(coarse, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = coarse > threshold
    sides = []
    for axis in (1, 0):
        seen = np.cumsum(bright.sum(axis=axis))
        first, last = np.searchsorted(seen, (ASTRAY * seen[-1], (1 - ASTRAY) * seen[-1]))
        sides.append(slice(int(first), int(last) + 1))
    return float(bright[sides[0], sides[1]].mean()) >= SHEET


def _thin_structures(coarse: Image, size: int) -> tuple[float, float]:
    """Mean contrast of dark and of bright structures narrower than ``size`` pixels."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    dark = float(cv2.morphologyEx(coarse, cv2.MORPH_BLACKHAT, kernel).mean())
    bright = float(cv2.morphologyEx(coarse, cv2.MORPH_TOPHAT, kernel).mean())
    return dark, bright


def _estimate_paper(coarse: Image, size: int) -> Image:
    border = cv2.copyMakeBorder(coarse, size, size, size, size, cv2.BORDER_REFLECT)
    paper = close_by_disc(np.asarray(border, np.uint8), size)
    paper = cv2.blur(paper, (size, size))[size:-size, size:-size]
    return np.asarray(paper, np.uint8)


def _outside_paper(coarse: Image, paper: Image, size: int) -> Mask:
    """Where there is no paper, in the coarse picture: up to the margin's very edge.

    The paper's brightness changes gradually there; the dark rim that it leaves would be ink.
    """
    bright = level_percentile(paper, 95)
    outside = _at_edge(np.asarray(paper < OUTSIDE * bright))
    if not outside.any():
        return outside
    kernel = np.ones((size, size), np.uint8)
    dark = (outside | (coarse < RIM * bright)).view(np.uint8)
    near = cv2.dilate(outside.view(np.uint8), kernel)
    rim = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel) & near
    whole = cv2.dilate(outside.view(np.uint8) | rim, np.ones((2 * FRAYED + 1,) * 2, np.uint8))
    return np.asarray(whole > 0)


def _at_edge(mask: Mask) -> Mask:
    """The parts of ``mask`` that touch the picture's edge: bold ink inside it is no margin."""
    if not mask.any():
        return mask
    _, labels = cv2.connectedComponents(mask.view(np.uint8))
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    kept = np.zeros(int(labels.max()) + 1, bool)
    kept[edge] = True
    kept[0] = False
    return np.asarray(kept[labels])


def _enlarged(coarse: Image, image: Image) -> Image:
    height, width = image.shape
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _stroke_kernel(coarse: Image) -> int:
    """Side of the smallest closing that hides the strokes, in coarse pixels (odd)."""
    side = min(coarse.shape)
    sizes = [s for s in (5, 7, 11, 15, 23, 31, 47, 63, 95, 127) if s <= max(5, side // 3)]
    # A wider closing hides all that a narrower one does: the widest shows the largest contrast, and
    # the narrowest that shows enough is found by halving.
    enough = SATURATED * _hidden_contrast(coarse, sizes[-1])
    place = bisect_left(
        sizes, enough, hi=len(sizes) - 1, key=lambda size: _hidden_contrast(coarse, size)
    )
    chosen = sizes[place]
    return int(min(2.0 * chosen, max(side, 5))) | 1


def _hidden_contrast(coarse: Image, size: int) -> float:
    """Contrast of the dark structures that a closing so wide hides."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    hidden = cv2.morphologyEx(coarse, cv2.MORPH_BLACKHAT, kernel)
    return level_percentile(np.asarray(hidden, np.uint8), INK_PERCENTILE)


def _paper_level(ink: Image, outside: Mask | None) -> tuple[int, float]:
    """Median and standard deviation (from the lower half) of bare paper, in ink levels.

    Texture counts as noise. In a tight crop ink may be most of the picture: then the paper is
    what lies below Otsu's threshold.
    """
    step = max(1, ink.shape[0] // 500), max(1, ink.shape[1] // 500)
    sample = ink[:: step[0], :: step[1]].ravel()
    if outside is not None:
        sample = sample[~outside[:: step[0], :: step[1]].ravel()]
    if sample.size == 0:
        return 0, 0.5
    threshold, _ = cv2.threshold(sample, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if threshold > FAINTEST_CROWD and float((sample > threshold).mean()) > CROWDED:
        sample = sample[sample <= threshold]
    median = level_percentile(sample, 50)
    return round(median), max(0.5, median - level_percentile(sample, 15.9))
