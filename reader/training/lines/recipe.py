"""The recipe of the second reader's training: one frozen record a table of the TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reader.errors import DataError
from reader.training.data.datasets import SETS
from reader.training.recipe import DataRecipe, FitRecipe

__all__ = ["KINDS", "LinesData", "LinesNet", "LinesRecipe", "check_lines"]

KINDS = ("drawn", "real", "cheques", "words", "blank", "sheets")
"""Kinds of pictures of lines; each has its share in the recipe."""

RESOLUTIONS = 4
"""Resolutions of the net, each with its width."""

PRECISIONS = ("float32", "mixed_bfloat16")
"""What a fit may compute in; the second is a third faster on processors that know it."""


@dataclass(frozen=True, slots=True)
class LinesNet:
    """Channels at 20, 20, 10 and 5 rows (``parts`` and ``digits`` residual blocks at the latter
    two), then a block of ``context`` channels along the line for each of ``along``, which is how
    many columns its convolutions are wide."""

    widths: tuple[int, ...] = (24, 48, 64, 96)
    parts: int = 1
    digits: int = 1
    context: int = 128
    along: tuple[int, ...] = (5, 5, 5)
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class LinesData:
    """What it learns from: ``lines`` pictures of lines, drawn once before the fit.

    ``drawn``, ``real``, ``cheques``, ``words``, ``blank`` and ``sheets`` are the shares of lines in
    our own handwriting, of real digits set side by side (of ``sets``, by their shares), of real
    cheque amounts changed by chance, of letters set side by side (of ``letters``), of blank lines,
    and of whole drawn pages. Crosses and dashes around real digits are of ``signs``, or drawn.
    ``paged`` of the lines are looked for as on a page; ``validation`` of each set of digits is
    never used.
    """

    folder: str = ""
    sets: Mapping[str, float] = field(default_factory=dict)
    letters: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)
    lines: int = 200_000
    drawn: float = 0.25
    real: float = 0.4
    cheques: float = 0.25
    words: float = 0.04
    blank: float = 0.03
    sheets: float = 0.07
    paged: float = 0.2
    validation: float = 0.03

    def as_sets(self) -> DataRecipe:
        """The sets of digits and letters as a classifier's recipe names them."""
        return DataRecipe(sets=self.sets, signs=self.letters, validation=self.validation)


@dataclass(frozen=True, slots=True)
class LinesRecipe:
    """A whole training; ``start`` is a model, by name or folder, whose weights it begins with.

    ``keep`` is how much of these, or of the model ``kept``, is in the result: the mean of where a
    training began and where it ended is often better than either (Wortsman et al. 2022,
    arXiv:2109.01903). ``precision`` is one of ``PRECISIONS``, what the fit computes in.
    """

    name: str = "lines"
    version: str = "1"
    seed: int = 1
    start: str = ""
    keep: float = 0.0
    kept: str = ""
    precision: str = "float32"
    net: LinesNet = field(default_factory=LinesNet)
    data: LinesData = field(default_factory=LinesData)
    fit: FitRecipe = field(default_factory=FitRecipe)


def check_lines(recipe: LinesRecipe, *, where: str) -> None:
    """Refuse what cannot be trained.

    Raises
    ------
    DataError
        Naming the key, what it says, and what was expected.
    """
    net, data, fit = recipe.net, recipe.data, recipe.fit
    if len(net.widths) != RESOLUTIONS or not all(_is_count(w) for w in net.widths):
        raise DataError(
            f"{where}: widths = {net.widths!r}; expected {RESOLUTIONS} whole numbers from 1 on"
        )
    if not all(_is_count(wide) for wide in net.along):
        raise DataError(f"{where}: along = {net.along!r}; expected whole numbers from 1 on")
    blocks = {"parts": net.parts, "digits": net.digits}
    counts = {**blocks, "context": net.context, "lines": data.lines, "passes": fit.passes}
    for key, count in {**counts, "batch_size": fit.batch_size}.items():
        if not _is_count(count):
            raise DataError(f"{where}: {key} = {count!r}; expected a whole number from 1 on")
    for key in (*KINDS, "paged", "validation"):
        share = getattr(data, key)
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            raise DataError(f"{where}: {key} = {share!r}; expected a share from 0 to 1")
    if not 0 <= recipe.keep < 1 or (recipe.keep and not (recipe.start or recipe.kept)):
        raise DataError(
            f"{where}: keep = {recipe.keep!r}; expected a share from 0 to below 1, and a start"
        )
    if recipe.precision not in PRECISIONS:
        raise DataError(
            f"{where}: precision = {recipe.precision!r}; expected one of {', '.join(PRECISIONS)}"
        )
    if not any(getattr(data, key) for key in KINDS):
        raise DataError(f"{where}: all of {', '.join(KINDS)} are 0; expected a share above 0")
    _check_sets(data, where=where)


def _check_sets(data: LinesData, *, where: str) -> None:
    for table, sets in (("sets", data.sets), ("letters", data.letters), ("signs", data.signs)):
        if not sets and table != "signs":
            raise DataError(f"{where}: [data.{table}] is empty; name a set with its share")
        for name, share in sets.items():
            if name not in SETS:
                known = ", ".join(sorted(SETS))
                raise DataError(f"{where}: unknown data set {name!r}; known: {known}")
            if not isinstance(share, int | float) or not share > 0:
                raise DataError(f"{where}: share of {name} = {share!r}; expected more than 0")


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0
