"""A pool of training glyphs: augmented digits and rubbish through the production normaliser.

Drawn before the fit, in portions that depend on nothing but the seed and the portion's number:
the same recipe gives the same glyphs for any number of processes.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.imaging.normalize import GLYPH_SIDE, normalize_glyph
from reader.records import Image
from reader.training.augmentation import augment, draw, scanned
from reader.training.datasets import DIGITS, InkSet, load_set, split_tail
from reader.training.mining import Mined, mine_cheques, mine_drawn_lines
from reader.training.recipe import DataRecipe
from reader.training.rubbish import Drawer, make_rubbish

__all__ = ["CLASSES", "Pool", "draw_pool", "draw_validation"]

CLASSES = (*DIGITS, "")
"""The classes of a digit net in the order of its outputs; the last is *not one digit*."""

PORTION = 5_000
"""Glyphs drawn at a time: a second's work, so the bar moves."""

STRENGTHS = ((0.62, (0.05, 0.5)), (0.28, (0.5, 0.8)), (0.10, (0.8, 1.0)))
"""(share, range) of the augmentation's strength: most samples moderate, few hard. Hard ones for
all cost 0.8 % of MNIST in an earlier trial."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """``glyphs`` uint8 (n, 28, 28), ``labels`` int64 (n,): indices into ``CLASSES``."""

    glyphs: Image
    labels: NDArray[np.int64]


Sets = tuple[tuple[InkSet, float], ...]
"""Sets with their shares."""


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """The sets a pool is drawn from, with their shares; ``mined``: digits, then rubbish."""

    digits: Sets
    signs: Sets
    mined: Sets = ()


def draw_pool(
    recipe: DataRecipe,
    folder: Path,
    *,
    seed: int,
    processes: int = 2,
    tick: Callable[[int], None] = lambda _: None,
) -> Pool:
    """``recipe.glyphs`` training glyphs; ``tick`` is told after each portion how many it held.

    Raises
    ------
    DataError
        If a set is missing or damaged, or a digit has no picture in any set.
    """
    check_classes(load_stock(recipe, folder, training=True))
    starts = range(0, recipe.glyphs, PORTION)
    sizes = [min(PORTION, recipe.glyphs - start) for start in starts]
    jobs = [((seed, number), size) for number, size in enumerate(sizes)]
    glyphs = np.zeros((recipe.glyphs, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    labels = np.zeros(recipe.glyphs, np.int64)
    for start, portion in zip(starts, _drawn(recipe, folder, jobs, processes), strict=True):
        stop = start + len(portion.labels)
        glyphs[start:stop], labels[start:stop] = portion.glyphs, portion.labels
        tick(stop - start)
    return Pool(glyphs, labels)


def draw_validation(recipe: DataRecipe, folder: Path) -> Mapping[str, Pool]:
    """The kept tails of every set, not augmented; empty where ``recipe.validation`` is 0."""
    stock = load_stock(recipe, folder, training=False)
    return {one.name: _plain_pool(one) for one, _ in stock.digits if one.ink}


def load_stock(recipe: DataRecipe, folder: Path, *, training: bool) -> Stock:
    """The recipe's sets from ``folder``: their training parts, or their validation tails."""

    def part(name: str) -> InkSet:
        whole = load_set(folder, name)
        index = split_tail(whole.labels, part=recipe.validation)[0 if training else 1]
        ink = tuple(whole.ink[i] for i in index)
        return InkSet(name, ink, tuple(whole.labels[i] for i in index), whole.stretched)

    return Stock(
        tuple((part(name), share) for name, share in recipe.sets.items()),
        tuple((part(name), share) for name, share in recipe.signs.items()),
    )


def check_classes(stock: Stock) -> None:
    """Refuse data without pictures of every digit.

    Raises
    ------
    DataError
        Naming the digits that are missing.
    """
    found = {label for one, _ in stock.digits for label in one.labels}
    missing = [digit for digit in DIGITS if digit not in found]
    if missing:
        names = ", ".join(one.name for one, _ in stock.digits)
        raise DataError(
            f"data sets {names}: found pictures of {len(found)} of the 10 digits; "
            f"none of {', '.join(missing)}; add a set that has them"
        )


