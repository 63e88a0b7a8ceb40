"""Chance that one change does not take from another: each draws from a stretch of its own."""

from __future__ import annotations

from types import TracebackType
from typing import cast

import numpy as np
from numpy.random import PCG64, Philox

__all__ = ["Apart", "glyph_generator", "step_of"]


def glyph_generator(seed: int | tuple[int, ...]) -> np.random.Generator:
    """A generator whose distant stretches have nothing to do with each other: Philox.

    That of ``default_rng`` gives alike numbers at places that lie a power of two apart.
    """
    return np.random.Generator(Philox(np.random.SeedSequence(seed)))


class Apart:
    """A generator that is back where it stood at the end of the ``with``, whatever was drawn.

    In between ``start(step)`` puts it ``step`` numbers further than it stood. ``rng`` is best
    one of :func:`glyph_generator`; one of ``default_rng`` will do for a few samples.
    """

    __slots__ = ("_generator", "_state")

    def __init__(self, rng: np.random.Generator) -> None:
        self._generator = cast(PCG64 | Philox, rng.bit_generator)
        self._state = self._generator.state

    def __enter__(self) -> Apart:
        return self

    def start(self, step: int) -> None:
        """Draw from here on."""
        self._generator.state = self._state
        self._generator.advance(step)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._generator.state = self._state


def step_of(die: float) -> int:
    """A step that belongs to a die's throw (0 to 1): as far from other throws' as they differ."""
    return (int(die * 2**53) + 1) << 40
