"""Writing that hangs together with a pale stamp, a watermark or a logo larger than any digit."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.imaging.further_inks import dark_level, parting_level
from reader.imaging.ink import PageInk
from reader.imaging.scale import estimate_scale
from reader.records import Box, Component, Image, Mask

__all__ = ["freed_from_stamps"]

LARGE = 2.5
"""Components higher than this many digit heights are no digits, nor are touching ones so high."""

FEWEST = 5
"""Dark components from which they tell how high digits are."""

MOST_PARTS = 60
"""Ink that falls into more parts is a texture, a table's grain or a photograph."""


def freed_from_stamps(page: PageInk) -> PageInk:
    """The page with the darker ink of its largest components as components of their own.

    A digit that touches a paler stamp is one component with it, too large for a digit. Where such
    a component has two clearly different levels of ink, only the darker stays.
    """
    page = _scaled(page)
    largest = LARGE * page.scale.digit_height
    smallest = max(3.0, page.scale.stroke_width**2)
    mask, found = page.mask.copy(), list[Component]()
    for component in page.components:
        dark = _darker(component, page.ink) if component.box.height > largest else None
        parts = () if dark is None else find_components(dark, smallest=smallest)
        if dark is None or len(parts) > MOST_PARTS:
            found.append(component)
            continue
        mask[component.box.slices] &= dark | ~component.mask
        found += [_moved(part, component.box) for part in parts]
    ordered = sorted(found, key=lambda c: (c.box.top, c.box.left))
    return replace(page, mask=mask, components=tuple(ordered))


def _scaled(page: PageInk) -> PageInk:
    level = dark_level(page)
    if level is None:
        return page
    dark = [c for c in page.components if page.ink[c.box.slices][c.mask].max() > level]
    scale = estimate_scale(dark, stroke_width=page.scale.stroke_width)
    if len(dark) < FEWEST or scale.digit_height * LARGE > page.scale.digit_height:
        return page
    return replace(page, scale=scale)


def _darker(component: Component, ink: Image) -> Mask | None:
    """The darker of two levels of a component's ink, with its blurred edge; None without two."""
    shown = ink[component.box.slices]
    level = parting_level(shown, component.mask)
    if level is None:
        return None
    dark = np.asarray(component.mask & (shown > level), np.uint8)
    near = cv2.dilate(dark, np.ones((3, 3), np.uint8)) > 0
    return np.asarray(component.mask & near)


def _moved(part: Component, box: Box) -> Component:
    return replace(part, box=part.box.moved(box.top, box.left))
