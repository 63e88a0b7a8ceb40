"""What the baselines learn from: MNIST, MNIST with its negatives, or capital letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.imaging.normalize import normalize_glyph
from reader.records import Image
from reader.synthesis import draw_capital, draw_writer
from reader.training.data.array_files import read_npz
from reader.training.data.datasets import DIGITS
from reader.training.data.ink_sets import ink_of_paper
from reader.training.data.splits import split_tail

__all__ = ["CAPITALS", "Lessons", "class_names", "load_lessons"]

CAPITALS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

HELD_OUT = 0.2
"""Part of the author's own data that is kept for his own figure."""

SEED = 80_20
"""Of the split into what is learnt and what is held out, and of the drawn capitals."""

DRAWN_CAPITALS = 400
"""Drawn pictures of each capital, each by a writer of its own: 12 seconds' work for all."""


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Pictures uint8 (n, 28, 28), bright ink on dark (negatives: also dark on bright), and classes.

    ``held`` are of the same making and never learnt from; there may be none. ``photos`` are the
    first of those as they were before any preparation, where they are pictures of paper.
    """

    pictures: Image
    labels: NDArray[np.intp]
    held: Image
    held_labels: NDArray[np.intp]
    photos: tuple[Image, ...] = ()


def class_names(learns: str) -> tuple[str, ...]:
    """The classes in the order of the net's outputs."""
    return CAPITALS if learns == "letters" else DIGITS


def load_lessons(folder: Path, learns: str) -> Lessons:
    """What ``learns`` names, from the folder of training data.

    Raises
    ------
    DataError
        If the file is missing or damaged, or has no picture of a class.
    """
    if learns == "letters":
        return _letters(folder / "bd62.npz")
    pictures, names, _ = read_npz(folder / "mnist.npz")
    labels = _numbered(names, {d: k for k, d in enumerate(DIGITS)}, folder / "mnist.npz")
    if learns == "negatives":
        return _with_negatives(pictures, labels)
    return Lessons(pictures, labels, pictures[:0], labels[:0])


def _with_negatives(pictures: Image, labels: NDArray[np.intp]) -> Lessons:
    """Split first, then doubled: no digit is learnt whose negative is held out."""
    order = np.random.default_rng(SEED).permutation(len(labels))
    cut = len(order) - round(HELD_OUT * len(order))
    learnt, held = order[:cut], order[cut:]
    return Lessons(
        np.concatenate([pictures[learnt], 255 - pictures[learnt]]),
        np.concatenate([labels[learnt], labels[learnt]]),
        np.concatenate([pictures[held], 255 - pictures[held]]),
        np.concatenate([labels[held], labels[held]]),
    )


def _letters(path: Path) -> Lessons:
    """Photographed capitals and drawn ones; of each letter the tail of both is held out."""
    pictures, names, _ = read_npz(path)
    chosen = [k for k, name in enumerate(names) if name in CAPITALS]
    photos = [pictures[k] for k in chosen]
    written = tuple(names[k] for k in chosen)
    drawn = CAPITALS * DRAWN_CAPITALS
    rng = np.random.default_rng(SEED)
    inks = [*map(ink_of_paper, photos)]
    inks += [draw_capital(rng, draw_writer(rng), capital, 44) for capital in drawn]
    glyphs = np.stack([normalize_glyph(ink) for ink in inks])
    numbers = {capital: k for k, capital in enumerate(CAPITALS)}
    labels = np.concatenate([_numbered(part, numbers, path) for part in (written, drawn)])
    parts = [split_tail(written, part=HELD_OUT), split_tail(drawn, part=HELD_OUT)]
    learnt, held = (
        np.concatenate([photo, len(written) + drawing])
        for photo, drawing in zip(*parts, strict=True)
    )
    shown = tuple(photos[k] for k in parts[0][1])
    return Lessons(glyphs[learnt], labels[learnt], glyphs[held], labels[held], shown)


def _numbered(names: tuple[str, ...], numbers: Mapping[str, int], path: Path) -> NDArray[np.intp]:
    missing = sorted(set(numbers) - set(names))
    if missing:
        raise DataError(f"{path}: no picture of {', '.join(missing)}; expected all classes")
    return np.array([numbers[name] for name in names], np.intp)
