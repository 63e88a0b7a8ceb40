"""What people add to a number: a line beneath it, a cross or a plus behind it."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.lines import draw_line_text, grouped
from reader.synthesis.strings import DrawnString, StringDrawer
from reader.synthesis.writer import Writer

__all__ = ["draw_text", "underlining", "with_fillers"]

SHARES = (0.05, 0.06, 0.05, 0.05, 0.26, 0.25)
"""Shares of single digits, of numbered things, of ticked numbers, of dates, of numbers as they
count things, and of round sums."""

ROUND_ZEROS = (0.25, 0.55, 0.2)
"""How often two, three or five of a round sum's last digits are zeros."""

ROUND_BACKS = ("", "/-", "-", ".-", "/", "=")
ROUND_BACK_CHANCES = (0.3, 0.43, 0.08, 0.08, 0.06, 0.05)
"""What stands behind a round sum, and how often."""

FILLED = 0.4
"""Share of numbers in boxes of which some are left."""

FILLERS, FILLER_CHANCES = ("X", "-", " "), (0.65, 0.2, 0.15)
"""What stands in those, and how often."""

UNDERLINED = 0.08
"""Share of strings with a line beneath them."""


def draw_text(rng: np.random.Generator) -> str | None:
    """A text that :func:`reader.synthesis.lines.draw_line` would not write; None for its own."""
    kinds = (_single, _numbered, _ticked, _date, _counted, _round_sum, lambda _: None)
    place = int(np.searchsorted(np.cumsum(SHARES), rng.random()))
    return kinds[place](rng)


def _single(rng: np.random.Generator) -> str:
    return str(rng.integers(10))


def _numbered(rng: np.random.Generator) -> str:
    """One to three digits with a point behind them, as rows and entries are numbered."""
    return f"{rng.integers(10 ** int(rng.integers(1, 4)))}."


def _ticked(rng: np.random.Generator) -> str:
    """With a cross or a plus behind it."""
    digits = draw_line_text(rng, signs=False)[: int(rng.integers(1, 5))]
    return f"{digits} {rng.choice(('+', '+', 'X'))}"


def _date(rng: np.random.Generator) -> str:
    day, month, year = rng.integers(1, 32), rng.integers(1, 13), rng.integers(1940, 2040)
    return f"{day:02d}{month:02d}{year:04d}"


def _counted(rng: np.random.Generator) -> str:
    """As numbers of things begin: with a 1 in three of ten (Benford 1938)."""
    text = draw_line_text(rng, signs=rng.random() < 0.45)
    first = str(1 + int(rng.choice(9, p=np.log10(1 + 1 / np.arange(1, 10)))))
    place = next(i for i, symbol in enumerate(text) if symbol.isdigit())
    return text[:place] + first + text[place + 1 :]


def _round_sum(rng: np.random.Generator) -> str:
    """An amount that ends in zeros, grouped in threes or (as in India) in pairs above the first."""
    zeros = int(rng.choice((2, 3, 5), p=ROUND_ZEROS))
    text = str(int(10 ** rng.uniform(0.0, 4.0))) + "0" * zeros  # first digits as Benford's
    if rng.random() < 0.75:
        separator = str(rng.choice((",", ".", " "), p=(0.75, 0.15, 0.1)))
        text = grouped(text, separator, pairs=rng.random() < 0.5)
    return text + str(rng.choice(ROUND_BACKS, p=ROUND_BACK_CHANCES))


def with_fillers(rng: np.random.Generator, text: str) -> str:
    """A text with crosses or dashes in the boxes before it that are not needed, now and then."""
    if rng.random() > FILLED:
        return text
    return str(rng.choice(FILLERS, p=FILLER_CHANCES)) * int(rng.integers(1, 4)) + text


def underlining(write: StringDrawer) -> StringDrawer:
    """``write``, with a line beneath some of its strings."""

    def written(
        rng: np.random.Generator,
        writer: Writer,
        text: str,
        *,
        height: float,
        touching: float | None = None,
        pitch: float | None = None,
        strike: str = "",
    ) -> DrawnString:
        drawn = write(
            rng, writer, text, height=height, touching=touching, pitch=pitch, strike=strike
        )
        if pitch is not None or rng.random() > UNDERLINED:
            return drawn
        return dataclasses.replace(drawn, ink=_underlined(rng, drawn.ink, height))

    return written


def _underlined(rng: np.random.Generator, ink: Image, height: float) -> Image:
    """A stroke, level or slightly rising, near the lower edge; room is made for it."""
    room = max(3, round(height * float(rng.uniform(0.05, 0.4))))
    wide = np.pad(ink, ((0, room), (0, 0)))
    thick = max(1, round(height * float(rng.uniform(0.03, 0.1))))
    row = wide.shape[0] - 1 - thick
    left, right = rng.uniform(0.0, 0.4), rng.uniform(0.6, 1.0)
    start = (round(left * wide.shape[1]), row)
    stop = (round(right * wide.shape[1]), row - round(float(rng.uniform(-0.2, 1.0)) * room * 0.5))
    cv2.line(wide, start, stop, int(rng.integers(150, 256)), thick, cv2.LINE_AA)
    return wide
