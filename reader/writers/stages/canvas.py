"""Sheets of pictures with a headline: what all stage pictures are drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.records import Box, Component, Image, Mask

__all__ = [
    "AMBER",
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "PURPLE",
    "RED",
    "TINTS",
    "Colour",
    "StagePicture",
    "components_in_tints",
    "counted",
    "enlarged",
    "headed",
    "line_width",
    "painted",
    "sure_colour",
    "zoom_for",
]

Colour = tuple[int, int, int]

INK: Colour = (40, 40, 40)
GREY: Colour = (150, 150, 150)
RED: Colour = (200, 30, 30)
GREEN: Colour = (22, 130, 62)
AMBER: Colour = (204, 102, 0)
BLUE: Colour = (30, 100, 200)
PURPLE: Colour = (140, 60, 170)

TINTS: tuple[Colour, ...] = (
    (0, 92, 175), (214, 69, 0), (0, 130, 85), (165, 30, 130), (130, 105, 0), (0, 140, 165),
    (190, 20, 50), (85, 70, 190),
)  # fmt: skip
"""Colours that differ from their neighbours in the list, all dark enough to be read on white."""

SURE, UNSURE = 0.95, 0.80
"""Probabilities from which something is green, and from which it is amber and not red."""

USUAL_SIDE = 2000
"""Pixels of the longer side that smaller pictures are brought near to: crops of one string, and
whole pages at 100 dpi."""

LARGEST_ZOOM = 10

HEAD_SHARE = 1 / 55
"""Height of the headline's letters as a share of the picture's longer side: 5 mm on A4."""

SMALLEST_HEAD = 22
"""Pixels; no headline is smaller."""


@dataclass(frozen=True, slots=True, eq=False)
class StagePicture:
    """What one stage made: RGB ``picture``, and its ``name`` as a file, without suffix."""

    name: str
    picture: Image


def zoom_for(shape: tuple[int, ...]) -> int:
    """Whole factor by which a picture is enlarged before anything is drawn on it."""
    return min(LARGEST_ZOOM, max(1, round(USUAL_SIDE / max(*shape[:2], 1))))


def line_width(picture: Image) -> int:
    """Width in pixels of lines that are seen when the whole picture is."""
    return max(2, round(max(picture.shape[:2]) / 1100))


def enlarged(image: Image, zoom: int) -> Image:
    """Grey or RGB -> RGB, every pixel ``zoom`` pixels wide and high, sharp."""
    rgb = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
    return np.asarray(rgb.repeat(zoom, axis=0).repeat(zoom, axis=1), np.uint8)


def painted(
    shape: tuple[int, int], pieces: Sequence[tuple[Box, Mask, Colour]], *, under: Mask | None = None
) -> Image:
    """White RGB paper with ink in colours; ``under`` is ink that is shown pale beneath."""
    paper = np.full((*shape, 3), 255, np.uint8)
    if under is not None:
        paper[under] = (205, 205, 205)
    for box, mask, colour in pieces:
        paper[box.slices][mask] = colour
    return paper


def components_in_tints(components: Sequence[Component]) -> list[tuple[Box, Mask, Colour]]:
    """Every component in another colour than the ones before it."""
    return [(c.box, c.mask, TINTS[i % len(TINTS)]) for i, c in enumerate(components)]


def headed(
    picture: Image, title: str, note: str, *, legend: Sequence[tuple[str, Colour]] = ()
) -> Image:
    """``picture`` beneath a white strip: a title, one sentence, and what the colours mean."""
    height = max(SMALLEST_HEAD, round(max(picture.shape[:2]) * HEAD_SHARE))
    small = round(0.7 * height)
    large_font, small_font = ImageFont.load_default(height), ImageFont.load_default(small)
    swatches = sum(small_font.getlength(words) + 2.2 * small for words, _ in legend)
    wanted = max(large_font.getlength(title), small_font.getlength(note), swatches) + 2 * small
    width = max(picture.shape[1], round(wanted))
    strip = round(1.6 * height) + round(1.5 * small) * (1 + bool(legend)) + small
    canvas = Pictures.new("RGB", (width, picture.shape[0] + strip), "white")
    canvas.paste(Pictures.fromarray(picture), (0, strip))
    draw = ImageDraw.Draw(canvas)
    draw.text((small, 0.3 * height), title, fill=(0, 0, 0), font=large_font)
    row = 1.6 * height
    draw.text((small, row), note, fill=(90, 90, 90), font=small_font)
    _draw_legend(draw, legend, (small, row + 1.5 * small), small)
    draw.line([(0, strip - 1), (width, strip - 1)], fill=(200, 200, 200))
    return np.asarray(canvas)


def counted(number: int, noun: str) -> str:
    """``1 line``, ``2 lines``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def sure_colour(probability: float) -> Colour:
    """Green, amber or red."""
    if probability >= SURE:
        return GREEN
    return AMBER if probability >= UNSURE else RED


def _draw_legend(
    draw: ImageDraw.ImageDraw,
    legend: Sequence[tuple[str, Colour]],
    place: tuple[float, float],
    height: int,
) -> None:
    font = ImageFont.load_default(height)
    col, row = place
    for words, colour in legend:
        draw.rectangle((col, row + 0.3 * height, col + height, row + height), fill=colour)
        draw.text((col + 1.3 * height, row), words, fill=(60, 60, 60), font=font)
        col += font.getlength(words) + 2.2 * height
