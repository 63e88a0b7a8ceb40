"""Commas, slashes and dashes, as hands write them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from reader.synthesis.writer import draw_writer
from reader.training.data.ink_sets import InkSet
from reader.training.lines.signs import RealSigns, touching_sign, written_sign
from reader.training.lines.style import draw_style

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_high_comma_begins_and_ends_where_it_is_said(seed: int) -> None:
    rng = np.random.default_rng(seed)
    style = replace(draw_style(rng, 40.0), comma_top=0.5)
    ink, foot = written_sign(rng, draw_writer(rng), ",", style)
    assert foot == 20
    assert 20 <= ink.shape[0] <= 40


@pytest.mark.parametrize("seed", SEEDS)
def test_another_comma_begins_near_the_line(seed: int) -> None:
    rng = np.random.default_rng(seed)
    style = replace(draw_style(rng, 40.0), comma_top=0.1)
    ink, foot = written_sign(rng, draw_writer(rng), ",", style)
    assert foot == 4
    assert ink.any()


@pytest.mark.parametrize("sign", ["/", "-", "="])
def test_other_signs_stand_on_the_line(sign: str) -> None:
    rng = np.random.default_rng(0)
    ink, foot = written_sign(rng, draw_writer(rng), sign, draw_style(rng, 40.0))
    assert ink.any()
    assert foot > 0
    assert touching_sign(sign) > 0 == touching_sign("7")


def test_a_real_cross_is_about_as_high_as_a_digit_and_stands_at_its_middle() -> None:
    cross = np.zeros((20, 20), np.uint8)
    cv2.line(cross, (1, 1), (18, 18), 255, 2)
    sets = ((InkSet("some", (cross,) * 3, ("x", "plus", "minus")), 1.0),)
    signs = RealSigns(sets, np.random.default_rng(1))
    assert signs.knows("X")
    assert not signs.knows(",")
    for _ in range(10):
        ink, foot = signs.written("X", height=40.0)
        assert 18 <= max(ink.shape) <= 48
        assert foot - ink.shape[0] / 2 == pytest.approx(20, abs=12)
