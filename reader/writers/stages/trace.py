"""One picture a digit: the glyph as the net gets it, what it rests on, the training glyphs nearest
to it, and every layer's values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.recognition.activations import LayerValues
from reader.recognition.classifier import Classifier, none_in_words
from reader.recognition.occlusion import occlusion_map
from reader.records import Image
from reader.writers.stages.canvas import StagePicture, headed, sure_colour
from reader.writers.stages.inspected import InspectedPage
from reader.writers.stages.nearest import Nearest, draw_nearest

__all__ = ["TracedGlyph", "draw_trace", "traced_glyphs"]

LARGE = 10
"""Enlargement of the glyph itself: 280 pixels."""

WIDTH = 1400
NAMES = 170
"""Pixels of the sheet, and of the column with the layers' names."""

TILE, GAP = 28, 3
"""Side of one channel's picture and what is left between two, in pixels."""

LETTERS = 15
MARGIN = 14

POSITIVE, NEGATIVE = (190, 60, 0), (0, 80, 190)
"""Colours of what is above and below zero; zero is white."""

SHOWN = 3
"""Classes named beside a glyph."""


@dataclass(frozen=True, slots=True, eq=False)
class TracedGlyph:
    """A glyph of the chosen path: ``line`` and ``position`` count from 1.

    ``best`` are the most probable classes with their probabilities, ``""`` being none of them.
    """

    line: int
    position: int
    label: str
    glyph: Image
    best: tuple[tuple[str, float], ...]

    @property
    def name(self) -> str:
        """The picture's file name without suffix."""
        word = self.label if self.label.isalnum() else "sign"
        return f"glyph-{self.line:03d}-{self.position:02d}-{word}"


def traced_glyphs(seen: InspectedPage) -> Iterator[TracedGlyph]:
    """The glyphs of all digits read, lines in reading order."""
    for line in seen.lines():
        for position, index in enumerate(sorted(line.chosen), start=1):
            row = np.exp(line.log_probs[index].astype(np.float64))
            order = np.argsort(-row, kind="stable")[:SHOWN]
            best = tuple((seen.classes[i], float(row[i])) for i in order)
            glyph = line.prepared.candidates[index].glyph
            yield TracedGlyph(line.number, position, line.chosen[index], glyph, best)


def draw_trace(
    traced: TracedGlyph,
    classifier: Classifier,
    layers: Sequence[LayerValues],
    *,
    without: str = "",
    nearest: Nearest | None = None,
) -> StagePicture:
    """The sheet of one glyph; ``without`` says why there are no ``layers``."""
    lost = occlusion_map(classifier, traced.glyph, traced.label)
    none = none_in_words(classifier.classes)
    strips = [_upper(traced, lost, none=none)]
    if nearest is not None:
        strips.append(draw_nearest(nearest, width=WIDTH, none=none))
    strips += [_strip(layer, classifier.classes) for layer in layers] or [_words(without)]
    sheet = np.concatenate(strips)
    note = (
        f"line {traced.line}, digit {traced.position}; each layer's channels on a scale of its "
        "own, as far as its largest value"
    )
    legend = (
        ("above 0; or ink that speaks for it", POSITIVE),
        ("below 0; or ink that speaks against it", NEGATIVE),
    )
    return StagePicture(traced.name, headed(sheet, f"Read as {traced.label}", note, legend=legend))


def _upper(traced: TracedGlyph, lost: NDArray[np.float32], *, none: str) -> Image:
    """The glyph, the same with what it rests on, and the three best classes, side by side."""
    side = traced.glyph.shape[0] * LARGE
    canvas = Pictures.new("RGB", (WIDTH, side + 3 * MARGIN + LETTERS), "white")
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(LETTERS)
    large = np.kron(traced.glyph, np.ones((LARGE, LARGE), np.uint8))
    canvas.paste(Pictures.fromarray(large), (MARGIN, MARGIN))
    canvas.paste(Pictures.fromarray(_rests_on(traced.glyph, lost)), (2 * MARGIN + side, MARGIN))
    most = f"what it rests on: up to {np.exp(np.abs(lost).max()):.1f} times less sure without it"
    under = side + MARGIN + 4
    draw.text((MARGIN, under), "input, 28 x 28 pixels of 0 to 255", fill=(0, 0, 0), font=font)
    draw.text((2 * MARGIN + side, under), most, fill=(0, 0, 0), font=font)
    _draw_best(draw, traced.best, none=none, left=4 * MARGIN + 2 * side + 60)
    return np.asarray(canvas)


