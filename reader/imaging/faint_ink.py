"""Fainter ink of a picture whose paper is restless: pencil on a pattern, a pale scan."""

from __future__ import annotations

import numpy as np

from reader.imaging.binarize import binarize
from reader.imaging.illumination import GreyInk
from reader.imaging.ink import PageInk, taken_apart
from reader.settings import ImagingSettings

__all__ = ["find_faint_ink"]

RESTLESS = 1.4
"""Paper is restless where its noise asks for ink this many times as strong as the faintest."""

CLOSER = 0.45
"""Fainter ink exceeds the noise by this part of what ink has to."""

MORE = 1.5
"""It is worth a look where there is this many times as much ink with it: a look costs as much as
the first, and little more ink is the same strokes, a little fatter."""


def find_faint_ink(page: PageInk, settings: ImagingSettings) -> PageInk | None:
    """The page with ink that hardly exceeds its paper's noise; None where that is no more ink, or
    where the paper is calm."""
    if settings.noise_factor * page.noise <= RESTLESS * settings.faintest_ink:
        return None
    grey = GreyInk(page.ink, page.noise, page.inverted, page.outside)
    raw = binarize(
        grey,
        level=settings.ink_level,
        noise_factor=CLOSER * settings.noise_factor,
        faintest=settings.faintest_ink,
    )
    if np.count_nonzero(raw) < MORE * np.count_nonzero(page.raw_mask):
        return None
    return taken_apart(grey, raw, settings)
