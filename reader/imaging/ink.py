"""Everything the imaging stage knows about a page's ink, made in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from reader.imaging.binarize import binarize
from reader.imaging.components import find_components
from reader.imaging.illumination import GreyInk, extract_ink
from reader.imaging.margins import find_margins, painted_over
from reader.imaging.rulings import Ruling, find_rulings, remove_rulings
from reader.imaging.scale import estimate_scale, estimate_stroke_width
from reader.records import Component, Image, Mask, Scale
from reader.settings import ImagingSettings

__all__ = ["PageInk", "clean_ink", "find_ink", "taken_apart"]


FAT = 8.0
"""Pixels from which a border is thick enough to be taken for the pen."""

PEN = 0.5
"""Where the strokes that are left are thinner than this part of what was measured with the borders,
they tell the width of the pen."""


LEAST_AREA = 3.0
"""Pixels of ink that are grain, however fine the strokes."""

LEGIBLE, BOLDER = 7, 2.0
"""Pixels below which no digit can be read; and how many times as wide as what most ink seems to be
written with the strokes of higher ink must be if that was no pen."""


@dataclass(frozen=True, slots=True, eq=False)
class PageInk:
    """The ink of an upright page.

    ``ink`` is grey ``uint8``, ink bright. ``raw_mask`` is all ink, ``mask`` the ink without
    rulings and specks; ``components`` are those of ``mask``. ``outside`` is True beyond the
    paper's edge (None: the picture shows none). ``noise`` is the bare paper's, in levels of ink.
    """

    ink: Image
    raw_mask: Mask
    mask: Mask
    rulings: tuple[Ruling, ...]
    components: tuple[Component, ...]
    scale: Scale
    inverted: bool
    outside: Mask | None = None
    noise: float = 0.0


def find_ink(image: Image, settings: ImagingSettings, *, whole_page: bool = False) -> PageInk:
    """Flatten, binarise, take the form's lines out, and cut the rest into components.

    ``image`` is grey ``uint8``, upright; ``whole_page`` says that it shows more than one string. A
    blank page gives an empty mask, no components, and a scale of usual proportions.
    """
    page = clean_ink(extract_ink(image), settings, whole_page=whole_page)
    margins = find_margins(page.raw_mask)
    if margins is None:
        return page
    grey = extract_ink(painted_over(image, margins))
    outside = margins if grey.outside is None else margins | grey.outside
    ink = np.where(outside, 0, grey.ink).astype(np.uint8)
    grey = replace(grey, ink=ink, outside=outside)
    return clean_ink(grey, settings, whole_page=whole_page)


def clean_ink(grey: GreyInk, settings: ImagingSettings, *, whole_page: bool = False) -> PageInk:
    """As :func:`find_ink`, from ink that is flattened already."""
    raw = binarize(
        grey,
        level=settings.ink_level,
        noise_factor=settings.noise_factor,
        faintest=settings.faintest_ink,
    )
    return taken_apart(grey, raw, settings, whole_page=whole_page)


def taken_apart(
    grey: GreyInk, raw: Mask, settings: ImagingSettings, *, whole_page: bool = False
) -> PageInk:
    """The ink ``raw`` of a page without its form's lines, cut into components.

    Where most of it is too fine to be read, hairlines of squared paper, the rest tells the scale.
    """
    measure = partial(estimate_stroke_width, whole_page=whole_page)
    page = _apart(grey, raw, settings, stroke_width=measure(raw), measure=measure)
    if page.scale.digit_height >= LEGIBLE or not page.components:
        return page
    legible = [c for c in page.components if c.box.height >= LEGIBLE]
    shown = np.zeros_like(raw)
    for component in legible:
        shown[component.box.slices] |= component.mask
    pen = measure(shown)
    if pen < BOLDER * page.scale.stroke_width:
        return page
    return _apart(grey, raw, settings, stroke_width=pen, measure=measure)


def grey_of(page: PageInk) -> GreyInk:
    """The page's ink as it was before it was binarised."""
    return GreyInk(page.ink, page.noise, page.inverted, page.outside)


def smallest_area(stroke_width: float, settings: ImagingSettings) -> float:
    """Pixels below which a component is a speck beside strokes of that width."""
    return max(LEAST_AREA, settings.speck_area * stroke_width**2)


def _apart(
    grey: GreyInk,
    raw: Mask,
    settings: ImagingSettings,
    *,
    stroke_width: float,
    measure: Callable[[Mask], float],
) -> PageInk:
    rulings = find_rulings(raw, stroke_width=stroke_width)
    mask = remove_rulings(raw, rulings, stroke_width=stroke_width) if rulings else raw
    if any(ruling.thickness >= FAT for ruling in rulings):
        pen = measure(mask)
        stroke_width = pen if pen <= PEN * stroke_width and mask.any() else stroke_width
    smallest = smallest_area(stroke_width, settings)
    components = find_components(mask, smallest=smallest, most=settings.most_components)
    scale = estimate_scale(components, stroke_width=stroke_width)
    return PageInk(
        grey.ink,
        raw,
        mask,
        rulings,
        components,
        scale,
        grey.inverted,
        grey.outside,
        grey.noise,
    )
