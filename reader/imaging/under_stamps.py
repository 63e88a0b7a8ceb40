"""Writing that hangs together with a pale stamp, a watermark or a logo larger than any digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reader.imaging.components import find_components
from reader.imaging.ink import PageInk, smallest_area
from reader.imaging.ink_levels import parting_level, reaches, with_edge
from reader.imaging.scale import estimate_scale
from reader.records import Box, Component, Image, Mask
from reader.settings import ImagingSettings

__all__ = ["freed_from_stamps"]

LARGE, STAMP = 2.5, 4.0
"""Components higher than the one many digit heights are no digits; ones higher than the other are
stamps or logos, of which what is pale goes, while of lower ones it may be a paler writer's."""

FULL = 0.5
"""Dark ink of this part of a digit's height, at least, is worth being cut free."""

FEWEST, MOST_RINGS = 5, 10
"""Dark components from which they tell how high digits are, and large pale ones at most."""

RING, HALF = 1 / 12, 0.5
"""Stamps are at least this part of the page's longer side high or wide, and half as much the other
way: the picture's edge may cut them."""

MOST_PARTS = 60
"""Ink that falls into more parts is a texture, a table's grain or a photograph."""


def freed_from_stamps(page: PageInk, settings: ImagingSettings) -> PageInk:
    """The page with the darker ink of its largest components as components of their own.

    A digit that touches a paler stamp is one component with it, too large for a digit. Where such
    a component has two clearly different levels of ink, they are parted, and what is pale goes if
    it is as large as a stamp. Where a few such are much larger than all darker ink, the page's
    scale is that of the darker.
    """
    page = _scaled(page)
    height = page.scale.digit_height
    smallest = smallest_area(page.scale.stroke_width, settings)
    mask, found = page.mask.copy(), list[Component]()
    for component in page.components:
        dark = _darker(component, page.ink) if component.box.height > LARGE * height else None
        parts = () if dark is None else find_components(dark, smallest=smallest)
        is_worth = any(part.box.height >= FULL * height for part in parts)
        if dark is None or not is_worth or len(parts) > MOST_PARTS:
            found.append(component)
            continue
        pale = np.asarray(component.mask & ~dark)
        if component.box.height > STAMP * height:
            mask[component.box.slices] &= ~pale
        else:
            parts += find_components(pale, smallest=smallest)
        found += [_moved(part, component.box) for part in parts]
    ordered = sorted(found, key=lambda c: (c.box.top, c.box.left))
    return replace(page, mask=mask, components=tuple(ordered))


def _scaled(page: PageInk) -> PageInk:
    least = RING * max(page.mask.shape)
    if not any(_is_large(c.box, least) for c in page.components):
        return page
    level = parting_level(page.ink, page.mask)
    if level is None:
        return page
    is_dark = [reaches(c, page.ink, level) for c in page.components]
    dark = [c for c, own in zip(page.components, is_dark, strict=True) if own]
    scale = estimate_scale(dark, stroke_width=page.scale.stroke_width)
    largest = LARGE * scale.digit_height
    if len(dark) < FEWEST or page.scale.digit_height < largest:
        return page
    pale = [c.box for c, own in zip(page.components, is_dark, strict=True) if not own]
    rings = [box for box in pale if box.height > largest]
    are_stamps = all(_is_large(box, least) for box in rings)
    return replace(page, scale=scale) if are_stamps and len(rings) <= MOST_RINGS else page


def _is_large(box: Box, least: float) -> bool:
    return max(box.height, box.width) >= least and min(box.height, box.width) >= HALF * least


def _darker(component: Component, ink: Image) -> Mask | None:
    """The darker of two levels of a component's ink, with its blurred edge; None without two."""
    shown = ink[component.box.slices]
    level = parting_level(shown, component.mask)
    return None if level is None else with_edge(component.mask & (shown > level), component.mask)


def _moved(part: Component, box: Box) -> Component:
    return replace(part, box=part.box.moved(box.top, box.left))
