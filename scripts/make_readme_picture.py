#!/usr/bin/env python3
"""Draw docs/example.png: a sample page of our own beside the spreadsheet that is made of it.

python scripts/make_readme_picture.py
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from reader import Page, PageResult, Reading, Settings, load_model, read_page
from reader.synthesis.pages import draw_form_page

HEIGHT = 560
"""Pixels of the picture's height."""

ROW_HEIGHT = 40
COLUMNS = (("ink", 0), ("text", 150), ("confidence", 290), ("status", 410))
COLOURS = {"accepted": "#ffffff", "review": "#fff2b3", "blank": "#e6e6e6", "failed": "#f4b6b6"}
"""Row colours as the spreadsheet has them."""


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
    sheet = PillowImage.new("RGB", (510, HEIGHT), "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(20)
    for name, left in COLUMNS:
        draw.text((left + 8, 10), name, fill="#555555", font=font)
    for number, reading in enumerate(result.readings[: HEIGHT // ROW_HEIGHT - 1], start=1):
        draw_row(sheet, draw, reading, top=number * ROW_HEIGHT, font=font)
    return sheet


def draw_row(
    sheet: PillowImage.Image,
    draw: ImageDraw.ImageDraw,
    reading: Reading,
    *,
    top: int,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    """One string: its ink, text, confidence and status."""
    status = reading.status.value
    draw.rectangle(
        (0, top, sheet.width - 1, top + ROW_HEIGHT), fill=COLOURS[status], outline="#cccccc"
    )
    ink = PillowImage.open(io.BytesIO(reading.crop)).convert("RGB")
    ink.thumbnail((138, ROW_HEIGHT - 6))
    sheet.paste(ink, (4, top + (ROW_HEIGHT - ink.height) // 2))
    sure = "" if reading.confidence is None else f"{reading.confidence:.4f}"
    for (_, left), text in zip(COLUMNS[1:], (reading.text, sure, status), strict=True):
        draw.text((left + 8, top + 10), text, fill="black", font=font)


if __name__ == "__main__":
    main()
