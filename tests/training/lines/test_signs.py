"""Commas, slashes and dashes, as hands write them."""

from __future__ import annotations

import numpy as np
import pytest

from reader.synthesis.writer import draw_writer
from reader.training.lines.signs import touching_sign, written_sign

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_high_comma_begins_and_ends_where_it_is_said(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink, foot = written_sign(rng, draw_writer(rng), ",", height=40.0, comma_top=0.5)
    assert foot == 20
    assert 20 <= ink.shape[0] <= 40


@pytest.mark.parametrize("seed", SEEDS)
def test_another_comma_begins_near_the_line(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink, foot = written_sign(rng, draw_writer(rng), ",", height=40.0, comma_top=0.1)
    assert foot == 4
    assert ink.any()


@pytest.mark.parametrize("sign", ["/", "-", "="])
def test_other_signs_stand_on_the_line(sign: str) -> None:
    rng = np.random.default_rng(0)
    ink, foot = written_sign(rng, draw_writer(rng), sign, height=40.0, comma_top=0.1)
    assert ink.any()
    assert foot > 0
    assert touching_sign(sign) > 0 == touching_sign("7")
