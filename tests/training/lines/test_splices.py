"""Two real amounts become one with every digit in its box."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Box
from reader.training.lines.scene import Cheque
from reader.training.lines.splices import spliced


def cheque(text: str, *, height: int = 40, pitch: int = 30, paper: int = 235) -> Cheque:
    """A bar a digit, ``pitch`` pixels apart."""
    image = np.full((2 * height, pitch * (len(text) + 1)), paper, np.uint8)
    boxes = []
    for place in range(len(text)):
        col = pitch * place + pitch // 2
        cv2.line(image, (col, height // 2), (col, height // 2 + height), 30, 3)
        boxes.append(Box(height // 2, col - 2, height, 5))
    return Cheque(image, text, tuple(boxes))


def test_the_first_digits_of_one_stand_before_the_last_of_the_other() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        made = spliced(rng, cheque("1234"), cheque("56789", height=60, paper=180))
        stop = next(i for i, digit in enumerate(made.text) if digit > "4")
        assert "1234".startswith(made.text[:stop])
        assert "56789".endswith(made.text[stop:])
        assert len(made.boxes) == len(made.text)


def test_every_digit_is_in_its_box_at_one_height_on_one_line() -> None:
    rng = np.random.default_rng(1)
    made = spliced(rng, cheque("1234"), cheque("5678", height=80, pitch=60))
    for box in made.boxes:
        assert made.image[box.slices].min() < 100
        assert 30 <= box.height <= 52
    assert np.ptp([box.bottom for box in made.boxes]) <= 6


def test_paper_is_of_one_tone() -> None:
    made = spliced(np.random.default_rng(2), cheque("1234"), cheque("5678", paper=160))
    assert abs(int(made.image[0, 0]) - int(made.image[0, -1])) <= 2


def test_amounts_without_a_free_column_stay_as_they_are() -> None:
    close = Cheque(np.zeros((40, 40), np.uint8), "12", (Box(0, 0, 40, 22), Box(0, 18, 40, 22)))
    rng = np.random.default_rng(3)
    assert spliced(rng, close, cheque("1234")) is close
    one = cheque("1234")
    assert spliced(rng, one, close) is one


def test_no_amount_becomes_longer_than_people_write() -> None:
    one = cheque("1234567890")
    found = [spliced(np.random.default_rng(n), one, one) for n in range(20)]
    assert max(len(made.text) for made in found) <= 10
