"""Training glyphs that are kept with a model, and which of them are nearest to a glyph.

Two glyphs are near each other where the net takes them for alike: where what it makes of them right
before its last layer points the same way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import ModelError
from reader.imaging.normalize import GLYPH_SIDE
from reader.recognition.npz import NPZ_FAULTS
from reader.records import Image

__all__ = [
    "NEIGHBOURS_FILE",
    "KeptGlyphs",
    "Neighbour",
    "find_nearest",
    "load_kept_glyphs",
    "write_kept_glyphs",
]

NEIGHBOURS_FILE = "neighbours.npz"


@dataclass(frozen=True, slots=True, eq=False)
class KeptGlyphs:
    """``glyphs`` uint8 (n, 28, 28), their labels (``""`` is none of the classes), their sets."""

    glyphs: Image
    labels: tuple[str, ...]
    sets: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many there are of each set, the largest first."""
        return dict(Counter(self.sets).most_common())


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A training glyph; ``distance`` 0 is the same to the net, 1 has nothing in common with it."""

    glyph: Image
    label: str
    source: str
    distance: float


def find_nearest(
    kept: KeptGlyphs, features: NDArray[np.float32], glyph: NDArray[np.float32], *, count: int = 6
) -> tuple[Neighbour, ...]:
    """The kept glyphs whose features (n, d) lie nearest to those of a glyph (d,), nearest first.

    The distance is one less the cosine; of a vector without length it is 1 to everything.
    """
    lengths = np.linalg.norm(features, axis=1) * np.linalg.norm(glyph)
    cosines = features @ glyph / np.where(lengths > 0, lengths, 1)
    distances = np.clip(1 - cosines, 0, 2)
    return tuple(
        Neighbour(kept.glyphs[i], kept.labels[i], kept.sets[i], float(distances[i]))
        for i in np.argsort(distances, kind="stable")[:count]
    )


def write_kept_glyphs(path: Path, kept: KeptGlyphs) -> None:
    """Write the file, glyphs in 16 levels of grey: half the bytes, and no eye sees it."""
    sixteen = (np.round(kept.glyphs / 17.0) * 17).astype(np.uint8)
    np.savez_compressed(
        path, glyphs=sixteen, labels=np.array(kept.labels, "U"), sets=np.array(kept.sets, "U")
    )


def load_kept_glyphs(path: Path, *, classes: tuple[str, ...]) -> KeptGlyphs:
    """The glyphs in a model's file.

    Raises
    ------
    ModelError
        If the file is damaged, holds something else, or labels out of ``classes``.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            glyphs, labels, sets = data["glyphs"], data["labels"], data["sets"]
    except NPZ_FAULTS as error:
        raise ModelError(
            f"{path}: no file of training glyphs ({error}); restore it, or train the model again"
        ) from error
    kept = KeptGlyphs(glyphs, tuple(labels.ravel().tolist()), tuple(sets.ravel().tolist()))
    fits = glyphs.dtype == np.uint8 and glyphs.shape[1:] == (GLYPH_SIDE, GLYPH_SIDE)
    if not fits or not len(glyphs) == len(kept.labels) == len(kept.sets):
        raise ModelError(
            f"{path}: {glyphs.dtype} glyphs of shape {glyphs.shape} with {len(kept.labels)} labels "
            f"and {len(kept.sets)} sets; expected uint8 (n, 28, 28) and n of each; "
            "train the model again"
        )
    if unknown := sorted(set(kept.labels) - set(classes)):
        raise ModelError(
            f"{path}: label {unknown[0]!r} is none of the model's classes; train the model again"
        )
    return kept
