"""Real digits are written as strings of which every digit's place is known."""

from __future__ import annotations

import numpy as np

from reader.synthesis.writer import draw_writer
from reader.training.glyphs.stock import Sets
from reader.training.lines.hand import RealHand


def test_every_digit_has_a_box_with_ink_from_left_to_right(digits: Sets) -> None:
    rng = np.random.default_rng(1)
    drawn = RealHand(digits, rng).write(rng, draw_writer(rng), "12,034", height=30.0)
    assert drawn.text == "12034"
    assert drawn.written == "12,034"
    assert [m.kind for m in drawn.marks] == ["comma"]
    assert [b.left for b in drawn.boxes] == sorted(b.left for b in drawn.boxes)
    assert all(drawn.ink[b.slices].max() > 100 for b in drawn.boxes)
    assert all(20 <= b.height <= 42 for b in drawn.boxes)


def test_digits_of_a_comb_stand_in_their_cells(digits: Sets) -> None:
    rng = np.random.default_rng(2)
    drawn = RealHand(digits, rng).write(rng, draw_writer(rng), "1 23", height=30.0, pitch=60.0)
    middles = [b.left + b.width / 2 - drawn.origin for b in drawn.boxes]
    np.testing.assert_allclose(middles, [30, 150, 210], atol=14)


def test_touching_digits_leave_no_gap(digits: Sets) -> None:
    rng = np.random.default_rng(3)
    hand = RealHand(digits, rng)
    drawn = hand.write(rng, draw_writer(rng), "5555", height=40.0, touching=1.0)
    gaps = [b.left - a.right for a, b in zip(drawn.boxes, drawn.boxes[1:], strict=False)]
    assert max(gaps) <= 2


def test_a_hand_of_letters_writes_words_without_digits(letters: Sets) -> None:
    rng = np.random.default_rng(4)
    drawn = RealHand(letters, rng).write(rng, draw_writer(rng), "123", height=30.0)
    assert drawn.text == ""
    assert drawn.boxes == ()
    assert drawn.ink.any()
