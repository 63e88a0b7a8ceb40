"""Sheets of glyphs: what the net sees, what it takes each for, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from reader.imaging.normalize import GLYPH_SIDE
from reader.recognition.classifier import none_in_words
from reader.records import Image
from reader.writers.stages.canvas import (
    AMBER,
    GREEN,
    GREY,
    RED,
    Colour,
    StagePicture,
    counted,
    headed,
    sure_colour,
)
from reader.writers.stages.inspected import InspectedPage

__all__ = ["draw_glyphs"]

ZOOM = 2
"""Enlargement of a glyph: 56 pixels, 8 mm on a sheet that fills A4."""

COLUMNS, ROWS = 20, 21
LETTERS = 15
CELL_WIDTH = GLYPH_SIDE * ZOOM + 12
CELL_HEIGHT = GLYPH_SIDE * ZOOM + LETTERS + 14


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """A glyph with its label, or (``glyph`` None) the heading of a line."""

    glyph: Image | None
    label: str
    colour: Colour
    chosen: bool = False


def draw_glyphs(seen: InspectedPage) -> Iterator[StagePicture]:
    """One sheet or more; the glyphs of a line follow a cell with its number."""
    cells = list(_cells(seen))
    size = COLUMNS * ROWS
    parts = [cells[start : start + size] for start in range(0, len(cells), size)] or [[]]
    none = none_in_words(seen.classes)
    note = (
        f"{counted(len(seen.log_probs), 'glyph')} as the net sees them, with its best class "
        f"(x = {none}) and that class's probability"
    )
    legend = (
        ("sure from 0.95", GREEN),
        ("from 0.80", AMBER),
        ("below", RED),
        (none, GREY),
        ("framed: on the chosen path", (60, 60, 60)),
    )
    for number, part in enumerate(parts, start=1):
        title = "Glyphs" if len(parts) == 1 else f"Glyphs, {number} of {len(parts)}"
        name = "glyphs" if len(parts) == 1 else f"glyphs-{number}"
        yield StagePicture(name, headed(_sheet(part), title, note, legend=legend))


def _cells(seen: InspectedPage) -> Iterator[_Cell]:
    for line in seen.lines():
        yield _Cell(None, f"line\n{line.number}", (0, 0, 0))
        for index, candidate in enumerate(line.prepared.candidates):
            row = line.log_probs[index]
            best = int(row.argmax())
            probability = float(np.exp(row[best]))
            digit = seen.classes[best]
            label = f"{digit or 'x'} {min(probability, 0.994):.2f}"
            colour = sure_colour(probability) if digit else GREY
            yield _Cell(candidate.glyph, label, colour, chosen=index in line.chosen)


def _sheet(cells: Sequence[_Cell]) -> Image:
    rows = max(1, -(-len(cells) // COLUMNS))
    canvas = Pictures.new("RGB", (COLUMNS * CELL_WIDTH + 8, rows * CELL_HEIGHT + 8), "white")
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(LETTERS)
    for place, cell in enumerate(cells):
        row, col = divmod(place, COLUMNS)
        left, top = col * CELL_WIDTH + 8, row * CELL_HEIGHT + 8
        if cell.glyph is None:
            draw.multiline_text((left, top + 10), cell.label, fill=cell.colour, font=font)
            continue
        side = GLYPH_SIDE * ZOOM
        large = np.kron(cell.glyph, np.ones((ZOOM, ZOOM), np.uint8))
        canvas.paste(Pictures.fromarray(large), (left, top))
        if cell.chosen:
            draw.rectangle(
                (left - 3, top - 3, left + side + 2, top + side + 2), None, cell.colour, 3
            )
        middle = (left + side / 2, top + side + 4)
        draw.text(middle, cell.label, fill=cell.colour, font=font, anchor="ma")
    return np.asarray(canvas)
