"""A writer: which shapes a person has learnt, and how their hand moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from reader.synthesis.capitals import CAPITALS
from reader.synthesis.digits_0_2 import DIGITS_0_2
from reader.synthesis.digits_3_5 import DIGITS_3_5
from reader.synthesis.digits_6_7 import DIGITS_6_7
from reader.synthesis.digits_8_9 import DIGITS_8_9
from reader.synthesis.letters import LETTERS
from reader.synthesis.pen import Pen, draw_pen
from reader.synthesis.signs import SIGNS
from reader.synthesis.strokes import Floats, Shape

__all__ = [
    "CAPITAL_SHAPES",
    "KNOT_NOISE",
    "LETTER_SHAPES",
    "SHAPES",
    "Hand",
    "Writer",
    "draw_writer",
    "hand_of",
    "knot_noise",
    "shape_of",
]


def _by_symbol(shapes: tuple[Shape, ...]) -> dict[str, tuple[Shape, ...]]:
    return {
        s: tuple(x for x in shapes if x.symbol == s) for s in sorted({x.symbol for x in shapes})
    }


SHAPES: dict[str, tuple[Shape, ...]] = _by_symbol(
    (*DIGITS_0_2, *DIGITS_3_5, *DIGITS_6_7, *DIGITS_8_9, *SIGNS)
)
"""All ways to write each symbol."""

LETTER_SHAPES = LETTERS
"""Letters and other symbols that are no digit's twin."""

CAPITAL_SHAPES: dict[str, tuple[Shape, ...]] = _by_symbol(CAPITALS)
"""All ways to write each capital, A to Z."""

LONG_FLAGS = ("long-flag", "curved-flag")
"""Ones that could be taken for a 7: who writes them mostly crosses the 7."""

CROSSED = 0.8
"""Chance that a writer of such ones crosses the 7."""

KNOT_NOISE = 0.018
"""How far a writer's version of a knot stands from the shape's, beyond its modes (sd, heights)."""

SIZE_SPREAD = 0.05
"""How much a writer's digits differ in size (sd of the logarithm)."""

LIFT_SPREAD = 0.04
"""How far a writer's digits stand off the baseline, each in its own way (sd, heights)."""

WIDEST_LINE = 0.24
"""Widest line in digit heights: with a broader pen people write larger."""


@dataclass(frozen=True, slots=True)
class Writer:
    """One person's hand. Lengths are multiples of the digit height unless a unit is named.

    ``seed`` fixes the personal form of every shape; ``favourites`` and ``seconds`` are indices
    into ``SHAPES`` for the digits 0 to 9, the favourite being taken with chance ``loyalty``.
    """

    seed: int
    favourites: tuple[int, ...]
    seconds: tuple[int, ...]
    loyalty: float
    pen: Pen
    size_mm: float
    size_jitter: float
    slant: float
    slant_jitter: float
    turn: float
    aspect: float
    aspect_jitter: float
    top_width: float
    bow: float
    balance: float
    roundness: float
    originality: float
    jitter: float
    tremor: float
    hook: float
    drag: float
    spacing: float
    spacing_jitter: float
    touching: float
    wobble: float
    slope: float
    zero_size: float
    zero_lift: float


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """A writer's own form of one shape: its place along the modes, its knots moved by hand, how
    much larger than others it stands and how far below the baseline."""

    modes: Floats
    knots: Floats
    size: float
    lift: float


