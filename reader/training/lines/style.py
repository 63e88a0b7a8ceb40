"""What the digits of one string have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reader.training.lines.quick import Loop, draw_loop

__all__ = ["HandStyle", "draw_style"]

SMALLER = 0.25
"""Share of strings with small zeros."""

SMALL_ZEROS = (0.5, 0.9)
"""Their height, as a part of the other digits'."""

GROWING = 0.2
"""Share of strings of which the digits become higher or lower from one to the next."""

CHAINING = 0.4
"""Share of strings of which the zeros are written in one go."""

CHAINED_ZEROS = 0.8
"""The chance that two of these touch."""

CHAINED_SMALL = 0.7
"""Share of such strings whose zeros are small."""

CHAINED_SIZES = (0.4, 0.9)
"""Their height, as a part of the other digits'."""

OPEN_FOURS = 0.3
"""Share of strings whose fours are open at the top."""

FLAGGED_ONES = 0.18
"""Share of strings whose ones have a long upstroke."""

STRAIGHT_ONES = 0.4
"""Share of the others whose ones are as straight as a ruling."""

SMALL_ONES = 0.2
"""Share of strings whose ones are short strokes: the first symbol's, and those in cells. Anywhere
else they could not be told from commas."""

ONE_SIZES, ONE_LIFTS = (0.4, 0.8), (0.0, 0.6)
"""Their height, as a part of the other digits', and how far above the line they stand, as a part of
what they are shorter by."""

COMMA_TOPS = (0.04, 0.28)
"""Digit heights above the line at which commas begin, as a rule."""

HIGH_COMMAS = 0.4
"""Share of strings whose commas begin higher: strokes half as tall as a digit."""

HIGH_COMMA_TOPS = (0.28, 0.65)
"""Where these begin."""

APART = 0.15
"""Share of strings whose symbols stand far apart, as where there is more room than digits."""

APART_GAPS = (0.25, 0.8)
"""Digit heights between these."""

SIZES = (0.7, 1.3)
"""Least and largest height of a digit that growth leads to, as a part of the first one's."""


@dataclass(frozen=True, slots=True)
class HandStyle:
    """The habits of a string's hand.

    ``height`` is a digit's in pixels; ``shear`` columns a row to the left; ``pen`` -1, 0 or 1 for a
    finer, the same or a bolder one; ``width`` a factor. Parts of the digit height: ``gap`` between
    neighbours, ``uneven`` the deviation of heights and feet. ``slope`` is rows a column; ``zeros``
    the height of zeros, and ``growth`` what each digit is higher than the one before, as parts of
    the height; ``ones`` is the height of ones that may be short strokes, ``one_lift`` how far
    above the line they stand, in their own; ``lift`` is the same of this very symbol; ``chained``
    the chance that two zeros are written in one go; ``comma_top`` is how far above the line commas
    begin, in digit heights; ``loop`` is the form of chained zeros.
    """

    height: float
    shear: float
    pen: int
    width: float
    gap: float
    uneven: float
    slope: float
    zeros: float
    growth: float
    ones: float
    one_lift: float
    lift: float
    chained: float
    comma_top: float
    loop: Loop
    open_fours: bool
    flagged_ones: bool
    straight_ones: bool

    def at(self, number: int, symbol: str, *, in_cell: bool = False) -> HandStyle:
        """The style of one symbol of the string: many write zeros small, or smaller and smaller,
        and some just a short stroke for a one."""
        factor = float(np.clip(1.0 + self.growth * number, *SIZES))
        lift = 0.0
        if symbol == "0":
            factor *= self.zeros
        if symbol == "1" and (in_cell or number == 0):
            factor, lift = factor * self.ones, self.one_lift
        return self if factor == 1.0 else replace(self, height=self.height * factor, lift=lift)


def draw_style(rng: np.random.Generator, height: float) -> HandStyle:
    """Habits by chance."""
    commas = HIGH_COMMA_TOPS if rng.random() < HIGH_COMMAS else COMMA_TOPS
    chained = rng.random() < CHAINING
    is_apart = rng.random() < APART
    sizes = CHAINED_SIZES if chained else SMALL_ZEROS
    has_short_ones = rng.random() < SMALL_ONES
    ones = float(rng.uniform(*ONE_SIZES)) if has_short_ones else 1.0
    is_small = rng.random() < (CHAINED_SMALL if chained else SMALLER)
    return HandStyle(
        height=height,
        shear=float(np.clip(rng.normal(0.0, 0.16), -0.5, 0.5)),
        pen=int(rng.choice((-1, 0, 1), p=(0.2, 0.55, 0.25))),
        width=float(np.exp(rng.normal(0.0, 0.13))),
        gap=float(rng.uniform(*APART_GAPS)) if is_apart else float(rng.normal(0.12, 0.12)),
        uneven=float(rng.uniform(0.01, 0.09)),
        slope=float(rng.normal(0.0, 0.03)),
        zeros=float(rng.uniform(*sizes)) if is_small else 1.0,
        growth=float(rng.normal(0.0, 0.03)) if rng.random() < GROWING else 0.0,
        ones=ones,
        one_lift=(1.0 / ones - 1.0) * float(rng.uniform(*ONE_LIFTS)),
        lift=0.0,
        chained=CHAINED_ZEROS if chained else 0.0,
        comma_top=float(rng.uniform(*commas)),
        loop=draw_loop(rng),
        open_fours=bool(rng.random() < OPEN_FOURS),
        flagged_ones=bool(rng.random() < FLAGGED_ONES),
        straight_ones=bool(rng.random() < STRAIGHT_ONES),
    )
