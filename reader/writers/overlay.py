"""A page with what was read on it: boxes by status, digits above their ink, cuts between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.reasons import Reason
from reader.records import (
    Box,
    Digit,
    Image,
    Page,
    PageResult,
    PreparedLine,
    PreparedPage,
    Reading,
)

__all__ = ["draw_overlay"]

Colour = tuple[int, int, int]

_STATUS_COLOURS: dict[str, Colour] = {
    "accepted": (22, 130, 62),
    "review": (204, 102, 0),
    "blank": (120, 120, 120),
    "failed": (200, 30, 30),
}

_CUT_COLOUR: Colour = (90, 150, 230)
_COMPONENT_COLOUR: Colour = (110, 110, 110)

_TOLD_BY_COLOUR = Reason.LOW_CONFIDENCE
"""The reason that a string's own colour and its confidence say already."""

_PLATE = (255, 255, 255, 185)
"""Behind labels: white, opaque enough to read them over ink, and the ink beneath them too."""

_PAPER_LIGHTNESS = 0.5
"""How far the page is drawn towards white, so that labels stand out and ink can still be read."""

_SURE, _UNSURE = 0.95, 0.80
"""Digit probabilities from which a digit is green, and from which it is amber and not red."""

_SMALLEST_SIDE = 900
"""Pixels of the longer side below which a picture is enlarged: crops of one string are small."""

_COARSE_DIGIT = 24
"""Pixels of a digit's height below which the page is enlarged: pages at 100 dpi are coarse."""

_LEAST_DIGIT = 6
"""Pixels; what is lower is no digit that could be made readable."""

_LONGEST_SIDE = 4000
"""Pixels that coarse pages are enlarged to at most."""

_LARGEST_ZOOM = 8

_TEXT_HEIGHT = 0.8
"""Height of the labels, as a multiple of the page's digit height: beside the ink, not over it."""

_TEXT_SHARE = (1 / 130, 1 / 30)
"""Least and greatest height of the labels as a share of the picture's longer side: an A4 page
that fills a screen shows letters of at least eight pixels."""