def draw_writer(rng: np.random.Generator, *, pen: Pen | None = None) -> Writer:
    """A person drawn by chance, with ``pen`` or a pen of their own."""
    picks = [_draw_picks(rng, digit) for digit in range(10)]
    if SHAPES["1"][picks[1][0]].name in LONG_FLAGS and rng.random() < CROSSED:
        picks[7] = (_index_of("7", "crossed"), _index_of("7", "crossed-wavy"))
    own = pen or draw_pen(rng)
    zero = float(rng.uniform(0.6, 0.95)) if rng.random() < 0.3 else 1.0
    size = float(np.exp(rng.normal(np.log(5.0), 0.22)))
    return Writer(
        seed=int(rng.integers(1 << 62)),
        favourites=tuple(first for first, _ in picks),
        seconds=tuple(second for _, second in picks),
        loyalty=float(rng.uniform(0.7, 1.0)),
        pen=own,
        size_mm=max(size, own.width_mm / WIDEST_LINE),
        size_jitter=float(rng.uniform(0.02, 0.10)),
        slant=float(np.clip(rng.normal(0.14, 0.22), -0.45, 0.8)),
        slant_jitter=float(rng.uniform(0.02, 0.08)),
        turn=float(rng.normal(0.0, 0.05)),
        aspect=float(np.exp(rng.normal(0.08, 0.24))),
        aspect_jitter=float(rng.uniform(0.03, 0.12)),
        top_width=float(rng.normal(0.0, 0.16)),
        bow=float(rng.normal(0.0, 0.10)),
        balance=float(rng.normal(0.0, 0.2)),
        roundness=float(np.clip(rng.normal(0.6, 0.32), 0.1, 1.3)),
        originality=float(min(np.exp(rng.normal(0.0, 0.35)), 1.7)),
        jitter=float(rng.uniform(0.2, 0.55)),
        tremor=float(min(np.exp(rng.normal(np.log(0.003), 0.5)), 0.009)),
        hook=float(rng.beta(1.0, 6.0)),
        drag=float(rng.beta(0.6, 12.0)),
        spacing=float(np.clip(rng.normal(0.20, 0.10), 0.02, 0.6)),
        spacing_jitter=float(rng.uniform(0.02, 0.09)),
        touching=float(rng.beta(0.8, 8.0)),
        wobble=float(rng.uniform(0.01, 0.06)),
        slope=float(rng.normal(0.0, 0.02)),
        zero_size=zero,
        zero_lift=float(rng.uniform(0.0, 0.7)) * (1.0 - zero),
    )


def shape_of(rng: np.random.Generator, writer: Writer, symbol: str) -> Shape:
    """The shape this writer uses for ``symbol`` now.

    Raises
    ------
    ValueError
        If there is no shape for ``symbol``.
    """
    shapes = SHAPES.get(symbol)
    if shapes is None:
        raise ValueError(f"no stroke model for {symbol!r}; known: {' '.join(SHAPES)}")
    if symbol.isdigit():
        loyal = rng.random() < writer.loyalty
        return shapes[(writer.favourites if loyal else writer.seconds)[int(symbol)]]
    return shapes[writer.seed % len(shapes)]


@lru_cache(maxsize=2048)
def hand_of(writer: Writer, shape: Shape) -> Hand:
    """The writer's own form of ``shape``, the same at every call."""
    chance = _chance_of(writer.seed)
    start = _STARTS[shape]
    modes = chance[start : start + len(shape.modes)]
    start += len(shape.modes)
    size, lift = chance[start : start + 2]
    moves = chance[start + 2 : start + 2 * (len(shape.knots) + 3)].reshape(-1, 2)
    return Hand(
        modes=writer.originality * modes,
        knots=writer.originality * _together(KNOT_NOISE * moves),
        size=(writer.zero_size if shape.symbol == "0" else 1.0) * float(np.exp(SIZE_SPREAD * size)),
        lift=LIFT_SPREAD * float(lift) - (writer.zero_lift if shape.symbol == "0" else 0.0),
    )


@lru_cache(maxsize=256)
def _chance_of(seed: int) -> Floats:
    """All of a writer's chance at once: seeding a generator is slow."""
    return np.random.default_rng(seed).standard_normal(_CHANCES)


def _layout_of_chance() -> tuple[dict[Shape, int], int]:
    starts, count = {}, 0
    for shape in (*(s for shapes in SHAPES.values() for s in shapes), *LETTER_SHAPES, *CAPITALS):
        starts[shape] = count
        count += len(shape.modes) + 2 * (len(shape.knots) + 3)
    return starts, count


_STARTS, _CHANCES = _layout_of_chance()


def knot_noise(rng: np.random.Generator, count: int) -> Floats:
    """Moves of ``count`` knots (count, 2), in digit heights; neighbours move partly together."""
    return _together(KNOT_NOISE * rng.standard_normal((count + 2, 2)))


def _together(noise: Floats) -> Floats:
    return np.asarray((noise[:-2] + 2.0 * noise[1:-1] + noise[2:]) / np.sqrt(6.0))


def _index_of(symbol: str, name: str) -> int:
    return next(i for i, shape in enumerate(SHAPES[symbol]) if shape.name == name)


def _draw_picks(rng: np.random.Generator, digit: int) -> tuple[int, int]:
    first, second = np.searchsorted(_WEIGHTS[digit], rng.random(2))
    return int(first), int(second)


def _cumulated(shapes: tuple[Shape, ...]) -> Floats:
    weights = np.cumsum([shape.weight for shape in shapes])
    return np.asarray(weights / weights[-1])


_WEIGHTS = tuple(_cumulated(SHAPES[str(digit)]) for digit in range(10))
