"""What is neither digit nor letter of the alphabet: how sure is a net of it?"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from reader.imaging.normalize import GLYPH_SIDE, normalize_glyph
from reader.records import Image
from reader.synthesis.rubbish import draw_rubbish
from reader.training.baselines.samples import NOBODY, Samples
from reader.training.data.array_files import read_npz

__all__ = ["nonsense_samples"]

COUNT = 500
"""Pictures of each kind: the interval of a share is then at most nine points wide."""

SEED = 20_28

SCRIBBLES = ("scribble", "signature", "stamp")


def nonsense_samples(data: Path) -> tuple[Samples, ...]:
    """Noise, drawn scribbles, and foreign characters of the training folder's omniglot.

    Raises
    ------
    DataError
        If the characters are missing or damaged.
    """
    rng = np.random.default_rng(SEED)
    noise = rng.integers(256, size=(COUNT, GLYPH_SIDE, GLYPH_SIDE), dtype=np.uint8)
    scribbles = [draw_rubbish(rng, SCRIBBLES[k % len(SCRIBBLES)]) for k in range(COUNT)]
    foreign, _, _ = read_npz(data / "omniglot.npz")
    chosen = rng.permutation(len(foreign))[:COUNT]
    return (
        _samples("nonsense: noise", list(noise)),
        _samples("nonsense: scribbles", scribbles),
        _samples("nonsense: foreign characters", [foreign[k] for k in chosen]),
    )


def _samples(name: str, inks: list[Image]) -> Samples:
    """Bright ink on 0, resized without more ado for the author, normalised for us."""
    side = (GLYPH_SIDE, GLYPH_SIDE)
    pictures = tuple(
        np.asarray(cv2.resize(ink, side, interpolation=cv2.INTER_AREA), np.uint8) for ink in inks
    )
    glyphs = np.stack([normalize_glyph(ink) for ink in inks])
    return Samples(name, pictures, glyphs, np.full(len(inks), NOBODY), plain=True)
