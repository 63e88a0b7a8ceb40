"""Whole form pages with the truth of every string and every digit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from reader.records import Box, Image
from reader.synthesis.forms import Field, FormPlan, PrintedText, Rule, plan_form
from reader.synthesis.paper import blank_paper, blend_ink
from reader.synthesis.prints import Typeface, draw_typeface, print_text
from reader.synthesis.scan import add_noise, add_shadow, moved_box, skewed
from reader.synthesis.strings import DrawnString, draw_string
from reader.synthesis.writer import Writer, draw_writer

__all__ = ["SyntheticPage", "TruthString", "draw_form_page", "tidy_writer"]

MM_PER_INCH = 25.4

BLANK_FIELDS = 0.06
"""Part of the fields that stays empty."""


@dataclass(frozen=True, slots=True)
class TruthString:
    """A string as it stands on the page. ``text`` is empty where the field was left blank; its
    ``box`` is then the field's. ``digit_boxes`` holds one box a digit; ``row`` counts from 0."""

    text: str
    box: Box
    field: str
    row: int
    digit_boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticPage:
    """A drawn page: grey uint8 (h, w) or RGB (h, w, 3), and its fields in reading order."""

    image: Image
    truth: tuple[TruthString, ...]
    dpi: int


def draw_form_page(
    rng: np.random.Generator | int,
    *,
    dpi: int = 300,
    digits: int = 150,
    grey: bool = True,
    skew: float = 1.0,
    writer: Writer | None = None,
) -> SyntheticPage:
    """An ordinary filled A4 form: boxes, combs, tables and lines with about ``digits`` digits.

    ``rng`` may be a seed. ``skew`` is the largest angle in degrees at which the sheet lies.

    Raises
    ------
    ValueError
        If ``dpi`` is not within 50 to 1200.
    """
    if not 50 <= dpi <= 1200:
        raise ValueError(f"dpi {dpi}: expected 50 to 1200")
    chance = np.random.default_rng(rng)
    plan = plan_form(chance, digits=digits)
    hand = writer or tidy_writer(draw_writer(chance))
    page = _printed(chance, plan, dpi=dpi, grey=grey)
    truth = tuple(_filled(chance, page, field, hand, dpi=dpi) for field in plan.fields)
    return _scanned(chance, SyntheticPage(page, truth, dpi), skew=skew)


def tidy_writer(writer: Writer) -> Writer:
    """The same hand at its best: what a person writes into a form that matters to them."""
    size = float(np.clip(writer.size_mm, 4.4, 6.5))
    return replace(
        writer,
        originality=min(writer.originality, 0.7),
        aspect=max(writer.aspect, 0.9),
        jitter=min(writer.jitter, 0.35),
        loyalty=1.0,
        roundness=float(np.clip(writer.roundness, 0.15, 0.9)),
        top_width=0.5 * writer.top_width,
        balance=0.5 * writer.balance,
        slant=float(np.clip(writer.slant, -0.15, 0.4)),
        touching=0.0,
        spacing=float(np.clip(writer.spacing, 0.14, 0.35)),
        size_mm=size,
        pen=replace(
            writer.pen, width_mm=min(writer.pen.width_mm, 0.11 * size), grain=0.5 * writer.pen.grain
        ),
    )


def _printed(rng: np.random.Generator, plan: FormPlan, *, dpi: int, grey: bool) -> Image:
    scale = dpi / MM_PER_INCH
    shape = (round(plan.size[0] * scale), round(plan.size[1] * scale))
    level = int(rng.integers(236, 252))
    image = blank_paper(shape, (level, level, max(0, level - int(rng.integers(0, 10)))), grey=grey)
    ink = (int(rng.integers(20, 80)),) * 3
    typeface = draw_typeface(rng)
    for rule in plan.rules:
        _print_rule(image, rule, scale=scale, colour=ink)
    for words in plan.prints:
        _print_words(image, words, typeface, scale=scale, colour=ink)
    return image


