"""Which paper, which habits, which scanner: everything that may happen to a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reader.synthesis.textures import TEXTURES

__all__ = ["MODES", "PLAIN", "PageStyle", "draw_page_style"]

MODES = ("grey", "colour", "bilevel", "photo")
"""How a sheet becomes a picture."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Choices for one page; the defaults make an ordinary honest form.

    ``mode`` is one of ``MODES`` (a photo is in colour). ``textures`` are kinds of
    :data:`reader.synthesis.textures.TEXTURES`. ``skew`` is the largest angle in degrees,
    ``quarters`` turns the finished picture by so many right angles, ``perspective`` is how far a
    corner may move (part of the side, photos only), ``shadow`` the largest loss of light,
    ``noise`` the largest standard deviation in grey levels, ``jpeg`` the quality or 0 for none.
    ``blank``, ``filler``, ``struck``, ``signs``, ``touching`` and ``corrections`` are chances a
    field or digit. ``tidy``: people write at their best. ``writers`` is the number of hands on
    the page; ``marks``: black squares in the corners; ``printed_digits``: numbers are among what
    is printed.
    """

    mode: str = "grey"
    textures: tuple[str, ...] = ()
    skew: float = 1.0
    quarters: int = 0
    perspective: float = 0.0
    shadow: float = 0.12
    noise: float = 4.0
    folds: int = 0
    jpeg: int = 0
    blank: float = 0.06
    filler: float = 0.0
    struck: float = 0.0
    signs: float = 0.0
    touching: float = 0.0
    corrections: float = 0.0
    tidy: bool = True
    writers: int = 1
    marks: bool = False
    printed_digits: bool = False

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode {self.mode!r}: expected one of {', '.join(MODES)}")


PLAIN = PageStyle()
"""An ordinary honest form on a grey scanner."""


def draw_page_style(rng: np.random.Generator) -> PageStyle:
    """A page as it may come in from outside: anything goes, most of it moderate."""
    mode = str(rng.choice(MODES, p=(0.35, 0.25, 0.2, 0.2)))
    photo = mode == "photo"
    count = int(rng.choice(3, p=(0.45, 0.4, 0.15)))
    return PageStyle(
        mode=mode,
        textures=tuple(str(kind) for kind in rng.choice(TEXTURES, count, replace=False)),
        skew=float(rng.uniform(0.0, 2.0)),
        perspective=float(rng.uniform(0.01, 0.07)) if photo else 0.0,
        shadow=float(rng.uniform(0.2, 0.6)) if photo else float(rng.uniform(0.0, 0.25)),
        noise=float(rng.uniform(1.0, 8.0)),
        folds=int(rng.choice(3, p=(0.6, 0.25, 0.15))),
        jpeg=int(rng.integers(35, 92)) if photo or rng.random() < 0.3 else 0,
        blank=float(rng.uniform(0.0, 0.4)),
        filler=float(rng.uniform(0.0, 0.15)) if rng.random() < 0.4 else 0.0,
        struck=float(rng.uniform(0.0, 0.06)) if rng.random() < 0.4 else 0.0,
        signs=float(rng.uniform(0.0, 0.4)) if rng.random() < 0.5 else 0.0,
        touching=float(rng.uniform(0.0, 0.3)),
        corrections=0.01 if rng.random() < 0.2 else 0.0,
        tidy=bool(rng.random() < 0.4),
        writers=1 + int(rng.random() < 0.3),
        marks=bool(rng.random() < 0.3),
        printed_digits=bool(rng.random() < 0.5),
    )  # fmt: skip