def _draw_best(
    draw: ImageDraw.ImageDraw, best: Sequence[tuple[str, float]], *, none: str, left: int
) -> None:
    font = ImageFont.load_default(2 * LETTERS)
    longest = WIDTH - left - 350
    for number, (label, probability) in enumerate(best):
        top = MARGIN + number * 60
        words = f"{label or none}  {probability:.4f}"
        draw.text((left, top), words, fill=(0, 0, 0), font=font)
        colour = sure_colour(probability) if not number else (150, 150, 150)
        end = left + max(2, round(probability * longest))
        draw.rectangle((left, top + 2.6 * LETTERS, end, top + 3.2 * LETTERS), fill=colour)


def _rests_on(glyph: Image, lost: NDArray[np.float32]) -> Image:
    """The loss in colours, smooth, and the ink's outline over it."""
    size = (glyph.shape[1] * LARGE, glyph.shape[0] * LARGE)
    smooth = cv2.resize(lost, size, interpolation=cv2.INTER_CUBIC)
    picture = _coloured(smooth, scale=float(np.abs(lost).max()))
    mask = cv2.resize((glyph > 127).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    drawn = cv2.drawContours(picture.copy(), outlines, -1, (0, 0, 0), 2)
    return np.asarray(drawn, np.uint8)


def _strip(layer: LayerValues, classes: Sequence[str]) -> Image:
    """A layer's name and its channels as tiles; logits with their classes."""
    values = layer.values if layer.values.ndim == 3 else layer.values[None, None]
    height, width, channels = values.shape
    each = (WIDTH - NAMES - MARGIN) // (TILE + GAP)
    rows = -(-channels // each)
    named = layer.values.ndim == 1 and channels == len(classes)
    step = TILE + GAP + (LETTERS + 4 if named else 0)
    canvas = Pictures.new("RGB", (WIDTH, rows * step + GAP + 4), "white")
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(LETTERS - 2)
    shape = f"{height} x {width} x {channels}" if layer.values.ndim == 3 else f"{channels}"
    draw.text((MARGIN, 0), f"{layer.name}\n{shape}", fill=(0, 0, 0), font=font, spacing=1)
    scale = float(np.abs(values).max())
    for channel in range(channels):
        row, col = divmod(channel, each)
        place = (NAMES + col * (TILE + GAP), row * step)
        tile = _coloured(values[..., channel], scale=scale)
        tile = cv2.resize(tile, (TILE, TILE), interpolation=cv2.INTER_NEAREST)
        canvas.paste(Pictures.fromarray(np.asarray(tile, np.uint8)), place)
        draw.rectangle((*place, place[0] + TILE - 1, place[1] + TILE - 1), outline=(225, 225, 225))
        if named:
            middle = (place[0] + TILE / 2, place[1] + TILE + 2)
            draw.text(middle, classes[channel] or "none", (0, 0, 0), font, anchor="ma")
    return np.asarray(canvas)


def _coloured(values: NDArray[np.float32], *, scale: float) -> Image:
    """Values on white: the farther from zero, the stronger the colour of their sign."""
    strength = np.clip(np.abs(values) / scale, 0, 1)[..., None] if scale else 0 * values[..., None]
    colour = np.where(values[..., None] >= 0, np.array(POSITIVE), np.array(NEGATIVE))
    return np.asarray(np.round(255 + strength * (colour - 255.0)), np.uint8)


def _words(words: str) -> Image:
    """A strip that says something in the layers' place."""
    canvas = Pictures.new("RGB", (WIDTH, 40), "white")
    font = ImageFont.load_default(LETTERS)
    ImageDraw.Draw(canvas).text((MARGIN, 10), words, fill=(90, 90, 90), font=font)
    return np.asarray(canvas)
