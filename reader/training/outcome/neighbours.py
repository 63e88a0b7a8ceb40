"""Training glyphs that are kept with a model: plain ones, so that a person knows them again."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from reader.imaging.normalize import normalize_glyph
from reader.recognition.neighbours import KeptGlyphs
from reader.training.data.ink_sets import InkSet
from reader.training.glyphs.stock import Sets, load_stock
from reader.training.recipe import ALL_SETS, DataRecipe

__all__ = ["draw_kept_glyphs"]

KEPT = 2_000
"""Glyphs of the classes that are kept: some 200 kB."""

KEPT_SIGNS = 400
"""And of what is none of them."""


def draw_kept_glyphs(recipe: DataRecipe, folder: Path, *, seed: int) -> KeptGlyphs:
    """Glyphs of the training parts of the sets that the recipe allows, as many of each class.

    They went through the production normaliser and nothing else: no change by augmentation, and
    thus nothing of another set in them. Each set has its share. Empty where no set is allowed.

    Raises
    ------
    DataError
        If a set is missing or damaged.
    """
    allowed = {*recipe.sets, *recipe.signs}
    if ALL_SETS not in recipe.neighbours:
        allowed &= set(recipe.neighbours)
    stock = load_stock(_only(recipe, allowed), folder, training=True)
    rng = np.random.default_rng((seed, KEPT))
    digits = _chosen(stock.digits, rng, count=KEPT)
    signs = _chosen(stock.signs, rng, count=KEPT_SIGNS)
    chosen = [(one, i, one.labels[i]) for one, i in digits] + [(one, i, "") for one, i in signs]
    glyphs = [normalize_glyph(one.ink[i]) for one, i, _ in chosen]
    return KeptGlyphs(
        np.stack(glyphs) if glyphs else np.zeros((0, 28, 28), np.uint8),
        tuple(label for *_, label in chosen),
        tuple(one.name for one, *_ in chosen),
    )


def _only(recipe: DataRecipe, allowed: set[str]) -> DataRecipe:
    return dataclasses.replace(
        recipe,
        sets={name: share for name, share in recipe.sets.items() if name in allowed},
        signs={name: share for name, share in recipe.signs.items() if name in allowed},
    )


def _chosen(sets: Sets, rng: np.random.Generator, *, count: int) -> list[tuple[InkSet, int]]:
    """Pictures of each set by its share, each once."""
    total = sum(share for _, share in sets)
    return [
        (one, index)
        for one, share in sets
        for index in _even(one, rng, count=round(count * share / total))
    ]


def _even(one: InkSet, rng: np.random.Generator, *, count: int) -> list[int]:
    """``count`` pictures, as even over the classes as there are enough of them."""
    groups = [
        rng.permutation([i for i, label in enumerate(one.labels) if label == name]).tolist()
        for name in sorted(set(one.labels))
    ]
    longest = max(map(len, groups), default=0)
    turns = [group[turn] for turn in range(longest) for group in groups if turn < len(group)]
    return turns[:count]
