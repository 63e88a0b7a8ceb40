"""Sheets with every line large: its slices, its candidates as bars, and what the net says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.recognition.classifier import none_in_words
from reader.records import Box, Image, Layout
from reader.segmentation import propose_slices
from reader.writers.stages.canvas import (
    AMBER,
    GREEN,
    GREY,
    RED,
    TINTS,
    Colour,
    StagePicture,
    counted,
    headed,
    painted,
    sure_colour,
)
from reader.writers.stages.inspected import InspectedLine, InspectedPage

__all__ = ["draw_candidates"]

SHEET_WIDTH = 1400
"""Pixels; on A4 with margins that is 180 dpi."""

SHEET_HEIGHT = 1900
"""Pixels after which another sheet begins."""

INK_HEIGHT, LONE_HEIGHT = 120, 240
"""Height of a line's ink in pixels, and where it is the only one, unless it is too long for it."""

BAR, LETTERS = 17, 14
"""Height of a candidate's bar, and of the letters in it, in pixels."""

MARGIN = 14

RULE: Colour = (215, 215, 215)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A candidate in the sheet: ``row`` of bars beneath the ink, columns in pixels."""

    index: int
    row: int
    left: float
    right: float


def draw_candidates(seen: InspectedPage) -> Iterator[StagePicture]:
    """One sheet or more, lines in reading order; one empty sheet where no line was found."""
    height = INK_HEIGHT if len(seen.prepared.lines) > 1 else LONE_HEIGHT
    strips = [_strip(seen, line, height=height) for line in seen.lines()]
    sheets = list(_sheets(_rows(strips))) or [np.full((60, SHEET_WIDTH, 3), 255, np.uint8)]
    count = len(seen.prepared.glyphs())
    none = none_in_words(seen.classes)
    note = (
        f"{counted(count, 'candidate')} in {counted(len(strips), 'line')}: each bar is one, with "
        f"what the net takes it for (x = {none})"
    )
    legend = (
        ("sure from 0.95", GREEN),
        ("from 0.80", AMBER),
        ("below", RED),
        (none, GREY),
        ("filled: on the chosen path", (60, 60, 60)),
    )
    for number, sheet in enumerate(sheets, start=1):
        title = "Candidates" if len(sheets) == 1 else f"Candidates, {number} of {len(sheets)}"
        name = "candidates" if len(sheets) == 1 else f"candidates-{number}"
        yield StagePicture(name, headed(sheet, title, note, legend=legend))


def _rows(strips: Sequence[Image]) -> Iterator[Image]:
    """Strips side by side as long as they fit, on white, with a rule beneath."""
    held: list[Image] = []
    for strip in strips:
        if held and sum(s.shape[1] for s in held) + strip.shape[1] > SHEET_WIDTH:
            yield _row(held)
            held = []
        held.append(strip)
    if held:
        yield _row(held)


def _row(strips: Sequence[Image]) -> Image:
    row = np.full((max(s.shape[0] for s in strips) + 2, SHEET_WIDTH, 3), 255, np.uint8)
    left = 0
    for strip in strips:
        height, width = strip.shape[:2]
        row[:height, left : left + width] = strip
        left += width
    row[-2:] = RULE
    return row


def _sheets(strips: Iterable[Image]) -> Iterator[Image]:
    held: list[Image] = []
    for strip in strips:
        if held and sum(s.shape[0] for s in held) + strip.shape[0] > SHEET_HEIGHT:
            yield np.concatenate(held)
            held = []
        held.append(strip)
    if held:
        yield np.concatenate(held)


def _strip(seen: InspectedPage, line: InspectedLine, *, height: int) -> Image:
    """One line: number and text, ink in slices of ``height`` pixels, bars."""
    box = _ink_box(seen, line)
    ink, factor = _ink(seen, line, box, height=height)
    bars = _packed(line, box, factor)
    head, said = LETTERS + 10, _said(line)
    font = ImageFont.load_default(LETTERS)
    needed = max(ink.shape[1], font.getlength(said), *(bar.right - MARGIN for bar in bars), 0)
    rows = max((bar.row for bar in bars), default=-1) + 1
    size = (
        min(SHEET_WIDTH, round(needed) + 2 * MARGIN),
        head + ink.shape[0] + 4 + rows * BAR + MARGIN,
    )
    canvas = Pictures.new("RGB", size, "white")
    draw = ImageDraw.Draw(canvas)
    draw.text((MARGIN, 3), said, fill=(0, 0, 0), font=font)
    canvas.paste(Pictures.fromarray(ink), (MARGIN, head))
    for bar in bars:
        _draw_bar(draw, bar, line, seen.classes, top=head + ink.shape[0] + 4)
    return np.asarray(canvas)


def _ink_box(seen: InspectedPage, line: InspectedLine) -> Box:
    """The line's box on the upright page."""
    found = seen.seen.lines[line.number - 1].box
    return found.grown(1, 1, shape=seen.seen.ink.mask.shape)


