"""The recipe of the second reader's training: one frozen record a table of the TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reader.training.recipe import FitRecipe

__all__ = ["LinesData", "LinesNet", "LinesRecipe"]


@dataclass(frozen=True, slots=True)
class LinesNet:
    """Channels at 20, 20, 10 and 5 rows, then ``blocks`` of ``context`` channels along the line."""

    widths: tuple[int, ...] = (24, 48, 64, 96)
    context: int = 128
    blocks: int = 3
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class LinesData:
    """What it learns from: ``lines`` pictures of lines, drawn once before the fit.

    ``drawn``, ``real``, ``cheques``, ``words``, ``blank`` and ``sheets`` are the shares of lines in
    our own handwriting, of real digits set side by side (of ``sets``, by their shares), of real
    cheque amounts changed by chance, of letters set side by side (of ``letters``), of blank lines,
    and of whole drawn pages. ``paged`` of the lines are
    looked for as on a page; ``validation`` of each set of digits is never used.
    """

    folder: str = ""
    sets: Mapping[str, float] = field(default_factory=dict)
    letters: Mapping[str, float] = field(default_factory=dict)
    lines: int = 200_000
    drawn: float = 0.25
    real: float = 0.4
    cheques: float = 0.25
    words: float = 0.04
    blank: float = 0.03
    sheets: float = 0.07
    paged: float = 0.2
    validation: float = 0.03


@dataclass(frozen=True, slots=True)
class LinesRecipe:
    """A whole training."""

    name: str = "lines"
    version: str = "1"
    seed: int = 1
    net: LinesNet = field(default_factory=LinesNet)
    data: LinesData = field(default_factory=LinesData)
    fit: FitRecipe = field(default_factory=FitRecipe)
