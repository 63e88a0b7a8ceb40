"""Strings of real digits that no training sees: easy lines as well as hard ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reader.records import Image
from reader.synthesis.lines import LineStyle, draw_line
from reader.training.calibration.strings import ORDINARY
from reader.training.glyphs.stock import load_stock
from reader.training.lines.amounts import amount_writer
from reader.training.lines.hand import RealHand
from reader.training.lines.pool import load_known_cheques
from reader.training.recipe import DataRecipe

__all__ = ["framed_amounts", "kept_strings"]

PLAIN = LineStyle(
    touching=0.15, signs=0.1, texture=0.1, neighbours=0.05, margins=0.0, bilevel=0.1, inverted=0.0
)
"""Lines that are cut out well of a page with little around them."""

PLAIN_SHARE = 0.5
"""Share of plain lines: a confidence that knows hard lines alone trusts no easy one."""


SHORT = 0.12
"""Share of strings that are one digit, half of them with a point behind it."""

FRAMED = dataclasses.replace(ORDINARY, frames=(0.1, 0.15, 0.35, 0.0, 0.15, 0.25))
"""Lines with room for a whole amount: no combs."""


def framed_amounts(folder: Path, *, seed: int) -> Iterator[tuple[Image, str]]:
    """The real amounts that no training sees, each lifted off its cheque and put into a frame.

    Raises
    ------
    DataError
        If the amounts are missing or damaged.
    """
    for number, cheque in enumerate(load_known_cheques(folder, held=True)):
        write = amount_writer(cheque)
        if write is not None:
            rng = np.random.default_rng((seed, 3, number))
            line = draw_line(rng, style=FRAMED, text=cheque.text, write=write)
            yield line.image, line.text


def kept_strings(
    recipe: DataRecipe, folder: Path, *, count: int, seed: int
) -> Iterator[tuple[Image, str]]:
    """``count`` pictures of strings with their texts, written with the digits of the recipe's sets
    that are kept for validation.

    Raises
    ------
    DataError
        If a set is missing or damaged.
    """
    if not count or not recipe.sets:
        return
    stock = load_stock(dataclasses.replace(recipe, signs={}), folder, training=False)
    sets = tuple(pair for pair in stock.digits if pair[0].ink)
    hand = RealHand(sets, np.random.default_rng((seed, 0)))
    for number in range(count):
        rng = np.random.default_rng((seed, 1, number))
        style = PLAIN if rng.random() < PLAIN_SHARE else ORDINARY
        text = f"{rng.integers(10)}{rng.choice(('', '.'))}" if rng.random() < SHORT else None
        line = draw_line(rng, style=style, text=text, write=hand.write)
        yield line.image, line.text
