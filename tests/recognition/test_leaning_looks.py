"""A second reader looks again, leaning, at the strips of which it doubts, and only at those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import DIGIT_CLASSES, columns_saying
from reader.recognition import load_model
from reader.recognition.leaning_looks import LeaningLooks, load_second_reader
from reader.recognition.line_reader import load_line_reader
from reader.records import Image
from tiny_models import write_tiny_line_model


@dataclass
class Listening:
    """Sees in every strip the text that its brightness stands for; keeps what it was shown."""

    says: dict[int, tuple[str, float]]
    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "listening"
    shown: list[Image] = field(default_factory=list)

    def log_probs(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
        self.shown += strips
        found = (self.says[int(strip[0, 20, 4])] for strip in strips)
        return [columns_saying(text, sure=sure) for text, sure in found]


def strip(brightness: int) -> Image:
    """Bright over all its height in the left half."""
    views = np.zeros((2, 40, 16), np.uint8)
    views[:, :, :9] = brightness
    return views


def test_sure_strips_are_looked_at_once_and_doubtful_ones_three_times() -> None:
    reader = Listening({10: ("4", 0.99), 20: ("7", 0.6)})
    LeaningLooks(reader).log_probs([strip(10), strip(20), strip(10)])
    assert [int(s[0, 20, 4]) for s in reader.shown] == [10, 20, 10, 20, 20]


def test_the_further_looks_lean_either_way_and_keep_the_middle_row() -> None:
    reader = Listening({20: ("7", 0.6)})
    LeaningLooks(reader).log_probs([strip(20)])
    upright, one, other = reader.shown
    assert np.abs(one[:, 20].astype(int) - upright[:, 20]).max() <= 1
    tops, feet = (
        [int(np.flatnonzero(s[0, row] > 10).max()) for s in (upright, one, other)]
        for row in (0, -1)
    )
    assert tops[1] > tops[0] > tops[2]
    assert feet[1] < feet[0] < feet[2]


def test_doubtful_strips_are_said_to_be_the_mean_of_all_looks() -> None:
    upright, leaning = columns_saying("4", sure=0.6), columns_saying("9", sure=0.9)

    @dataclass
    class Changing(Listening):
        def log_probs(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
            self.shown += strips
            return [upright if len(self.shown) == 1 else leaning for _ in strips]

    (said,) = LeaningLooks(Changing({})).log_probs([strip(20)])
    expected = (np.exp(upright) + 2 * np.exp(leaning)) / 3
    np.testing.assert_allclose(np.exp(said), expected, atol=1e-3)
    assert DIGIT_CLASSES[int(said[said[:, -1].argmin()].argmax())] == "9"


def test_what_is_said_of_a_strip_does_not_depend_on_the_others(tmp_path: Path) -> None:
    reader = load_second_reader(write_tiny_line_model(tmp_path / "lines"), device="cpu")
    rng = np.random.default_rng(3)
    strips = [rng.integers(0, 256, (2, 40, width)).astype(np.uint8) for width in (8, 33, 200, 768)]
    together = reader.log_probs(strips)
    for one, two in zip(together, strips, strict=True):
        np.testing.assert_array_equal(one, reader.log_probs([two])[0])
    assert reader.log_probs([]) == []


def test_it_is_known_by_the_weights_of_its_net(tmp_path: Path) -> None:
    folder = write_tiny_line_model(tmp_path / "lines")
    plain, reader = load_line_reader(folder, device="cpu"), load_second_reader(folder, device="cpu")
    assert (reader.checksum, reader.classes, reader.device) == (
        plain.checksum,
        plain.classes,
        plain.device,
    )


@pytest.mark.parametrize("name", ["digits", "digits-fast"])
def test_the_shipped_models_read_so(name: str) -> None:
    assert isinstance(load_model(name, device="cpu").line_reader, LeaningLooks)
