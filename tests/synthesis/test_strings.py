"""Strings: digits side by side, with what people write among them."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from reader.records import Mark
from reader.synthesis import draw_string, draw_writer
from reader.synthesis.strikes import STRIKES
from reader.synthesis.trace import trace_symbol
from reader.synthesis.writer import Writer


def _writer(seed: int = 3) -> tuple[np.random.Generator, Writer]:
    rng = np.random.default_rng(seed)
    return rng, draw_writer(rng)


def test_every_digit_has_a_box_from_left_to_right_with_ink_in_it() -> None:
    rng, writer = _writer()
    drawn = draw_string(rng, writer, "20417", height=48, touching=0.0)
    assert drawn.text == "20417"
    assert len(drawn.boxes) == 5
    middles = [box.left + box.width / 2 for box in drawn.boxes]
    assert middles == sorted(middles)
    assert all(drawn.ink[box.slices].any() for box in drawn.boxes)


def test_signs_are_marks_with_the_digits_before_them_counted() -> None:
    rng, writer = _writer()
    drawn = draw_string(rng, writer, "$12,5/-", height=40)
    assert drawn.text == "125"
    assert drawn.written == "$12,5/-"
    assert drawn.marks == (
        Mark("currency", 0), Mark("comma", 2), Mark("slash", 3), Mark("dash", 3)
    )  # fmt: skip


def test_a_comb_sets_digits_at_its_pitch_and_leaves_cells_free() -> None:
    rng, writer = _writer()
    drawn = draw_string(rng, writer, "5 5", height=30, pitch=60.0)
    first, second = (box.left + box.width / 2 for box in drawn.boxes)
    assert second - first == pytest.approx(120, abs=20)


def test_touching_strings_are_narrower_than_spaced_ones() -> None:
    rng, writer = _writer()
    close = [draw_string(rng, writer, "3525", height=40, touching=1.0) for _ in range(8)]
    apart = [draw_string(rng, writer, "3525", height=40, touching=0.0) for _ in range(8)]
    assert np.mean([d.ink.shape[1] for d in close]) < np.mean([d.ink.shape[1] for d in apart])


@pytest.mark.parametrize("strike", STRIKES)
def test_a_strike_adds_ink_and_is_told(strike: str) -> None:
    rng, writer = _writer()
    assert draw_string(rng, writer, "12", height=40, strike=strike).struck


def test_a_correction_is_a_mark_at_its_digit() -> None:
    rng, writer = _writer()
    drawn = draw_string(rng, writer, "7", height=40, corrections=1.0)
    assert drawn.marks == (Mark("correction", 0),)


def test_an_unknown_strike_is_refused() -> None:
    rng, writer = _writer()
    with pytest.raises(ValueError, match="strike 'erase': expected one of line"):
        draw_string(rng, writer, "12", height=40, strike="erase")


def test_an_empty_text_is_refused() -> None:
    rng, writer = _writer()
    with pytest.raises(ValueError, match="text is empty"):
        draw_string(rng, writer, "  ", height=40)


def test_a_character_without_stroke_model_is_refused() -> None:
    rng, writer = _writer()
    with pytest.raises(ValueError, match="no stroke model for 'Q'"):
        trace_symbol(rng, writer, "Q")


def test_strokes_side_by_side_do_not_melt_into_one() -> None:
    rng = np.random.default_rng(4)
    writer = dataclasses.replace(draw_writer(rng), slope=0.0)
    for _ in range(20):
        drawn = draw_string(rng, writer, "111", height=60, touching=1.0)
        assert all(
            right.left + right.width / 2 - left.left - left.width / 2 > 3
            for left, right in itertools.pairwise(drawn.boxes)
        )
