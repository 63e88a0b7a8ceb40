#!/usr/bin/env python3
"""Draw docs/example.png: a sample page of our own beside the spreadsheet that is made of it.

python scripts/make_readme_picture.py
"""

from __future__ import annotations

import argparse
import io
import itertools
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from reader import Page, PageResult, Reading, Settings, load_model, read_page
from reader.synthesis.pages import draw_form_page

HEIGHT = 560
"""Pixels of the picture's height."""

ROW_HEIGHT = 38
"""Pixels of a row, as the sheet has them: ROW_PIXELS and a margin above and below."""

COLUMNS = {"text": 290, "confidence": 114, "status": 106}
"""Columns of the sheet that are shown, and their widths in pixels; the text's holds the ink."""

INK_AT = 130
"""Pixels from the text cell's left border to the ink: behind the digits, as in the sheet."""

FILLS = {"review": "#FFEB9C", "blank": "#D9D9D9", "failed": "#FFC7CE"}
"""Row colours as the sheet has them; accepted rows have none."""

HEADER, GRID = "#2F4B6E", "#D4D4D4"
"""Colours of the sheet's header and of the lines between cells."""


def main() -> None:
    """Draw a page, read it, and put both side by side."""
    words = argparse.ArgumentParser(description="Draw the picture of README.md.")
    words.add_argument("-o", "--output", type=Path, default=Path("docs/example.png"))
    words.add_argument("--seed", type=int, default=12)
    given = words.parse_args()
    page = draw_form_page(np.random.default_rng([given.seed, 0]), dpi=300, digits=150)
    upper = page.image[: page.image.shape[0] * 5 // 9]
    result = read_page(Page("page.png", 0, upper), load_model("digits"), Settings())
    left = PillowImage.fromarray(upper).convert("RGB")
    left = left.resize((round(left.width * HEIGHT / left.height), HEIGHT), PillowImage.LANCZOS)
    right = table(result)
    both = PillowImage.new("RGB", (left.width + 30 + right.width, HEIGHT), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 30, 0))
    given.output.parent.mkdir(exist_ok=True)
    both.quantize(40, dither=PillowImage.Dither.NONE).save(given.output, optimize=True)
    print(f"{given.output}: {both.width} x {both.height}, {given.output.stat().st_size} bytes")


def table(result: PageResult) -> PillowImage.Image:
    """The first rows of the sheet, as many as fit."""
    sheet = PillowImage.new("RGB", (sum(COLUMNS.values()) + 1, HEIGHT), "white")
    draw = ImageDraw.Draw(sheet)
    bold = ImageFont.load_default(18)
    for name, (left, right) in cells().items():
        draw.rectangle((left, 0, right, ROW_HEIGHT), fill=HEADER, outline=GRID)
        at = (left + 8, ROW_HEIGHT / 2)
        write(draw, at, name, font=bold, bold=True, colour="white")
    for number, reading in enumerate(result.readings[: HEIGHT // ROW_HEIGHT - 1], start=1):
        draw_row(sheet, draw, reading, top=number * ROW_HEIGHT)
    return sheet


def cells() -> dict[str, tuple[int, int]]:
    """Left and right border of every column."""
    rights = list(itertools.accumulate(COLUMNS.values()))
    return {
        name: (right - COLUMNS[name], right) for name, right in zip(COLUMNS, rights, strict=True)
    }


def draw_row(
    sheet: PillowImage.Image, draw: ImageDraw.ImageDraw, reading: Reading, *, top: int
) -> None:
    """One string: its text with the ink behind it in the same cell, confidence and status."""
    status = reading.status.value
    sure = "" if reading.confidence is None else f"{reading.confidence:.4f}"
    middle = top + ROW_HEIGHT / 2
    for name, (left, right) in cells().items():
        fill = FILLS.get(status, "white")
        draw.rectangle((left, top, right, top + ROW_HEIGHT), fill=fill, outline=GRID)
        if name == "text":
            font = ImageFont.load_default(20)
            write(draw, (left + 8, middle), reading.text, font=font, bold=True)
            ink = ink_picture(reading.crop)
            sheet.paste(ink, (left + INK_AT, top + (ROW_HEIGHT - ink.height) // 2 + 1))
        elif name == "confidence":
            at = ((left + right) / 2, middle)
            write(draw, at, sure, font=ImageFont.load_default(18), centred=True)
        else:
            write(draw, (left + 8, middle), status, font=ImageFont.load_default(18))


def ink_picture(crop: bytes) -> PillowImage.Image:
    """The ink as high as a row allows, and no wider than what is left of the cell."""
    ink = PillowImage.open(io.BytesIO(crop)).convert("RGB")
    room = COLUMNS["text"] - INK_AT - 6, ROW_HEIGHT - 4
    scale = min(room[0] / ink.width, room[1] / ink.height)
    size = max(1, round(ink.width * scale)), max(1, round(ink.height * scale))
    return ink.resize(size, PillowImage.LANCZOS)


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    *,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    bold: bool = False,
    centred: bool = False,
    colour: str = "black",
) -> None:
    """Letters on the height of ``at``, which is their left end or their middle."""
    anchor = "mm" if centred else "lm"
    weight = 0.4 if bold else 0
    draw.text(at, words, fill=colour, font=font, anchor=anchor, stroke_width=weight)


if __name__ == "__main__":
    main()
