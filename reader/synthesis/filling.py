"""People fill in a form: a number into each field, or nothing, or crosses."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from reader.records import Box, Image
from reader.synthesis.forms import Field
from reader.synthesis.paper import blend_ink
from reader.synthesis.strikes import STRIKES
from reader.synthesis.strings import DrawnString, draw_string
from reader.synthesis.styles import PageStyle
from reader.synthesis.truth import TruthString
from reader.synthesis.writer import SHAPES, Writer

__all__ = ["fill_field", "tidy_writer"]

HARD_SHAPES = {
    "0": ("clockwise", "squarish"),
    "1": ("bowed", "long-flag", "curved-flag", "hooked-flag", "lambda", "ticked-foot"),
    "2": ("dipping-base",),
    "4": ("closed-top-curved", "one-stroke-loop"),
    "5": ("long-neck",),
    "6": ("el-and-o",),
    "7": ("tailed", "looped-corner"),
    "9": ("open-head", "clockwise"),
}
"""Shapes that people give up when they write for a machine; the stick and the plain remain."""


def fill_field(
    rng: np.random.Generator,
    image: Image,
    field: Field,
    writer: Writer,
    *,
    scale: float,
    style: PageStyle,
) -> TruthString:
    """Write into ``field`` on ``image`` in place. ``scale`` is in pixels a millimetre."""
    place = Box(
        round(field.top * scale), round(field.left * scale),
        round(field.height * scale), round(field.width * scale),
    )  # fmt: skip
    chance = float(rng.random())
    empty = TruthString("", place, field.name, field.row)
    if chance < style.blank:
        return replace(empty, status="blank")
    if chance < style.blank + style.filler and field.kind in ("comb", "box", "cell"):
        drawn = _fitting(rng, writer, _filler(rng, field), field, place, scale=scale, style=style)
        _lay(rng, image, drawn, field, place, writer)
        return replace(empty, status="filler")
    text = "".join(str(d) for d in rng.integers(10, size=field.length))
    written = _with_signs(rng, text) if rng.random() < style.signs and not field.cells else text
    strike = str(rng.choice(STRIKES)) if rng.random() < style.struck else ""
    drawn = _fitting(rng, writer, written, field, place, scale=scale, style=style, strike=strike)
    top, left = _lay(rng, image, drawn, field, place, writer)
    boxes = tuple(box.moved(top, left) for box in drawn.boxes)
    box = Box.around(boxes)
    if strike:
        return replace(empty, box=box, status="struck")
    return TruthString(text, box, field.name, field.row, boxes)


def tidy_writer(writer: Writer) -> Writer:
    """The same hand at its best: what a person writes into a form that matters to them."""
    size = float(np.clip(writer.size_mm, 4.4, 6.5))
    favourites = tuple(_easier(str(d), shape) for d, shape in enumerate(writer.favourites))
    pen = writer.pen
    return replace(
        writer,
        favourites=favourites,
        originality=min(writer.originality, 0.55),
        aspect=float(np.clip(writer.aspect, 0.9, 1.35)),
        jitter=min(writer.jitter, 0.3),
        loyalty=1.0,
        tremor=min(writer.tremor, 0.005),
        roundness=float(np.clip(writer.roundness, 0.15, 0.9)),
        top_width=0.5 * writer.top_width,
        bow=0.5 * writer.bow,
        balance=0.5 * writer.balance,
        slant=float(np.clip(writer.slant, -0.15, 0.4)),
        touching=0.0,
        spacing=float(np.clip(writer.spacing, 0.14, 0.35)),
        size_mm=size,
        pen=replace(pen, width_mm=min(pen.width_mm, 0.11 * size), grain=0.5 * pen.grain),
    )


def _easier(digit: str, index: int) -> int:
    hard = HARD_SHAPES.get(digit, ())
    return 0 if SHAPES[digit][index].name in hard else index


def _filler(rng: np.random.Generator, field: Field) -> str:
    symbol = str(rng.choice(("X", "-"), p=(0.7, 0.3)))
    return symbol * (field.cells or int(rng.integers(1, 4)))


def _with_signs(rng: np.random.Generator, text: str) -> str:
    """An amount: thousands separated, a currency sign before it or an end behind it."""
    groups = [text[max(0, stop - 3) : stop] for stop in range(len(text), 0, -3)]
    front, back = (
        str(rng.choice(("", "", "$", "€", "£", "₹"))),
        str(rng.choice(("", "", "/-", "-", "="))),
    )
    return front + str(rng.choice((",", "."))).join(reversed(groups)) + back


def _fitting(
    rng: np.random.Generator,
    writer: Writer,
    text: str,
    field: Field,
    place: Box,
    *,
    scale: float,
    style: PageStyle,
    strike: str = "",
) -> DrawnString:
    """The string at the writer's size, or smaller until it fits."""
    height = min(writer.size_mm * scale, 0.66 * place.height)
    pitch = place.width / field.cells if field.cells else None
    if pitch is not None:
        height = min(height, 1.05 * pitch)
    write = partial(
        draw_string, rng, writer, text, pitch=pitch, strike=strike,
        touching=style.touching, corrections=style.corrections,
    )  # fmt: skip
    drawn = write(height=height)
    room = 0.94 * place.width
    if drawn.ink.shape[1] > room and pitch is None:
        height *= room / drawn.ink.shape[1]
        drawn = write(height=height)
    return drawn


def _lay(
    rng: np.random.Generator,
    image: Image,
    drawn: DrawnString,
    field: Field,
    place: Box,
    writer: Writer,
) -> tuple[int, int]:
    """Lay the ink down; gives the page's row and col of its top left corner."""
    slack = max(0, place.width - drawn.ink.shape[1])
    left = place.left + int(slack * rng.uniform(0.1, 0.6))
    if field.cells:
        left = place.left - round(drawn.origin)
    if field.kind == "line":
        top = place.bottom - round(drawn.baseline + rng.uniform(0.06, 0.14) * place.height)
    else:
        top = place.top + round((place.height - drawn.ink.shape[0]) * rng.uniform(0.35, 0.65))
    blend_ink(image, drawn.ink, top=top, left=left, colour=writer.pen.colour)
    return top, left
