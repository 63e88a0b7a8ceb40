"""Cut-out lines and their truth."""

from __future__ import annotations

import numpy as np
import pytest

from reader.records import Box
from reader.synthesis import LineStyle, draw_blank_line, draw_line
from reader.synthesis.frames import FRAMES, Frame, break_frame, draw_frame
from reader.synthesis.textures import TEXTURES, draw_texture

CLEAN = LineStyle(
    touching=0.0, signs=0.0, texture=0.0, neighbours=0.0, bilevel=0.0, inverted=0.0, jpeg=0.0
)


def test_the_text_asked_for_is_the_truth_and_every_digit_has_its_box() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        line = draw_line(rng, text="4071")
        assert line.text == "4071"
        assert len(line.digit_boxes) == 4
        assert line.image.dtype == np.uint8
        assert line.image.ndim == 2


def test_digit_boxes_hold_ink_darker_than_the_paper() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        line = draw_line(rng, style=CLEAN)
        paper = float(np.median(line.image))
        assert all(line.image[box.slices].min() < paper - 15 for box in line.digit_boxes)


def test_strings_have_two_to_ten_digits() -> None:
    rng = np.random.default_rng(5)
    lengths = {len(draw_line(rng).text) for _ in range(150)}
    assert min(lengths) == 2
    assert max(lengths) <= 10
    assert len(lengths) >= 7


def test_the_same_seed_gives_the_same_line() -> None:
    first, second = (draw_line(np.random.default_rng(6)) for _ in range(2))
    np.testing.assert_array_equal(first.image, second.image)
    assert first.digit_boxes == second.digit_boxes


def test_a_blank_line_has_no_text_and_no_boxes() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        line = draw_blank_line(rng, style=LineStyle(stamps=True))
        assert line.text == ""
        assert line.digit_boxes == ()
        assert line.image.size


def test_strikes_are_told() -> None:
    assert draw_line(np.random.default_rng(1), style=LineStyle(strikes=1.0)).struck


@pytest.mark.parametrize("kind", FRAMES[1:])
def test_every_frame_is_printed_around_its_box(kind: str) -> None:
    canvas = np.zeros((80, 300), np.uint8)
    rng = np.random.default_rng(9)
    draw_frame(rng, canvas, Frame(kind, Box(20, 90, 40, 150), 5, 30.0))
    assert canvas.any()


def test_no_frame_leaves_the_canvas_empty() -> None:
    canvas = np.zeros((80, 300), np.uint8)
    draw_frame(np.random.default_rng(9), canvas, Frame("none", Box(20, 90, 40, 150), 0, 30.0))
    assert not canvas.any()


def test_an_unknown_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="frame 'ring': expected one of none"):
        draw_frame(
            np.random.default_rng(1),
            np.zeros((9, 9), np.uint8),
            Frame("ring", Box(0, 0, 9, 9), 0, 5.0),
        )


@pytest.mark.parametrize("kind", TEXTURES)
@pytest.mark.parametrize("shape", [(20, 30), (700, 900)])
def test_every_texture_covers_its_shape(kind: str, shape: tuple[int, int]) -> None:
    texture = draw_texture(np.random.default_rng(1), kind, shape, unit=24.0)
    assert texture.shape == shape
    assert texture.dtype == np.uint8


def test_an_unknown_texture_is_refused() -> None:
    with pytest.raises(ValueError, match="texture 'silk': expected one of waves"):
        draw_texture(np.random.default_rng(1), "silk", (10, 10), unit=5.0)


def test_a_style_may_ask_for_one_frame_and_wide_cells() -> None:
    style = LineStyle(frames=(0, 0, 0, 1, 0, 0), pitches=(2.5, 2.8), signs=0.0)
    for seed in range(5):
        line = draw_line(np.random.default_rng(seed), text="407", style=style)
        assert line.frame == "comb"
        middles = [box.left + box.width / 2 for box in line.digit_boxes]
        height = float(np.median([box.height for box in line.digit_boxes]))
        assert np.diff(middles).min() > 1.6 * height


def test_a_broken_frame_keeps_pieces_of_its_ink() -> None:
    rng = np.random.default_rng(4)
    canvas = np.zeros((60, 200), np.uint8)
    draw_frame(rng, canvas, Frame("comb", Box(10, 10, 40, 180), 4, 30.0))
    whole = np.count_nonzero(canvas)
    for _ in range(5):
        broken = canvas.copy()
        break_frame(rng, broken, unit=30.0)
        assert 0.2 * whole < np.count_nonzero(broken) < 0.99 * whole


def test_lines_may_stand_in_broken_frames() -> None:
    style = LineStyle(broken=1.0, frames=(0, 0, 0, 1, 0, 0))
    line = draw_line(np.random.default_rng(1), text="407", style=style)
    assert (line.text, line.frame) == ("407", "comb")
