"""Pictures of the whole page, stage by stage: from the scan to the slices of its lines."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.imaging.rulings import Ruling
from reader.layout import find_lines
from reader.records import Box, Component, Image, Layout, Line, Mask
from reader.segmentation import propose_slices
from reader.writers.stages.canvas import (
    AMBER,
    BLUE,
    GREY,
    INK,
    PURPLE,
    RED,
    TINTS,
    Colour,
    StagePicture,
    components_in_tints,
    counted,
    enlarged,
    headed,
    line_width,
    painted,
    zoom_for,
)
from reader.writers.stages.inspected import InspectedPage

__all__ = [
    "draw_components",
    "draw_ink",
    "draw_lines",
    "draw_mask",
    "draw_scan",
    "draw_slices",
    "draw_upright",
]

KEEP_ALL = 2.0
"""A likeness that no line reaches: nothing is left out as print."""


def draw_scan(seen: InspectedPage) -> StagePicture:
    """The page as a person sees it."""
    page = seen.page
    shown = page.image if page.colour is None else page.colour
    height, width = page.image.shape
    dpi = "" if page.dpi is None else f", {page.dpi:g} dpi"
    note = f"{page.source}, page {page.index + 1}: {width} x {height} pixels{dpi}"
    picture = enlarged(shown, zoom_for(shown.shape))
    return StagePicture("as-scanned", headed(picture, "As scanned", _plain(note)))


def draw_upright(seen: InspectedPage) -> StagePicture:
    """The grey picture that all later stages work on."""
    image = seen.seen.upright.image
    factor = image.shape[1] / max(1, seen.page.image.shape[1])
    turned = "level" if seen.settings.layout.mode is Layout.PAGE else "not turned: one string"
    note = f"skew {seen.seen.skew:.1f} degrees ({turned}); working size {factor:.2f} of the scan"
    return StagePicture("upright", headed(_zoomed(image), "Upright, in grey", note))


def draw_ink(seen: InspectedPage) -> StagePicture:
    """The strength of the ink on flattened paper."""
    ink = seen.seen.ink
    polarity = "bright ink on dark ground, inverted" if ink.inverted else "dark ink on light paper"
    note = f"light and shadow taken out; {polarity}; the darker, the more ink"
    picture = _zoomed(np.asarray(cv2.bitwise_not(ink.ink), np.uint8))
    return StagePicture("ink", headed(picture, "Ink", note))


def draw_mask(seen: InspectedPage) -> StagePicture:
    """Which pixels count as ink, and which were taken out again."""
    ink = seen.seen.ink
    picture = np.full((*ink.mask.shape, 3), 255, np.uint8)
    picture[ink.mask] = AMBER
    picture[_component_mask(ink.components, ink.mask.shape)] = INK
    picture[ink.raw_mask & ~ink.mask] = RED
    drawn = _zoomed(picture)
    for ruling in ink.rulings:
        _draw_ruling(drawn, ruling, zoom_for(picture.shape))
    scale = ink.scale
    note = (
        f"stroke width {scale.stroke_width:.1f}, digit height {scale.digit_height:.0f} pixels; "
        f"{counted(len(ink.rulings), 'printed line')}"
    )
    legend = (
        ("ink", INK),
        ("printed line, taken out", RED),
        ("its course", BLUE),
        ("speck", AMBER),
    )
    return StagePicture("mask", headed(drawn, "Mask", note, legend=legend))


def draw_components(seen: InspectedPage) -> StagePicture:
    """Connected ink, each piece in a colour of its own."""
    ink = seen.seen.ink
    picture = painted(ink.mask.shape, components_in_tints(ink.components))
    note = f"{counted(len(ink.components), 'piece')} of connected ink, each in another colour"
    return StagePicture("components", headed(_zoomed(picture), "Components", note))


def draw_lines(seen: InspectedPage) -> StagePicture:
    """Where strings may stand, and what was left out as print."""
    ink, lines = seen.seen.ink, seen.seen.lines
    printed = _left_out(seen)
    pieces = [(c.box, c.mask, PURPLE) for line in printed for c in line.components]
    pieces += [(c.box, c.mask, INK) for line in lines for c in line.components]
    picture = _zoomed(painted(ink.mask.shape, pieces, under=ink.mask))
    canvas = Pictures.fromarray(picture)
    draw = ImageDraw.Draw(canvas)
    zoom, width = zoom_for(ink.mask.shape), line_width(picture)
    for line in printed:
        draw.rectangle(_rectangle(line.box, zoom), outline=PURPLE, width=max(1, width // 2))
    font = ImageFont.load_default(max(14, 8 * width))
    for number, line in enumerate(lines, start=1):
        left, top, right, bottom = _rectangle(line.box, zoom)
        draw.rectangle((left, top, right, bottom), outline=BLUE, width=width)
        draw.text((left, top), str(number), fill=BLUE, font=font, anchor="rs")
    note = f"{counted(len(lines), 'line')} that may hold a string; {len(printed)} left out as print"
    legend = (("line", BLUE), ("left out as print", PURPLE), ("in no line", GREY))
    return StagePicture("lines", headed(np.asarray(canvas), "Lines", note, legend=legend))


def draw_slices(seen: InspectedPage) -> StagePicture:
    """The lines' ink parted wherever a digit could end."""
    ink, settings = seen.seen.ink, seen.settings
    single = settings.layout.mode is Layout.DIGIT
    pieces: list[tuple[Box, Mask, Colour]] = []
    count = 0
    for line in seen.seen.lines:
        slices = propose_slices(ink, line, settings.segmentation, single=single)
        count += len(slices)
        pieces += [(s.box, s.mask, TINTS[i % 3]) for i, s in enumerate(slices)]
    picture = painted(ink.mask.shape, pieces, under=ink.mask)
    note = (
        f"{counted(count, 'slice')} in {counted(len(seen.seen.lines), 'line')}; where the colour "
        "changes, a digit may end; what is pale belongs to no line"
    )
    return StagePicture("slices", headed(_zoomed(picture), "Slices", note))


def _zoomed(image: Image) -> Image:
    return enlarged(image, zoom_for(image.shape))


def _component_mask(components: tuple[Component, ...], shape: tuple[int, ...]) -> Mask:
    mask = np.zeros(shape, bool)
    for component in components:
        mask[component.box.slices] |= component.mask
    return mask


def _draw_ruling(picture: Image, ruling: Ruling, zoom: int) -> None:
    """The line's course, thin, over what is left of it."""
    along = np.arange(ruling.start, ruling.stop)
    cols, rows = (ruling.centre, along) if ruling.vertical else (along, ruling.centre)
    points = (np.stack([cols, rows], axis=1).astype(np.float64) + 0.5) * zoom
    cv2.polylines(picture, [np.round(points).astype(np.int32)], False, BLUE, 1)


def _left_out(seen: InspectedPage) -> list[Line]:
    """Lines that would have been taken if nothing were left out as print."""
    settings = seen.settings.layout
    if settings.mode is not Layout.PAGE:
        return []
    everything = dataclasses.replace(settings, print_likeness=KEEP_ALL)
    kept = {line.box for line in seen.seen.lines}
    return [line for line in find_lines(seen.seen.ink, everything) if line.box not in kept]


def _rectangle(box: Box, zoom: int) -> tuple[int, int, int, int]:
    return (
        box.left * zoom - 2,
        box.top * zoom - 2,
        box.right * zoom + 1,
        box.bottom * zoom + 1,
    )


def _plain(words: str) -> str:
    """Without lone surrogates: no font can draw them."""
    return words.encode("utf-8", "replace").decode("utf-8")
