"""What a line's lattice offered for the text that is really there, on lattices typed in here."""

from __future__ import annotations

import numpy as np
import pytest

from reader.decoding.lattice import LatticeWeights
from reader.evaluation.sight import Sight, find_sight, forced_path, is_covered
from reader.records import Box, Candidate, Digit, PreparedLine, Reading, Status
from reader.writers.stages import InspectedLine

CLASSES = (*"0123456789", "")
USUAL_SHAPE = np.array([1.0, 0.6, -0.5, 0.5, 0.0, 1.0], np.float32)

Offer = tuple[int, int, str]
"""Start, stop, and the class that the net is sure of."""


def line_of(slices: int, *offers: Offer) -> InspectedLine:
    """A line whose slices are 10 pixels wide."""
    candidates, boxes, rows = [], [], []
    for start, stop, label in offers:
        box = Box(0, 10 * start, 20, 10 * (stop - start))
        shape = USUAL_SHAPE.copy()
        shape[5] = stop - start
        candidates.append(Candidate(start, stop, box, np.zeros((28, 28), np.uint8), shape))
        boxes.append(box)
        row = np.full(len(CLASSES), np.log(0.001), np.float32)
        row[CLASSES.index(label)] = np.log(0.99)
        rows.append(row)
    prepared = PreparedLine("", Box(0, 0, 20, 10 * slices), slices, tuple(candidates), tuple(boxes))
    return InspectedLine(1, prepared, np.array(rows), {}, ())


def path(line: InspectedLine, text: str) -> tuple[object, bool]:
    return forced_path(line, text, classes=CLASSES, weights=LatticeWeights())


def read_at(*pairs: tuple[str, Box]) -> Reading:
    digits = tuple(Digit(digit, 0.9, box) for digit, box in pairs)
    box = Box.around(digit.box for digit in digits)
    text = "".join(digit.digit for digit in digits)
    return Reading(1, box, text, 0.5, Status.REVIEW, digits=digits)


TOUCHING = line_of(2, (0, 1, "1"), (1, 2, "2"), (0, 2, "8"))


def test_the_best_path_that_spells_a_text_is_found() -> None:
    assert path(TOUCHING, "12") == (((0, "1"), (1, "2")), True)
    assert path(TOUCHING, "8") == (((2, "8"),), True)


def test_a_digit_that_the_net_gives_no_chance_is_not_plausible() -> None:
    assert path(TOUCHING, "13") == (((0, "1"), (1, "3")), False)


def test_more_digits_than_slices_cannot_be_spelt() -> None:
    assert path(TOUCHING, "123") == (None, False)


def test_slices_may_be_passed_over() -> None:
    line = line_of(3, (0, 1, "1"), (1, 2, ""), (2, 3, "2"))
    assert path(line, "12") == (((0, "1"), (2, "2")), True)


@pytest.mark.parametrize(("text", "covered"), [("12", True), ("8", True), ("13", False)])
def test_coverage_is_whether_a_text_can_be_spelt_with_likely_digits(
    text: str, covered: bool
) -> None:
    assert is_covered(TOUCHING, text, classes=CLASSES, weights=LatticeWeights()) is covered


def test_a_line_without_candidates_covers_only_nothing() -> None:
    line = InspectedLine(
        1, PreparedLine("", Box(0, 0, 1, 1), 0, (), ()), np.zeros((0, 11), np.float32), {}, ()
    )
    assert not is_covered(line, "1", classes=CLASSES, weights=LatticeWeights())


def test_sight_compares_what_was_read_with_what_is_written() -> None:
    reading = read_at(("8", Box(0, 0, 20, 20)))
    sight = find_sight(TOUCHING, reading, "12", classes=CLASSES, weights=LatticeWeights())
    assert sight == Sight(read=(2,), wanted=(0, 1), is_plausible=True)


def test_only_the_reading_s_own_part_of_a_line_counts() -> None:
    line = line_of(4, (0, 1, "1"), (1, 2, ""), (2, 3, "2"), (3, 4, "3"))
    reading = read_at(("2", Box(0, 20, 20, 10)), ("3", Box(0, 30, 20, 10)))
    sight = find_sight(line, reading, "24", classes=CLASSES, weights=LatticeWeights())
    assert sight == Sight(read=(2, 3), wanted=(2, 3), is_plausible=False)
