"""What other nets say of the training glyphs: a small net learns more from doubts than from labels.

Distillation from an ensemble (Hinton et al. 2015, doi:10.48550/arXiv.1503.02531): the target of a
glyph is its label mixed with the teachers' mean probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.recognition.engines import load_classifier
from reader.recognition.manifest import find_model_folder, read_manifest
from reader.training.glyphs.pool import Pool
from reader.training.recipe import TeacherRecipe

__all__ = ["soft_targets"]

PORTION = 20_000
"""Glyphs given to a teacher at a time: a second's work."""


def soft_targets(
    recipe: TeacherRecipe,
    pool: Pool,
    classes: Sequence[str],
    *,
    tick: Callable[[int], None] = lambda _: None,
) -> NDArray[np.float32]:
    """Targets of the pool's glyphs, float32 (n, classes), every row's sum 1.

    ``tick`` is told after each portion how many glyphs it held, once a teacher.

    Raises
    ------
    DataError
        If a teacher tells other classes apart.
    ModelError
        If a teacher is missing or not what its manifest says.
    """
    said = np.zeros((len(pool.labels), len(classes)), np.float32)
    for name in recipe.models:
        folder = find_model_folder(name)
        manifest = read_manifest(folder)
        if tuple(manifest.classes) != tuple(classes):
            raise DataError(
                f"teacher {name}: its classes {''.join(manifest.classes)!r} are not the recipe's "
                f"{''.join(classes)!r}; name models of the same alphabet"
            )
        teacher = load_classifier(folder, manifest, device="cpu")
        for start in range(0, len(said), PORTION):
            glyphs = pool.glyphs[start : start + PORTION]
            said[start : start + len(glyphs)] += np.exp(teacher.log_probs(glyphs))
            tick(len(glyphs))
    said /= said.sum(axis=1, keepdims=True)
    said *= recipe.share
    said[np.arange(len(said)), pool.labels] += 1.0 - recipe.share
    return said