def _print_rule(image: Image, rule: Rule, *, scale: float, colour: tuple[int, int, int]) -> None:
    """A ruling with edges at fractions of a pixel: thin lines come out paler, not thicker."""
    half = rule.width / 2.0
    flat = rule.bottom - rule.top < rule.right - rule.left
    grow_rows, grow_cols = (half, 0.0) if flat else (0.0, half)
    edges = (
        (rule.top - grow_rows) * scale, (rule.left - grow_cols) * scale,
        (rule.bottom + grow_rows) * scale, (rule.right + grow_cols) * scale,
    )  # fmt: skip
    top, left = int(np.floor(edges[0])), int(np.floor(edges[1]))
    rows = _coverage(edges[0] - top, edges[2] - top)
    cols = _coverage(edges[1] - left, edges[3] - left)
    if rule.dots > 0.0:
        along = cols if flat else rows
        along *= (np.arange(len(along)) % (rule.dots * scale)) < 0.4 * rule.dots * scale
    ink = np.round(255.0 * rows[:, None] * cols[None, :]).astype(np.uint8)
    blend_ink(image, ink, top=top, left=left, colour=colour)


def _coverage(start: float, stop: float) -> np.ndarray:
    """How much of each pixel lies between ``start`` and ``stop``."""
    pixels = np.arange(max(1, int(np.ceil(stop))))
    return np.clip(np.minimum(pixels + 1.0, stop) - np.maximum(pixels, start), 0.0, 1.0)


def _print_words(
    image: Image,
    words: PrintedText,
    typeface: Typeface,
    *,
    scale: float,
    colour: tuple[int, int, int],
) -> None:
    face = replace(typeface, weight=700) if words.bold else typeface
    ink, baseline = print_text(words.text, face, height=words.size * scale)
    top, left = round(words.row * scale) - baseline, round(words.col * scale)
    blend_ink(image, ink, top=top, left=left, colour=colour)


def _filled(
    rng: np.random.Generator, image: Image, field: Field, writer: Writer, *, dpi: int
) -> TruthString:
    """Write a random number into ``field``, or leave it blank."""
    scale = dpi / MM_PER_INCH
    place = Box(
        round(field.top * scale), round(field.left * scale),
        round(field.height * scale), round(field.width * scale),
    )  # fmt: skip
    if rng.random() < BLANK_FIELDS:
        return TruthString("", place, field.name, field.row)
    text = "".join(str(d) for d in rng.integers(10, size=field.length))
    drawn = _fitting(rng, writer, text, field, place, scale=scale)
    slack = max(0, place.width - drawn.ink.shape[1])
    left = place.left + (0 if field.cells else int(slack * rng.uniform(0.1, 0.6)))
    if field.cells:
        left = place.left + slack // 2
    if field.kind == "line":
        top = place.bottom - round(drawn.baseline + rng.uniform(0.06, 0.14) * place.height)
    else:
        top = place.top + round((place.height - drawn.ink.shape[0]) * rng.uniform(0.35, 0.65))
    pen = writer.pen
    blend_ink(image, drawn.ink, top=top, left=left, colour=pen.colour)
    boxes = tuple(box.moved(top, left) for box in drawn.boxes)
    return TruthString(text, Box.around(boxes), field.name, field.row, boxes)


def _fitting(
    rng: np.random.Generator, writer: Writer, text: str, field: Field, place: Box, *, scale: float
) -> DrawnString:
    """The string at the writer's size, or smaller until it fits."""
    height = min(writer.size_mm * scale, 0.66 * place.height)
    pitch = place.width / field.cells if field.cells else None
    if pitch is not None:
        height = min(height, 1.05 * pitch)
    drawn = draw_string(rng, writer, text, height=height, pitch=pitch)
    room = 0.94 * place.width
    if drawn.ink.shape[1] > room and pitch is None:
        height *= room / drawn.ink.shape[1]
        drawn = draw_string(rng, writer, text, height=height)
    return drawn


def _scanned(rng: np.random.Generator, page: SyntheticPage, *, skew: float) -> SyntheticPage:
    image, truth = page.image, page.truth
    angle = float(rng.uniform(-skew, skew))
    if angle:
        warped = skewed(image, angle, fill=int(image.max()))
        image = warped.image
        truth = tuple(
            _moved(item, warped.matrix, (image.shape[0], image.shape[1])) for item in truth
        )
    if rng.random() < 0.6:
        image = np.asarray(cv2.GaussianBlur(image, (3, 3), float(rng.uniform(0.3, 0.7))), np.uint8)
    image = add_shadow(rng, image, depth=float(rng.uniform(0.0, 0.12)))
    image = add_noise(rng, image, sigma=float(rng.uniform(0.5, 4.0)))
    return SyntheticPage(image, truth, page.dpi)


def _moved(item: TruthString, matrix: np.ndarray, shape: tuple[int, int]) -> TruthString:
    boxes = tuple(moved_box(box, matrix, shape=shape) for box in item.digit_boxes)
    return replace(item, box=moved_box(item.box, matrix, shape=shape), digit_boxes=boxes)
