"""The strip of a glyph's nearest training glyphs, for the sheet of one digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.recognition.neighbours import Neighbour
from reader.records import Image

__all__ = ["Nearest", "draw_nearest"]

LARGE = 4
"""Enlargement of a training glyph: 112 pixels."""

LETTERS = 15
MARGIN = 14
STEP = 215
"""Pixels from one training glyph to the next: six of them fill a sheet."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The training glyphs nearest to a glyph; ``among`` says in words what it was compared with.

    Where there are none, ``among`` says why.
    """

    among: str
    found: Sequence[Neighbour] = ()


def draw_nearest(nearest: Nearest, *, width: int, none: str) -> Image:
    """What it was compared with, and under it each glyph with label, set and distance.

    ``none`` is how the class of what is none of the classes is called.
    """
    side = 28 * LARGE
    top = MARGIN // 2 + 3 * LETTERS
    height = top + (side + 3 * LETTERS + MARGIN if nearest.found else 0)
    canvas = Pictures.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(LETTERS)
    draw.text((MARGIN, MARGIN // 2), nearest.among, fill=(90, 90, 90), font=font)
    for number, one in enumerate(nearest.found):
        left = MARGIN + number * STEP
        large = np.kron(one.glyph, np.ones((LARGE, LARGE), np.uint8))
        canvas.paste(Pictures.fromarray(large), (left, top))
        words = f"{one.label or none}   {one.distance:.3f}\n{one.source}"
        draw.text((left, top + side + 4), words, fill=(0, 0, 0), font=font, spacing=2)
    return np.asarray(canvas)