def _ink(seen: InspectedPage, line: InspectedLine, box: Box, *, height: int) -> tuple[Image, float]:
    """The line's slices in tints over its pale page, and the factor of enlargement."""
    slices = propose_slices(
        seen.seen.ink,
        seen.seen.lines[line.number - 1],
        seen.settings.segmentation,
        single=seen.settings.layout.mode is Layout.DIGIT,
    )
    pieces = [
        (s.box.moved(-box.top, -box.left), s.mask, TINTS[i % 3]) for i, s in enumerate(slices)
    ]
    under = seen.seen.ink.raw_mask[box.slices]
    picture = painted((box.height, box.width), pieces, under=under)
    factor = min(height / box.height, (SHEET_WIDTH - 2 * MARGIN) / box.width)
    size = max(1, round(box.width * factor)), max(1, round(box.height * factor))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8), factor


def _packed(line: InspectedLine, box: Box, factor: float) -> list[_Bar]:
    """Bars without overlap: narrow candidates above wide ones, each in the first free row."""
    font = ImageFont.load_default(LETTERS)
    narrow = font.getlength("0") + 4
    ends: list[float] = []
    bars = []
    order = sorted(
        enumerate(line.prepared.candidates),
        key=lambda item: (item[1].stop - item[1].start, item[0]),
    )
    floor, length = 0, 1
    for index, candidate in order:
        if candidate.stop - candidate.start != length:
            floor, length = len(ends), candidate.stop - candidate.start
        left = MARGIN + (candidate.box.left - box.left) * factor + 1
        right = max(left + narrow, MARGIN + (candidate.box.right - box.left) * factor - 1)
        row = next((r for r in range(floor, len(ends)) if ends[r] <= left), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = right + 1
        bars.append(_Bar(index, row, left, right))
    return bars


def _draw_bar(
    draw: ImageDraw.ImageDraw,
    bar: _Bar,
    line: InspectedLine,
    classes: Sequence[str],
    *,
    top: int,
) -> None:
    best = int(line.log_probs[bar.index].argmax())
    probability = float(np.exp(line.log_probs[bar.index][best]))
    label = classes[best] or "x"
    colour = sure_colour(probability) if classes[best] else GREY
    chosen = bar.index in line.chosen
    if chosen:
        label = line.chosen[bar.index]
        own = float(np.exp(line.log_probs[bar.index][list(classes).index(label)]))
        probability, colour = own, sure_colour(own)
    font = ImageFont.load_default(LETTERS)
    full = f"{label} {_short(probability)}"
    words = full if font.getlength(full) + 4 <= bar.right - bar.left else label
    upper = top + bar.row * BAR
    place = (bar.left, upper, bar.right, upper + BAR - 3)
    draw.rectangle(place, fill=colour if chosen else "white", outline=colour)
    middle = ((bar.left + bar.right) / 2, upper + (BAR - 3) / 2)
    draw.text(middle, words, fill="white" if chosen else colour, font=font, anchor="mm")


def _said(line: InspectedLine) -> str:
    if not line.readings:
        return f"line {line.number}: no digit string"
    texts = [
        f"{r.text or r.status}"
        + ("" if r.confidence is None else f" ({r.confidence:.3f})")
        + (f" {', '.join(r.reasons)}" if r.reasons else "")
        for r in line.readings
    ]
    return f"line {line.number}: " + "; ".join(texts)


def _short(probability: float) -> str:
    """Two digits behind the point, never rounded up to certainty."""
    return f"{min(probability, 0.994):.2f}"[1:]
