"""What the engines share: logits -> log-probabilities, and portions of one fixed shape."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from reader.records import Image

__all__ = ["LOG_PROB_STEP", "log_softmax", "logits_in_portions"]

LOG_PROB_STEP = 1e-4
"""Log-probabilities are rounded to this: the last bits of an engine must not leak into results."""


def logits_in_portions(
    run: Callable[[Image], NDArray[np.float32]],
    glyphs: Image,
    *,
    size: int,
    classes: int,
    callers: int = 1,
) -> NDArray[np.float32]:
    """Logits (n, classes) of ``run`` on glyphs (n, 28, 28), ``size`` of them in every call.

    The last portion is filled up with blank glyphs: an engine may take another way through its
    sums for another shape, and a row must not depend on how many others came along. As many
    threads as ``callers`` says call ``run`` at the same time.
    """
    found = np.zeros((len(glyphs), classes), np.float32)

    def fill(start: int) -> None:
        part = glyphs[start : start + size]
        padded = np.zeros((size, *part.shape[1:]), np.uint8)
        padded[: len(part)] = part
        found[start : start + len(part)] = run(padded)[: len(part)]

    starts = range(0, len(glyphs), size)
    if callers <= 1 or len(starts) <= 1:
        for start in starts:
            fill(start)
        return found
    with ThreadPoolExecutor(min(callers, len(starts))) as threads:
        list(threads.map(fill, starts))
    return found


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Natural log of each class's probability, float32 (n, classes), in steps of 1e-4."""
    wide = logits.astype(np.float64)
    if len(wide):
        wide -= wide.max(axis=1, keepdims=True)
        wide -= np.log(np.exp(wide).sum(axis=1, keepdims=True))
    # + 0.0 turns -0.0 into 0.0: they print differently.
    return (np.round(wide / LOG_PROB_STEP) * LOG_PROB_STEP + 0.0).astype(np.float32)
