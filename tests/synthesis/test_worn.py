"""Ink as it reaches a reader."""

from __future__ import annotations

import numpy as np

from reader.synthesis import draw_digit, draw_writer
from reader.synthesis.worn import worn_ink


def test_worn_ink_is_never_empty_and_keeps_its_type() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        ink = draw_digit(rng, draw_writer(rng), str(rng.integers(10)), 44)
        worn = worn_ink(rng, ink)
        assert worn.dtype == np.uint8
        assert worn.ndim == 2
        assert worn.any()


def test_no_ink_stays_no_ink() -> None:
    assert not worn_ink(np.random.default_rng(1), np.zeros((44, 30), np.uint8)).any()
