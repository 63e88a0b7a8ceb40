"""What is said of a system on one data set: shares in per cent with Wilson's 95 % interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.evaluation.measures import wilson_interval

__all__ = ["Figure", "class_figures", "nonsense_figures", "right_figures", "share"]

SURELY = 0.97
"""How sure the author's net was of a wrong digit."""

QUITE_SURELY = 0.99
"""How sure a net may not be of nonsense."""

BEST = 3
"""Classes that are offered to a person."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``figure``, ``low`` and ``high`` in per cent; nan where there is no interval."""

    measure: str
    n: int
    figure: float
    low: float
    high: float


def share(measure: str, part: int, n: int) -> Figure:
    """``part`` of ``n`` with its interval; nan without any."""
    if not n:
        return Figure(measure, 0, math.nan, math.nan, math.nan)
    low, high = wilson_interval(part, n)
    return Figure(measure, n, 100 * part / n, 100 * low, 100 * high)


def right_figures(right: NDArray[np.bool_], sure: NDArray[np.floating]) -> list[Figure]:
    """Right ones; wrong ones that the system was 97 % sure of, of all; its mean probability."""
    wrong = int((~right & (sure >= SURELY)).sum())
    mean = 100 * float(sure.mean()) if len(sure) else math.nan
    return [
        share("right", int(right.sum()), len(right)),
        share("wrong though 97 % sure", wrong, len(right)),
        Figure("mean probability", len(sure), mean, math.nan, math.nan),
    ]


def class_figures(
    said: NDArray[np.floating], labels: NDArray[np.intp], *, letters: bool = False
) -> list[Figure]:
    """Figures of probabilities (n, classes); of letters also the best three, and what is read A.

    The commonest answer's share tells a net that says the same of everything.
    """
    best = said.argmax(axis=1)
    found = right_figures(best == labels, said.max(axis=1))
    found.append(share("commonest answer", int(np.bincount(best, minlength=1).max()), len(best)))
    if letters:
        order = np.argsort(-said, axis=1, kind="stable")[:, :BEST]
        among = int((order == labels[:, None]).any(axis=1).sum())
        found.append(share("among the best three", among, len(labels)))
        found.append(share("read as A", int((best == 0).sum()), len(labels)))
    return found


def nonsense_figures(said: NDArray[np.floating]) -> list[Figure]:
    """How much nonsense the net is at least 99 % sure of."""
    return [share("99 % sure", int((said.max(axis=1) >= QUITE_SURELY).sum()), len(said))]
