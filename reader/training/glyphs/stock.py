"""The stock that glyphs are drawn from, and the hand that draws them."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.errors import DataError
from reader.records import Image
from reader.training.augmentation import ALL_GROUPS, Augmentation, augment, draw, scanned
from reader.training.data.datasets import load_set
from reader.training.data.ink_sets import InkSet
from reader.training.data.places import load_place
from reader.training.data.splits import split_set
from reader.training.glyphs.rubbish import Drawer, make_rubbish
from reader.training.recipe import DataRecipe

__all__ = ["DigitChooser", "GlyphSource", "Sets", "Stock", "check_classes", "load_stock"]

STRENGTHS = ((0.62, (0.05, 0.5)), (0.28, (0.5, 0.8)), (0.10, (0.8, 1.0)))
"""(share, range) of the augmentation's strength: most samples moderate, few hard. Hard ones for
all cost 0.8 % of MNIST in an earlier trial."""


Sets = tuple[tuple[InkSet, float], ...]
"""Sets with their shares."""


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """The sets a pool is drawn from, with their shares; ``mined``: digits, then rubbish.

    ``digits`` are of the recipe's ``classes``, be they digits or not.
    """

    digits: Sets
    signs: Sets
    classes: tuple[str, ...]
    mined: tuple[Sets, Sets] = ((), ())


def load_stock(recipe: DataRecipe, folder: Path, *, training: bool) -> Stock:
    """The recipe's sets from ``folder``: their training parts, or what is kept for validation."""

    def part(name: str, allowed: tuple[str, ...]) -> InkSet:
        if name in recipe.places:
            whole = load_place(folder, name, recipe.places[name], classes=allowed)
        else:
            whole = load_set(folder, name)
            _check_known_labels(whole, allowed)
        index = split_set(whole, part=recipe.validation)[0 if training else 1]
        return _chosen(whole, index)

    classes = tuple(recipe.classes)
    return Stock(
        tuple((part(name, classes), share) for name, share in recipe.sets.items()),
        tuple((part(name, ()), share) for name, share in recipe.signs.items()),
        classes,
    )


def _chosen(one: InkSet, index: NDArray[np.intp]) -> InkSet:
    return dataclasses.replace(
        one,
        ink=tuple(one.ink[i] for i in index),
        labels=tuple(one.labels[i] for i in index),
        sources=tuple(one.sources[i] for i in index) if one.sources else (),
        order=tuple(one.order[i] for i in index) if one.order else (),
    )


def _check_known_labels(one: InkSet, allowed: tuple[str, ...]) -> None:
    strange = sorted(set(one.labels) - set(allowed)) if allowed else []
    if strange:
        raise DataError(
            f"data set {one.name} has pictures of {strange[0]!r}, which is none of the recipe's "
            f"classes {''.join(allowed)}; leave it out, or name it under [data.signs]"
        )


def check_classes(stock: Stock) -> None:
    """Refuse data without pictures of every class, or a set of which all is kept for validation.

    Raises
    ------
    DataError
        Naming the classes that are missing.
    """
    for one, _ in (*stock.digits, *stock.signs):
        if not one.ink:
            raise DataError(
                f"data set {one.name}: too few pictures: none is left to learn from; "
                "add some, or lower validation in the recipe"
            )
    found = {label for one, _ in stock.digits for label in one.labels}
    missing = [one for one in stock.classes if one not in found]
    if missing:
        names = ", ".join(one.name for one, _ in stock.digits)
        raise DataError(
            f"data sets {names}: found pictures of {len(found)} of the {len(stock.classes)} "
            f"{noun(stock.classes)}s; "
            f"none of {', '.join(missing)}; add a set that has them"
        )


LEGIBLE = 24
"""Level (of 255) that the strongest ink must have: below a tenth it may be the paper's grain."""

MINED_AS_IS = 0.4
"""Share of mined glyphs that are not changed."""


