"""Augmentation before the production normaliser: one digit's ink in, one glyph's worth out.

Each group of changes lives in its own file; :func:`augment` calls them in the order in which the
world does: hand, pen, surroundings, scanner.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reader.records import Image
from reader.training.augmentation import pen, scan, surroundings
from reader.training.augmentation.geometry import bend, place

__all__ = ["augment", "draw"]

HEAVY_FROM = 0.65
"""Strength from which a sample may have borders, rulings or a sliver in its crop often."""


def augment(
    ink: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    aspect: float = 1.0,
    neighbour: Callable[[], Image] | None = None,
) -> Image:
    """A digit as another hand, pen, form and scanner would have left it.

    Parameters
    ----------
    ink : uint8 array of shape (height, width), ink bright, cut tightly
    strength : float
        0 (as it is) to 1 (hard); the chance of every change grows with it.
    aspect : float
        Width factor that undoes a set's own stretching.
    neighbour : callable, optional
        Gives another digit on a canvas, for slivers.

    Returns
    -------
    uint8 array
        Ink bright, any shape; goes through ``normalize_glyph`` next.
    """
    canvas = draw(ink, rng, strength=strength, aspect=aspect)
    canvas = _surrounded(canvas, rng, strength=strength, neighbour=neighbour)
    return scanned(canvas, rng, strength=strength)


def draw(ink: Image, rng: np.random.Generator, *, strength: float, aspect: float = 1.0) -> Image:
    """Only hand and pen: the digit on a clean canvas, ready to be put beside others."""
    canvas = place(ink, rng, strength=strength, aspect=aspect)
    if rng.random() < 0.7 * strength:
        canvas = bend(canvas, rng, strength=strength)
    if rng.random() < 0.25 + 0.35 * strength:
        canvas = pen.change_width(canvas, rng, strength=strength)
    if rng.random() < 0.10 * strength:
        canvas = pen.break_strokes(canvas, rng)
    return canvas


def scanned(canvas: Image, rng: np.random.Generator, *, strength: float) -> Image:
    """Only the scanner: sampling, blur, contrast, noise, bilevel edges."""
    if rng.random() < 0.5 * strength:
        canvas = scan.coarsen(canvas, rng)
    if rng.random() < 0.35 * strength:
        canvas = scan.blur(canvas, rng, strength=strength)
    if rng.random() < 0.35:
        canvas = scan.change_contrast(canvas, rng)
    if rng.random() < 0.25 * strength:
        canvas = scan.add_noise(canvas, rng, strength=strength)
    if rng.random() < 0.12:
        canvas = scan.make_bilevel(canvas, rng)
    return canvas


def _surrounded(
    canvas: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    neighbour: Callable[[], Image] | None,
) -> Image:
    chance = strength if strength >= HEAVY_FROM else 0.2 * strength
    if rng.random() < 0.14 * chance:
        canvas = surroundings.crop_edge(canvas, rng)
    if rng.random() < 0.12 * chance:
        canvas = surroundings.add_borders(canvas, rng)
    if rng.random() < 0.12 * chance:
        canvas = surroundings.add_ruling(canvas, rng)
    if neighbour is not None and rng.random() < 0.14 * chance:
        canvas = surroundings.add_sliver(canvas, neighbour(), rng)
    if rng.random() < 0.06 * chance:
        canvas = surroundings.add_specks(canvas, rng)
    return canvas
