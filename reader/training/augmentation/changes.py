"""Every change with its group and its chance: what the hand, the form and the scanner do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from reader.records import Image
from reader.training.augmentation import crops, paper, pen, scan, surroundings
from reader.training.augmentation.chance import Apart, step_of
from reader.training.augmentation.geometry import CANVAS_SIDE, bend
from reader.training.augmentation.groups import Augmentation

__all__ = ["FORM", "HAND", "SCANNER", "Change", "Neighbour", "apply_some", "nobody"]

Neighbour = Callable[[], Image]
"""Gives another digit on a canvas."""

HEAVY_FROM = 0.65
"""Strength from which a sample often has something of the form in its crop."""

SPARED = 0.2
"""Factor of that chance for weaker samples."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its name, its group, what it does, and its chance.

    The chance is ``always + growing * strength + heavy * heaviness``, times the group's factor;
    heaviness is the strength of a hard sample and a fifth of a moderate one's.
    """

    name: str
    group: str
    apply: Callable[[Image, np.random.Generator, float, Neighbour], Image]
    always: float = 0.0
    growing: float = 0.0
    heavy: float = 0.0


HAND = (
    Change("bent", "elastic", lambda c, rng, s, _: bend(c, rng, strength=s), growing=0.7),
    Change(
        "stroke width",
        "pen",
        lambda c, rng, s, _: pen.change_width(c, rng, strength=s),
        always=0.25,
        growing=0.35,
    ),
    Change(
        "felt pen",
        "pen",
        lambda c, rng, _s, _: pen.write_with_felt_pen(c, rng),
        always=0.01,
        growing=0.03,
    ),
    Change("broken strokes", "pen", lambda c, rng, _s, _: pen.break_strokes(c, rng), growing=0.10),
)
"""Hand and pen, after the shape."""

FORM = (
    Change("cut edges", "cropping", lambda c, rng, _s, _: crops.cut_edges(c, rng), heavy=0.15),
    Change(
        "box borders",
        "borders",
        lambda c, rng, _s, _: surroundings.add_borders(c, rng),
        heavy=0.12,
    ),
    Change("ruling", "borders", lambda c, rng, _s, _: surroundings.add_ruling(c, rng), heavy=0.12),
    Change(
        "sliver",
        "neighbours",
        lambda c, rng, _s, other: surroundings.add_sliver(c, other(), rng),
        heavy=0.14,
    ),
    Change(
        "neighbours let in",
        "neighbours",
        lambda c, rng, _s, other: crops.let_neighbours_in(c, other, rng),
        heavy=0.10,
    ),
    Change("frame let in", "cropping", lambda c, rng, _s, _: crops.add_frame(c, rng), heavy=0.05),
    Change("specks", "paper", lambda c, rng, _s, _: surroundings.add_specks(c, rng), heavy=0.06),
    Change("paper texture", "paper", lambda c, rng, _s, _: paper.add_texture(c, rng), heavy=0.08),
)
"""What stands around the digit and stays in its crop."""

SCANNER = (
    Change(
        "pale pencil",
        "contrast",
        lambda c, rng, _s, _: paper.write_in_pencil(c, rng),
        always=0.02,
        growing=0.06,
    ),
    Change("shadow", "paper", lambda c, rng, _s, _: paper.cast_shadow(c, rng), growing=0.08),
    Change("coarse sampling", "sampling", lambda c, rng, _s, _: scan.coarsen(c, rng), growing=0.5),
    Change("blur", "sampling", lambda c, rng, s, _: scan.blur(c, rng, strength=s), growing=0.35),
    Change("contrast", "contrast", lambda c, rng, _s, _: scan.change_contrast(c, rng), always=0.35),
    Change("noise", "paper", lambda c, rng, s, _: scan.add_noise(c, rng, strength=s), growing=0.25),
    Change("jpeg", "sampling", lambda c, rng, _s, _: scan.save_as_jpeg(c, rng), growing=0.12),
    Change("bilevel", "bilevel", lambda c, rng, _s, _: scan.make_bilevel(c, rng), always=0.12),
)
"""Light, sensor, file."""


def nobody() -> Image:
    """No neighbour: a blank canvas."""
    return np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)


def apply_some(
    changes: tuple[Change, ...],
    canvas: Image,
    rng: np.random.Generator,
    *,
    strength: float,
    groups: Augmentation,
    neighbour: Neighbour = nobody,
) -> Image:
    """The canvas after those of ``changes`` that their chance picked, in their order.

    Which others happen, and how, does not depend on whether one of them does.
    """
    heaviness = strength if strength >= HEAVY_FROM else SPARED * strength
    dice = rng.random(len(changes)).tolist()
    chances = _chances(changes, groups)
    happening = [
        (change.apply, die)
        for change, die, (always, growing, heavy) in zip(changes, dice, chances, strict=True)
        if die < always + growing * strength + heavy * heaviness
    ]
    with Apart(rng) as stretch:
        for apply, die in happening:
            stretch.start(step_of(die))
            canvas = apply(canvas, rng, strength, neighbour)
    return canvas


@cache
def _chances(
    changes: tuple[Change, ...], groups: Augmentation
) -> tuple[tuple[float, float, float], ...]:
    """Of each change what of its chance is always there, grows with strength, with heaviness."""
    return tuple(
        (one.always * factor, one.growing * factor, one.heavy * factor)
        for one in changes
        for factor in (getattr(groups, one.group),)
    )