class GlyphSource:
    """Random digits and signs of a stock; holds the generator that chooses."""

    def __init__(
        self, stock: Stock, rng: np.random.Generator, groups: Augmentation = ALL_GROUPS
    ) -> None:
        self._rng = rng
        self._groups = groups
        self._digits = DigitChooser(stock.digits, rng)
        self._signs = DigitChooser(stock.signs, rng) if stock.signs else self._digits
        self._mined = [DigitChooser(sets, rng) for sets in stock.mined if sets]
        self.drawer = Drawer(self._drawn_digit, self._drawn_sign, frozenset(stock.classes))

    def any_glyph(self, recipe: DataRecipe) -> tuple[Image, str]:
        """A digit or rubbish, drawn or mined, in the recipe's shares."""
        if len(self._mined) == 2 and self._rng.random() < recipe.mined:
            return self._mined_glyph(rubbish=bool(self._rng.random() < recipe.mined_rubbish))
        if self._rng.random() < recipe.rubbish:
            ink = make_rubbish(self.drawer, self._rng)
            return self._scanned(ink, strength=_strength(self._rng)), ""
        return self.sample(plain=recipe.plain)

    def _mined_glyph(self, *, rubbish: bool) -> tuple[Image, str]:
        """As the segmenter gave it, or slightly changed: there are fewer of them."""
        one, index = self._mined[int(rubbish)].choose()
        ink, label = one.ink[index], one.labels[index]
        if self._rng.random() < MINED_AS_IS:
            return ink, label
        changed = draw(ink, self._rng, strength=0.3, groups=self._groups)
        changed = self._scanned(changed, strength=0.3)
        return (changed, label) if int(changed.max()) >= LEGIBLE else (ink, label)

    def sample(self, *, plain: float) -> tuple[Image, str]:
        """A digit for the net to learn, and its label; ``plain`` of them as they are."""
        one, index = self._digits.choose()
        ink, label = one.ink[index], one.labels[index]
        if self._rng.random() < plain:
            return ink, label
        changed = augment(
            ink,
            self._rng,
            strength=_strength(self._rng),
            aspect=_aspect(one, index, self._rng),
            neighbour=lambda: self._drawn_digit()[1],
            groups=self._groups,
        )
        # A change that leaves hardly any ink (a hairline in pencil, in a shadow) is taken back.
        return (changed, label) if int(changed.max()) >= LEGIBLE else (ink, label)

    def _drawn_digit(self) -> tuple[str, Image]:
        one, index = self._digits.choose()
        canvas = draw(
            one.ink[index],
            self._rng,
            strength=_strength(self._rng),
            aspect=_aspect(one, index, self._rng),
            groups=self._groups,
        )
        return one.labels[index], canvas

    def _drawn_sign(self) -> Image:
        one, index = self._signs.choose()
        strength = _strength(self._rng)
        return draw(one.ink[index], self._rng, strength=strength, groups=self._groups)

    def _scanned(self, ink: Image, *, strength: float) -> Image:
        return scanned(ink, self._rng, strength=strength, groups=self._groups)


class DigitChooser:
    """Chooses a set by its share, a label evenly if none is asked for, then one of its pictures."""

    def __init__(self, sets: Sets, rng: np.random.Generator) -> None:
        self._rng = rng
        self._sets = [one for one, _ in sets]
        shares = np.array([share for _, share in sets], float)
        self._edges = np.cumsum(shares / shares.sum())
        self._by_label = [_index_by_label(one) for one in self._sets]

    def choose(self, label: str | None = None) -> tuple[InkSet, int]:
        """A set and the index of a picture in it, of ``label`` if one is named."""
        number = int(np.searchsorted(self._edges, self._rng.random(), side="right"))
        number = min(number, len(self._sets) - 1)
        groups = self._by_label[number]
        name = label if label in groups else list(groups)[int(self._rng.integers(len(groups)))]
        group = groups[name]
        return self._sets[number], int(group[int(self._rng.integers(len(group)))])


def _index_by_label(one: InkSet) -> dict[str, NDArray[np.intp]]:
    names = np.array(one.labels)
    return {label: np.flatnonzero(names == label) for label in sorted(set(one.labels))}


def _strength(rng: np.random.Generator) -> float:
    number = min(bisect_right(_STRENGTH_EDGES, rng.random()), len(STRENGTHS) - 1)
    return float(rng.uniform(*STRENGTHS[number][1]))


_STRENGTH_EDGES = tuple(accumulate(share for share, _ in STRENGTHS))


def _aspect(one: InkSet, index: int, rng: np.random.Generator) -> float:
    """A width that undoes stretching; a part stays stretched, as some scanned forms are."""
    if not one.stretched or rng.random() < 0.35:
        return 1.0
    ink = one.ink[index]
    square = ink.shape[0] / ink.shape[1]
    solid = float(ink.mean()) > SOLID_INK
    width = rng.uniform(0.15, 0.4) if one.labels[index] == "1" and solid else rng.uniform(0.5, 0.9)
    return square * width


SOLID_INK = 140.0
"""Mean level from which a stretched 1 must be a plain stroke blown up to its box."""