_DIGIT_WIDTH = 0.62
"""Width of a digit as a share of the font's height."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """``zoom`` from page to picture, ``top`` rows above the page, ``text`` height in pixels."""

    zoom: int
    top: int
    text: int

    @property
    def stroke(self) -> int:
        return max(1, self.text // 12)

    def rectangle(self, box: Box) -> tuple[int, int, int, int]:
        """The box in the picture: left, top, right, bottom; the last pixels belong to it."""
        zoom = self.zoom
        top, bottom = box.top * zoom + self.top, box.bottom * zoom + self.top
        left, right = box.left * zoom, box.right * zoom
        return left, top, max(left, right - 1), max(top, bottom - 1)


def draw_overlay(
    page: Page,
    prepared: PreparedPage | None,
    result: PageResult,
    *,
    components: Sequence[Box] = (),
) -> Image:
    """Draws ``result`` over a light ``page``.

    Returns RGB ``uint8`` of shape (height, width, 3). A strip with counts stands above the page;
    small pages are enlarged by a whole factor. Every string has a box in its status's colour,
    its digits above their ink (green, amber or red by probability), its confidence behind them.
    With ``prepared``, thin lines show where digits could have ended, and a grey box where a line
    turned out to be no string. ``components`` (boxes on the page as shown) get thin grey boxes.
    A failed page shows why.
    """
    scale = _scale(page, result)
    canvas = _light(page, scale)
    draw = ImageDraw.Draw(canvas, "RGBA")
    _draw_components(draw, components, scale)
    if prepared is not None:
        _draw_lines(draw, prepared, result.readings, scale)
    for reading in result.readings:
        _draw_box(draw, reading, scale)
    for reading in result.readings:
        _draw_label(draw, reading, scale)
    _draw_head(draw, result, scale)
    return np.asarray(canvas)


def _scale(page: Page, result: PageResult) -> _Scale:
    longer = max(page.image.shape)
    heights = [d.box.height for r in result.readings for d in r.digits if d.box.height]
    coarse = _coarse_zoom(median(heights), longer) if heights else 1
    heights = heights or [r.box.height for r in result.readings if r.status != "blank"]
    zoom = min(_LARGEST_ZOOM, max(1, -(-_SMALLEST_SIDE // longer), coarse))
    least, most = (share * longer * zoom for share in _TEXT_SHARE)
    wanted = _TEXT_HEIGHT * zoom * median(heights) if heights else least
    text = max(10, round(min(max(wanted, least), most)))  # below 10 pixels no font is legible
    return _Scale(zoom=zoom, top=4 * text, text=text)


def _coarse_zoom(digit_height: float, longer: int) -> int:
    """Whole factor that makes digits of a coarse page high enough for labels beside them."""
    if digit_height < _LEAST_DIGIT:
        return 1
    return min(-(-_COARSE_DIGIT // int(digit_height)), max(1, _LONGEST_SIDE // longer))


def _light(page: Page, scale: _Scale) -> Pictures.Image:
    """The page, enlarged and pale, beneath a white strip."""
    shown = page.image if page.colour is None else page.colour
    pale = (255 - (255 - shown.astype(np.float32)) * (1 - _PAPER_LIGHTNESS)).astype(np.uint8)
    picture = Pictures.fromarray(pale).convert("RGB")
    size = picture.width * scale.zoom, picture.height * scale.zoom
    canvas = Pictures.new("RGB", (size[0], size[1] + scale.top), "white")
    canvas.paste(picture.resize(size, Pictures.Resampling.BICUBIC), (0, scale.top))
    return canvas


def _draw_components(draw: ImageDraw.ImageDraw, boxes: Sequence[Box], scale: _Scale) -> None:
    for box in boxes:
        draw.rectangle(scale.rectangle(box), outline=(*_COMPONENT_COLOUR, 150))


def _draw_lines(
    draw: ImageDraw.ImageDraw,
    prepared: PreparedPage,
    readings: Sequence[Reading],
    scale: _Scale,
) -> None:
    """Cuts where something was read; a plain box round a line in which nothing was, or words
    would vanish behind cuts."""
    for line in prepared.lines:
        own = [reading for reading in readings if _is_of(reading, line)]
        for reading in own:
            _draw_cuts(draw, line, reading.box, scale)
        if not own:
            width = max(1, scale.stroke // 2)
            outline = _STATUS_COLOURS["blank"]
            draw.rectangle(scale.rectangle(line.box), outline=outline, width=width)


def _is_of(reading: Reading, line: PreparedLine) -> bool:
    if not reading.digits:
        return _overlap(line.box, reading.box)
    return any(digit.box in line.candidate_boxes for digit in reading.digits)


def _draw_cuts(draw: ImageDraw.ImageDraw, line: PreparedLine, within: Box, scale: _Scale) -> None:
    """Where a candidate begins or ends inside the box ``within``."""
    width = max(1, scale.stroke // 2)
    _, top, _, bottom = scale.rectangle(line.box)
    edges = {box.left for box in line.candidate_boxes}
    edges |= {box.right for box in line.candidate_boxes}
    for edge in sorted(e for e in edges if within.left <= e <= within.right):
        col = edge * scale.zoom
        draw.line([(col, top), (col, bottom)], fill=(*_CUT_COLOUR, 150), width=width)


def _overlap(one: Box, other: Box) -> bool:
    rows = min(one.bottom, other.bottom) - max(one.top, other.top)
    return rows > 0 and min(one.right, other.right) > max(one.left, other.left)


def _draw_box(draw: ImageDraw.ImageDraw, reading: Reading, scale: _Scale) -> None:
    colour = _STATUS_COLOURS[reading.status]
    grown = reading.box.moved(-1, -1)
    box = Box(grown.top, grown.left, grown.height + 2, grown.width + 2)
    draw.rectangle(scale.rectangle(box), outline=colour, width=scale.stroke + 1)
    for digit in reading.digits:
        tint = (*_digit_colour(digit), 190)
        draw.rectangle(scale.rectangle(digit.box), outline=tint, width=max(1, scale.stroke // 2))


def _draw_label(draw: ImageDraw.ImageDraw, reading: Reading, scale: _Scale) -> None:
    """The digits above the box, the confidence behind the last of them."""
    left, top, right, _ = scale.rectangle(reading.box)
    row = top - round(1.25 * scale.text) - scale.stroke
    centres = _centres(reading.digits, scale)
    if not centres:
        colour = _STATUS_COLOURS[reading.status]
        _write(draw, (left, row), _words(reading), height=scale.text, colour=colour)
        return
    half = _DIGIT_WIDTH * scale.text / 2
    plate = (min(centres) - half, row, max(centres) + half, row + 1.2 * scale.text)
    draw.rectangle(plate, fill=_PLATE)
    font = ImageFont.load_default(scale.text)
    for digit, centre in zip(reading.digits, centres, strict=True):
        draw.text(
            (centre, row),
            digit.digit,
            fill=_digit_colour(digit),
            font=font,
            anchor="ma",
            stroke_width=scale.stroke // 3,
        )
    after = max(right, max(centres) + half) + scale.stroke
    _draw_confidence(draw, reading, (after, row), scale)


def _draw_confidence(
    draw: ImageDraw.ImageDraw, reading: Reading, place: tuple[float, float], scale: _Scale
) -> None:
    """Small, on the foot of the digits; above them where the picture ends too soon."""
    words, (left, row) = _words(reading), place
    small = max(10, round(0.6 * scale.text))
    fits = left + ImageFont.load_default(small).getlength(words) <= draw.im.size[0]
    row += scale.text - small if fits else -1.2 * small
    _write(draw, (left, row), words, height=small, colour=_STATUS_COLOURS[reading.status])


def _centres(digits: Sequence[Digit], scale: _Scale) -> list[float]:
    """Where each digit is written: above its ink, pushed on where the ink is too narrow."""
    centres: list[float] = []
    for digit in digits:
        centre = digit.box.middle_col * scale.zoom
        least = centres[-1] + _DIGIT_WIDTH * scale.text if centres else centre
        centres.append(max(centre, least))
    return centres


def _words(reading: Reading) -> str:
    """What stands behind the digits, or in their place where there are none."""
    sure = "" if reading.confidence is None else f"{_percent(reading.confidence)} "
    doubts = ", ".join(reason for reason in reading.reasons if reason != _TOLD_BY_COLOUR)
    text = "" if reading.digits else f"{reading.text or reading.status} "
    return f"{text}{sure}{doubts}".strip()


def _percent(confidence: float) -> str:
    """A share that never rounds up to certainty."""
    return f"{min(99.9, 100 * confidence):.1f}%" if confidence > 0.99 else f"{confidence:.0%}"


def _draw_head(draw: ImageDraw.ImageDraw, result: PageResult, scale: _Scale) -> None:
    """The strip above the page: its name, and how many strings are in which state."""
    place: tuple[float, float] = (scale.text, scale.text)
    if result.error is not None:
        words = f"failed: {result.error.message}"
        _write(draw, place, words, height=scale.text, colour=_STATUS_COLOURS["failed"])
        return
    name = f"{result.source}, page {result.page_index + 1}:"
    counts = Counter(str(reading.status) for reading in result.readings)
    parts = [(f"{counts[s]} {s}", colour) for s, colour in _STATUS_COLOURS.items() if counts[s]]
    for words, colour in _fitting([(name, (0, 0, 0)), *parts], draw, scale):
        width = _write(draw, place, words, height=scale.text, colour=colour)
        place = (place[0] + width + scale.text * 0.6, place[1])


def _fitting(
    parts: list[tuple[str, Colour]], draw: ImageDraw.ImageDraw, scale: _Scale
) -> Iterable[tuple[str, Colour]]:
    """The parts of the strip; without the name where it is too long for the picture."""
    font = ImageFont.load_default(scale.text)
    length = sum(font.getlength(_plain(words)) + scale.text for words, _ in parts)
    return parts if length < draw.im.size[0] else parts[1:]


def _write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    words: str,
    *,
    height: int,
    colour: Colour,
) -> float:
    """Writes on a white plate, moved into the picture; returns the width."""
    font = ImageFont.load_default(height)
    text = _plain(words)
    width = font.getlength(text)
    left = max(0.0, min(place[0], draw.im.size[0] - width))
    top = max(0.0, place[1])
    draw.rectangle((left, top, left + width, top + 1.2 * height), fill=_PLATE)
    draw.text((left, top), text, fill=colour, font=font)
    return width


def _plain(words: str) -> str:
    """On one line, and without lone surrogates: no font can draw them."""
    return " ".join(words.encode("utf-8", "replace").decode("utf-8").split())


def _digit_colour(digit: Digit) -> Colour:
    if digit.probability >= _SURE:
        return _STATUS_COLOURS["accepted"]
    return _STATUS_COLOURS["review" if digit.probability >= _UNSURE else "failed"]
