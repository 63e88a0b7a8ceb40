"""Sets of our own drawing: digits by stroke models, and what is not one digit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from reader.synthesis import draw_capital, draw_digit, draw_writer
from reader.synthesis.rubbish import draw_rubbish
from reader.training.data.ink_sets import InkSet, cut_tight

__all__ = ["draw_synthetic_capitals", "draw_synthetic_digits", "draw_synthetic_rubbish"]

SYNTHETIC_DIGITS = 8_000
"""Digits drawn by our own stroke models, each by a writer of its own: 5 seconds' work."""


def draw_synthetic_digits(folder: Path, name: str) -> InkSet:
    """Digits of many writers; ``folder`` is not looked at."""
    rng = np.random.default_rng(20_26)
    labels = tuple(str(k % 10) for k in range(SYNTHETIC_DIGITS))
    ink = tuple(cut_tight(draw_digit(rng, draw_writer(rng), label, 44)) for label in labels)
    return InkSet(name, ink, labels)


CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SYNTHETIC_CAPITALS = 400
"""Pictures of each capital, each by a writer of its own: 12 seconds' work for all."""


def draw_synthetic_capitals(
    *, choose: Callable[[str], bool] = lambda _: True
) -> Callable[[Path, str], InkSet]:
    """Capitals of many writers, or those that ``choose`` takes."""

    def load(folder: Path, name: str) -> InkSet:
        rng = np.random.default_rng(20_28)
        known = [capital for capital in CAPITALS if choose(capital)]
        labels = tuple(known[k % len(known)] for k in range(SYNTHETIC_CAPITALS * len(known)))
        ink = tuple(cut_tight(draw_capital(rng, draw_writer(rng), label, 44)) for label in labels)
        return InkSet(name, ink, labels)

    return load


SYNTHETIC_RUBBISH = 3_000
"""Pieces of drawn rubbish: 5 seconds' work."""


def draw_synthetic_rubbish(*kinds: str) -> Callable[[Path, str], InkSet]:
    """Things of our own drawing that are not one digit; the label is the kind."""

    def load(folder: Path, name: str) -> InkSet:
        rng = np.random.default_rng(20_27)
        labels = tuple(kinds[k % len(kinds)] for k in range(SYNTHETIC_RUBBISH))
        drawn = tuple(draw_rubbish(rng, kind, height=44) for kind in labels)
        pairs = [p for p in zip(drawn, labels, strict=True) if p[0].any()]
        return InkSet(name, tuple(cut_tight(p[0]) for p in pairs), tuple(p[1] for p in pairs))

    return load