def _drawn(
    recipe: DataRecipe, folder: Path, jobs: Sequence[tuple[tuple[int, int], int]], processes: int
) -> Iterator[Pool]:
    """Portions in order; first what the segmenter proposes, then the glyphs of every job."""
    mining = [((number, MINING), LINES) for number in range(-(-recipe.lines // LINES))]
    with _workers(recipe, folder, processes) as run:
        found = list(run(_mine, mining)) if recipe.mined else []
    if recipe.mined and "cheque_amounts" in recipe.sets:
        found.append(mine_cheques(folder))
    with _workers(recipe, folder, processes, mined=_as_sets(found)) as run:
        yield from run(_draw, jobs)


Job = tuple[tuple[int, int], int]
"""(seed, size) of a portion."""

LINES = 200
"""Lines mined at a time."""

MINING = 1_000_003
"""Keeps the seeds of mined lines apart from those of drawn glyphs."""


@contextmanager
def _workers(
    recipe: DataRecipe, folder: Path, processes: int, *, mined: Sets = ()
) -> Iterator[Callable[[Callable[[Job], Any], Sequence[Job]], Iterator[Any]]]:
    """Something that runs a function over jobs in order: here, or in worker processes."""
    if processes <= 1:
        _start_worker(recipe, folder, mined)
        yield map
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _start_worker, (recipe, folder, mined)) as workers:
        yield workers.imap


_WORKER: dict[str, tuple[Stock, DataRecipe]] = {}


def _start_worker(recipe: DataRecipe, folder: Path, mined: Sets) -> None:
    cv2.setNumThreads(1)
    stock = dataclasses.replace(load_stock(recipe, folder, training=True), mined=mined)
    _WORKER["stock"] = stock, recipe


def _mine(job: Job) -> Mined:
    rng = np.random.default_rng(job[0])
    return mine_drawn_lines(_Source(_WORKER["stock"][0], rng).drawer, rng, lines=job[1])


def _draw(job: Job) -> Pool:
    stock, recipe = _WORKER["stock"]
    return draw_portion(stock, recipe, seed=job[0], size=job[1])


def _as_sets(found: Sequence[Mined]) -> Sets:
    """Mined glyphs as a set of digits and a set of rubbish."""
    pairs = [p for one in found for p in zip(one.glyphs, one.labels, strict=True)]
    digits = [p for p in pairs if p[1]]
    rubbish = [p for p in pairs if not p[1]]
    if not digits or not rubbish:
        return ()
    return tuple(
        (InkSet(name, tuple(p[0] for p in part), tuple(p[1] for p in part)), 1.0)
        for name, part in (("mined digits", digits), ("mined rubbish", rubbish))
    )


def draw_portion(stock: Stock, recipe: DataRecipe, *, seed: tuple[int, int], size: int) -> Pool:
    """``size`` glyphs from a generator seeded by ``seed`` alone."""
    rng = np.random.default_rng(seed)
    source = _Source(stock, rng)
    glyphs = np.zeros((size, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    labels = np.zeros(size, np.int64)
    for at in range(size):
        ink, label = source.any_glyph(recipe)
        glyphs[at], labels[at] = normalize_glyph(ink), CLASSES.index(label)
    return Pool(glyphs, labels)


MINED_AS_IS = 0.4
"""Share of mined glyphs that are not changed."""


class _Source:
    """Random digits and signs of a stock; holds the generator that chooses."""

    def __init__(self, stock: Stock, rng: np.random.Generator) -> None:
        self._rng = rng
        self._digits = _Chooser(stock.digits, rng)
        self._signs = _Chooser(stock.signs, rng) if stock.signs else self._digits
        self._mined = [_Chooser((one,), rng) for one in stock.mined]
        self.drawer = Drawer(digit=self._drawn_digit, sign=self._drawn_sign)

    def any_glyph(self, recipe: DataRecipe) -> tuple[Image, str]:
        """A digit or rubbish, drawn or mined, in the recipe's shares."""
        rubbish = bool(self._rng.random() < recipe.rubbish)
        if self._mined and self._rng.random() < recipe.mined:
            return self._mined_glyph(rubbish=rubbish)
        if rubbish:
            ink = make_rubbish(self.drawer, self._rng)
            return scanned(ink, self._rng, strength=_strength(self._rng)), ""
        return self.sample(plain=recipe.plain)

    def _mined_glyph(self, *, rubbish: bool) -> tuple[Image, str]:
        """As the segmenter gave it, or slightly changed: there are fewer of them."""
        one, index = self._mined[int(rubbish)].choose()
        ink, label = one.ink[index], one.labels[index]
        if self._rng.random() < MINED_AS_IS:
            return ink, label
        changed = scanned(draw(ink, self._rng, strength=0.3), self._rng, strength=0.3)
        return (changed, label) if changed.any() else (ink, label)

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
        )
        # A change that leaves no ink (a hairline, thinned and made bilevel) is taken back.
        return (changed, label) if changed.any() else (ink, label)

    def _drawn_digit(self) -> tuple[str, Image]:
        one, index = self._digits.choose()
        canvas = draw(
            one.ink[index],
            self._rng,
            strength=_strength(self._rng),
            aspect=_aspect(one, index, self._rng),
        )
        return one.labels[index], canvas

    def _drawn_sign(self) -> Image:
        one, index = self._signs.choose()
        return draw(one.ink[index], self._rng, strength=_strength(self._rng))


class _Chooser:
    """Chooses a set by its share, a label evenly, then one of its pictures."""

    def __init__(self, sets: Sets, rng: np.random.Generator) -> None:
        self._rng = rng
        self._sets = [one for one, _ in sets]
        shares = np.array([share for _, share in sets], float)
        self._edges = np.cumsum(shares / shares.sum())
        self._by_label = [_index_by_label(one) for one in self._sets]

    def choose(self) -> tuple[InkSet, int]:
        number = int(np.searchsorted(self._edges, self._rng.random(), side="right"))
        number = min(number, len(self._sets) - 1)
        groups = self._by_label[number]
        group = groups[int(self._rng.integers(len(groups)))]
        return self._sets[number], int(group[int(self._rng.integers(len(group)))])


def _index_by_label(one: InkSet) -> list[NDArray[np.intp]]:
    names = np.array(one.labels)
    return [np.flatnonzero(names == label) for label in sorted(set(one.labels))]


def _strength(rng: np.random.Generator) -> float:
    edges = np.cumsum([share for share, _ in STRENGTHS])
    number = min(int(np.searchsorted(edges, rng.random(), side="right")), len(STRENGTHS) - 1)
    return float(rng.uniform(*STRENGTHS[number][1]))


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


def _plain_pool(one: InkSet) -> Pool:
    glyphs = np.stack([normalize_glyph(ink) for ink in one.ink])
    return Pool(glyphs, np.array([DIGITS.index(label) for label in one.labels], np.int64))
