"""The groups of changes that a recipe can switch off or make rarer: one declaration."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Augmentation"]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """The factor of each group's chance: 1 as declared in ``changes.py``, 0 switches it off.

    ``shape``: turned, slanted, stretched, seen in perspective; ``elastic``: bent; ``pen``: strokes
    thinner, thicker, with gaps; ``cropping``: cut at one to four sides, or cut so loosely that the
    crop holds pieces of a frame; ``borders``: remnants of a box or ruling; ``neighbours``: slivers
    of the digit beside it, strokes that come in from the crop's edge; ``contrast``: soft, steep,
    pale pencil; ``paper``: grain, fibres, background pattern, specks, noise, shadow; ``sampling``:
    coarser, blurred, JPEG; ``bilevel``: black and white only.
    """

    shape: float = 1.0
    elastic: float = 1.0
    pen: float = 1.0
    cropping: float = 1.0
    borders: float = 1.0
    neighbours: float = 1.0
    sampling: float = 1.0
    contrast: float = 1.0
    paper: float = 1.0
    bilevel: float = 1.0
