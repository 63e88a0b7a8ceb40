#!/usr/bin/env python3
"""Draw sample form pages in handwriting of our own, with the truth of every string.

python scripts/make_sample_pages.py OUT --pages 10 --seed 1
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from reader.synthesis.pages import SyntheticPage, draw_form_page
from reader.synthesis.styles import PageStyle, draw_page_style
from reader.synthesis.truth import write_truth

PNG_LEVEL = 1
"""zlib level of the pictures: writing is then a small part of the time."""


def main() -> None:
    """Read the words of the command and draw."""
    words = argparse.ArgumentParser(description="Draw sample form pages with their truth.")
    words.add_argument(
        "out", type=Path, help="folder for page_0001.png ..., truth.csv, truth_fields.csv"
    )
    words.add_argument("--pages", type=int, default=6, help="how many pages (default 6)")
    words.add_argument("--seed", type=int, default=1, help="another number gives other pages")
    words.add_argument("--dpi", type=int, default=300, help="dots per inch (default 300)")
    words.add_argument("--digits", type=int, default=150, help="about so many digits a page")
    words.add_argument("--colour", action="store_true", help="RGB pages instead of grey ones")
    words.add_argument("--wild", action="store_true", help="any paper, hand, scanner and camera")
    words.add_argument("--blank", action="store_true", help="forms on which nobody has written")
    given = words.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    truth = []
    for index in range(given.pages):
        rng = np.random.default_rng([given.seed, index])
        style = _style(rng, given)
        page = draw_form_page(rng, dpi=given.dpi, digits=given.digits, style=style)
        name = f"page_{index + 1:04d}.png"
        write_page(given.out / name, page)
        truth.append((name, page.truth))
    write_truth(given.out, truth)
    strings = sum(1 for _, items in truth for item in items if item.text)
    print(f"{given.pages} pages with {strings} strings in {given.out}")


def _style(rng: np.random.Generator, given: argparse.Namespace) -> PageStyle:
    style = draw_page_style(rng) if given.wild else PageStyle()
    if given.colour and not given.wild:
        style = replace(style, mode="colour")
    return replace(style, blank=1.0) if given.blank else style


def write_page(path: Path, page: SyntheticPage) -> None:
    """Write a page as PNG that knows its resolution."""
    from PIL import Image as PillowImage

    picture = PillowImage.fromarray(page.image)
    picture.save(path, dpi=(page.dpi, page.dpi), compress_level=PNG_LEVEL)


if __name__ == "__main__":
    main()
