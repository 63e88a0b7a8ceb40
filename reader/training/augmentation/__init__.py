"""Augmentation before the production normaliser: one digit's ink in, one glyph's worth out.

:func:`augment` lets things happen in the order of the world: hand and pen, form, scanner. What can
happen, in which group and how often, is declared in ``changes.py``; ``groups.py`` holds what a
recipe says about it.
"""

from __future__ import annotations

import numpy as np

from reader.records import Image
from reader.training.augmentation.changes import (
    FORM,
    HAND,
    SCANNER,
    Neighbour,
    apply_some,
    nobody,
)
from reader.training.augmentation.geometry import place
from reader.training.augmentation.groups import Augmentation

__all__ = ["ALL_GROUPS", "Augmentation", "augment", "draw", "scanned"]

ALL_GROUPS = Augmentation()
"""Every group with its usual chance."""


def augment(
    ink: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    aspect: float = 1.0,
    neighbour: Neighbour = nobody,
    groups: Augmentation = ALL_GROUPS,
) -> Image:
    """A digit as another hand, pen, form and scanner would have left it.

    ``rng`` is moved on by the same number of draws whatever happens.

    Parameters
    ----------
    ink : uint8 array of shape (height, width), ink bright, cut tightly
    rng : Generator
        Of :func:`reader.training.augmentation.chance.glyph_generator`.
    strength : float
        0 (as it is) to 1 (hard); the chance of most changes grows with it.
    aspect : float
        Width factor that undoes a set's own stretching.
    neighbour : callable, optional
        Gives another digit on a canvas, for slivers and neighbours' strokes.
    groups : Augmentation, optional
        Factors of the groups' chances.

    Returns
    -------
    uint8 array
        Ink bright, any shape; goes through ``normalize_glyph`` next.
    """
    canvas = _placed(ink, rng, strength=strength, aspect=aspect, groups=groups)
    return apply_some(
        EVERYTHING, canvas, rng, strength=strength, groups=groups, neighbour=neighbour
    )


EVERYTHING = (*HAND, *FORM, *SCANNER)
"""All changes in their order."""


def draw(
    ink: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    aspect: float = 1.0,
    groups: Augmentation = ALL_GROUPS,
) -> Image:
    """Only hand and pen: the digit on a clean canvas, ready to be put beside others."""
    canvas = _placed(ink, rng, strength=strength, aspect=aspect, groups=groups)
    return apply_some(HAND, canvas, rng, strength=strength, groups=groups)


def scanned(
    canvas: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    groups: Augmentation = ALL_GROUPS,
) -> Image:
    """Only light, scanner and file: shadow, sampling, blur, contrast, noise, bilevel edges."""
    return apply_some(SCANNER, canvas, rng, strength=strength, groups=groups)


def _placed(
    ink: Image, rng: np.random.Generator, *, strength: float, aspect: float, groups: Augmentation
) -> Image:
    turned = strength if rng.random() < groups.shape else 0.0
    return place(ink, rng, strength=turned, aspect=aspect)
