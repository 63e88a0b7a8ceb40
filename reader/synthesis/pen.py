"""Pens: how wide, how even and how dark a line they leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["INK_COLOURS", "PEN_KINDS", "Pen", "draw_pen"]

PEN_KINDS = ("ballpoint", "felt", "pencil", "fountain")

INK_COLOURS = {
    "black": ((24, 24, 28), (52, 50, 54), (38, 36, 50)),
    "blue": ((28, 44, 140), (46, 70, 170), (20, 30, 96)),
    "red": ((176, 30, 36), (200, 52, 58), (150, 24, 44)),
    "graphite": ((74, 74, 78), (100, 100, 104), (58, 58, 62)),
}
"""RGB of full ink; several batches of each."""


@dataclass(frozen=True, slots=True)
class Pen:
    """A pen in a hand.

    ``width_mm`` is the mean line width. ``spread`` is the relative variation by pressure,
    ``taper`` how much thinner a stroke's ends are (0..1), ``nib`` how much the width depends on
    direction (0..1) around ``nib_angle`` (radians). ``grain`` is the part of ink that paper
    texture takes away (0..1), ``skip`` the chance that a stroke has a gap, ``strength`` the
    level of full ink (0..1), ``colour`` its RGB.
    """

    kind: str
    width_mm: float
    spread: float
    taper: float
    nib: float
    nib_angle: float
    grain: float
    skip: float
    strength: float
    colour: tuple[int, int, int]


def draw_pen(
    rng: np.random.Generator, kind: str | None = None, *, colour: str | None = None
) -> Pen:
    """A pen out of the drawer; ``kind`` and ``colour`` fix what would be drawn by chance.

    Raises
    ------
    ValueError
        If ``kind`` or ``colour`` is not known.
    """
    chosen = kind or str(rng.choice(PEN_KINDS, p=(0.55, 0.15, 0.15, 0.15)))
    if chosen not in PEN_KINDS:
        raise ValueError(f"pen {chosen!r}: expected one of {', '.join(PEN_KINDS)}")
    name = colour or _draw_colour_name(rng, chosen)
    if name not in INK_COLOURS:
        raise ValueError(f"ink {name!r}: expected one of {', '.join(INK_COLOURS)}")
    low, high = _WIDTHS_MM[chosen]
    return Pen(
        kind=chosen,
        width_mm=float(np.exp(rng.uniform(np.log(low), np.log(high)))),
        spread=_SPREADS[chosen] * float(rng.uniform(0.5, 1.5)),
        taper=float(rng.uniform(0.0, 0.7)) if chosen in ("fountain", "ballpoint") else 0.15,
        nib=float(rng.uniform(0.2, 0.65)) if chosen == "fountain" else 0.0,
        nib_angle=float(rng.normal(0.7, 0.25)),
        grain=_GRAINS[chosen] * float(rng.uniform(0.5, 1.5)),
        skip=_SKIPS[chosen] * float(rng.uniform(0.0, 2.0)),
        strength=float(rng.uniform(*_STRENGTHS[chosen])),
        colour=INK_COLOURS[name][int(rng.integers(len(INK_COLOURS[name])))],
    )


_WIDTHS_MM = {
    "ballpoint": (0.3, 0.7),
    "felt": (0.6, 1.5),
    "pencil": (0.35, 0.8),
    "fountain": (0.4, 0.95),
}
_SPREADS = {"ballpoint": 0.12, "felt": 0.08, "pencil": 0.16, "fountain": 0.18}
_GRAINS = {"ballpoint": 0.10, "felt": 0.03, "pencil": 0.28, "fountain": 0.06}
_SKIPS = {"ballpoint": 0.025, "felt": 0.0, "pencil": 0.01, "fountain": 0.015}
_STRENGTHS = {
    "ballpoint": (0.75, 1.0),
    "felt": (0.9, 1.0),
    "pencil": (0.55, 0.95),
    "fountain": (0.85, 1.0),
}


def _draw_colour_name(rng: np.random.Generator, kind: str) -> str:
    if kind == "pencil":
        return "graphite"
    return str(rng.choice(("blue", "black", "red"), p=(0.5, 0.43, 0.07)))
