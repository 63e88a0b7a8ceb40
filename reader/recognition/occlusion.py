"""Which ink a class rests on: what becomes of it when a part of the glyph is wiped out.

Needs nothing of the net but its answers, so it works with every engine (Zeiler and Fergus 2014,
doi:10.1007/978-3-319-10590-1_53).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reader.recognition.classifier import Classifier
from reader.records import Image

__all__ = ["occlusion_map"]

WINDOW = 5
"""Side in pixels of what is wiped out: about one and a half strokes of a glyph."""


def occlusion_map(classifier: Classifier, glyph: Image, label: str) -> NDArray[np.float32]:
    """How much the log-probability of ``label`` falls where ink is wiped out.

    ``glyph`` is uint8 (28, 28), ink bright. The result has its shape: each pixel's mean loss, in
    nats, over all windows that hold it; negative where ``label`` gains. 0 where nothing is wiped
    out, everywhere for a blank glyph.
    """
    column = classifier.classes.index(label)
    rows, cols = glyph.shape
    margin = WINDOW // 2
    spots = [(row, col) for row in range(rows) for col in range(cols)]
    wiped = np.repeat(glyph[None], len(spots), axis=0)
    for one, (row, col) in zip(wiped, spots, strict=True):
        one[max(0, row - margin) : row + margin + 1, max(0, col - margin) : col + margin + 1] = 0
    changed = (wiped != glyph).any(axis=(1, 2))
    lost = np.zeros(len(spots), np.float32)
    if changed.any():
        whole = classifier.log_probs(glyph[None])[0, column]
        lost[changed] = whole - classifier.log_probs(wiped[changed])[:, column]
    return _spread(lost.reshape(rows, cols), margin)


def _spread(lost: NDArray[np.float32], margin: int) -> NDArray[np.float32]:
    """Each pixel's mean over the windows that hold it; those beyond the border count as 0."""
    padded = np.pad(lost, margin)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (WINDOW, WINDOW))
    return windows.mean(axis=(2, 3)).astype(np.float32)
