"""What the second reader says has a place on the page."""

from __future__ import annotations

import numpy as np
import pytest

from reader.decoding.columns import Columns


def columns(count: int = 10) -> Columns:
    rows = np.arange(count, dtype=np.float32)[:, None] * np.ones(11, np.float32)
    return Columns(rows, 100.0, 300.0)


def test_columns_are_evenly_spread() -> None:
    assert columns().pitch == 20.0
    assert columns().place(2, 5) == (140.0, 200.0)


def test_the_columns_between_two_places_keep_their_own_place() -> None:
    part = columns().between(145.0, 195.0)
    assert part.log_probs[:, 0].tolist() == [2, 3, 4]
    assert (part.left, part.right) == (140.0, 200.0)
    assert part.pitch == pytest.approx(20.0)


def test_beyond_the_line_there_are_none() -> None:
    assert len(columns().between(400.0, 500.0).log_probs) == 0
    assert len(columns().between(151.0, 152.0).log_probs) == 0
    assert len(columns().between(0.0, 999.0).log_probs) == 10


def test_of_no_columns_there_is_no_pitch() -> None:
    assert columns(0).pitch == 0.0
    assert len(columns(0).between(0.0, 999.0).log_probs) == 0
