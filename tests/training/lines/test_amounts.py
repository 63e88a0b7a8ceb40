"""A real amount stands at another size with every digit's ink in its box."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.records import Box
from reader.synthesis.writer import draw_writer
from reader.training.lines.amounts import amount_writer
from reader.training.lines.scene import Cheque


def cheque() -> Cheque:
    """Four upright bars on grey paper with a wavy pattern."""
    image = np.full((80, 200), 220, np.uint8)
    image[::7] = 212
    boxes = tuple(Box(20, 38 + 34 * place, 40, 5) for place in range(4))
    for box in boxes:
        cv2.line(image, (box.left + 2, box.top), (box.left + 2, box.bottom - 1), 40, 3)
    return Cheque(image, "1171", boxes)


@pytest.mark.parametrize("height", [18.0, 40.0, 64.0])
def test_every_digit_is_in_its_box_at_the_height_asked_for(height: float) -> None:
    write = amount_writer(cheque())
    assert write is not None
    for seed in range(5):
        rng = np.random.default_rng(seed)
        drawn = write(rng, draw_writer(rng), "whatever", height=height)
        assert drawn.text == drawn.written == "1171"
        assert len(drawn.boxes) == 4
        for box in drawn.boxes:
            row, col = box.top + box.height // 2, box.left + box.width // 2
            reach = max(2, box.width)
            assert drawn.ink[row, max(0, col - reach) : col + reach].max() > 120
            assert box.height == pytest.approx(height, rel=0.1)


def test_the_paper_stays_where_it_was() -> None:
    rng = np.random.default_rng(1)
    write = amount_writer(cheque())
    assert write is not None
    ink = write(rng, draw_writer(rng), "1", height=40.0).ink
    assert np.mean(ink > 30) < 0.3
    assert all(edge.any() for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))


def test_an_amount_of_which_a_digit_has_faded_is_not_lifted() -> None:
    known = cheque()
    faded = known.image.copy()
    faded[known.boxes[2].grown(4, 4, shape=faded.shape).slices] = 220
    assert amount_writer(Cheque(faded, known.text, known.boxes)) is None
