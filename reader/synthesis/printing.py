"""A form's plan becomes a printed sheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reader.records import Image
from reader.synthesis.forms import FormPlan, PrintedText, Rule
from reader.synthesis.paper import blank_paper, blend_ink
from reader.synthesis.prints import Typeface, draw_typeface, print_text
from reader.synthesis.strokes import Floats
from reader.synthesis.textures import draw_texture

__all__ = ["MM_PER_INCH", "print_form"]

MM_PER_INCH = 25.4

DIGIT_MM = 5.0
"""Height of a digit that a texture's detail is measured by."""

DYES = ((120, 160, 150), (150, 170, 200), (190, 150, 150), (165, 165, 165), (200, 180, 130))
"""RGB of background prints."""


def print_form(
    rng: np.random.Generator,
    plan: FormPlan,
    *,
    dpi: int,
    grey: bool,
    textures: tuple[str, ...] = (),
) -> Image:
    """The empty sheet: uint8 (h, w), or RGB (h, w, 3) where not ``grey``."""
    scale = dpi / MM_PER_INCH
    shape = (round(plan.size[0] * scale), round(plan.size[1] * scale))
    level = int(rng.integers(236, 252))
    image = blank_paper(shape, (level, level, max(0, level - int(rng.integers(0, 10)))), grey=grey)
    for kind in textures:
        texture = draw_texture(rng, kind, shape, unit=DIGIT_MM * scale)
        dye = DYES[int(rng.integers(len(DYES)))]
        opacity = float(rng.uniform(0.15, 0.55))
        blend_ink(image, texture, top=0, left=0, colour=dye, opacity=opacity)
    shade = int(rng.integers(20, 80))
    ink = (shade, shade, shade)
    if rng.random() < 0.2:
        ink = ((40, 90, 60), (150, 60, 50), (50, 70, 140))[int(rng.integers(3))]
    typeface = draw_typeface(rng)
    for rule in plan.rules:
        _print_rule(image, rule, scale=scale, colour=ink)
    for words in plan.prints:
        _print_words(image, words, typeface, scale=scale, colour=ink)
    return image


def _print_rule(image: Image, rule: Rule, *, scale: float, colour: tuple[int, int, int]) -> None:
    """A ruling with edges at fractions of a pixel: thin lines come out paler, not thicker."""
    half = rule.width / 2.0
    flat = rule.bottom - rule.top < rule.right - rule.left
    grow_rows, grow_cols = (half, 0.0) if flat else (0.0, half)
    edges = (
        (rule.top - grow_rows) * scale, (rule.left - grow_cols) * scale,
        (rule.bottom + grow_rows) * scale, (rule.right + grow_cols) * scale,
    )  # fmt: skip
    top, left = int(np.floor(edges[0])), int(np.floor(edges[1]))
    rows = _coverage(edges[0] - top, edges[2] - top)
    cols = _coverage(edges[1] - left, edges[3] - left)
    if rule.dots > 0.0:
        along = cols if flat else rows
        along *= (np.arange(len(along)) % (rule.dots * scale)) < 0.4 * rule.dots * scale
    ink = np.round(255.0 * rows[:, None] * cols[None, :]).astype(np.uint8)
    blend_ink(image, ink, top=top, left=left, colour=colour)


def _coverage(start: float, stop: float) -> Floats:
    """How much of each pixel lies between ``start`` and ``stop``."""
    pixels = np.arange(max(1, int(np.ceil(stop))))
    return np.clip(np.minimum(pixels + 1.0, stop) - np.maximum(pixels, start), 0.0, 1.0)


def _print_words(
    image: Image,
    words: PrintedText,
    typeface: Typeface,
    *,
    scale: float,
    colour: tuple[int, int, int],
) -> None:
    face = replace(typeface, weight=700) if words.bold else typeface
    ink, baseline = print_text(words.text, face, height=words.size * scale)
    top, left = round(words.row * scale) - baseline, round(words.col * scale)
    blend_ink(image, ink, top=top, left=left, colour=colour)
