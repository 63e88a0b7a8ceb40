"""A candidate of the segmenter is a digit, rubbish, or nothing that teaches."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.records import Box
from reader.training.glyphs.drawn_lines import draw_line
from reader.training.glyphs.mining import label_candidate, mine, mine_drawn_lines
from reader.training.glyphs.rubbish import Drawer

BOXES = [Box(10, 10, 40, 20), Box(10, 34, 40, 20)]
LABELS = ["5", "1"]


def drawer() -> Drawer:
    canvases = {}
    for label in "2345":
        canvas = np.zeros((72, 72), np.uint8)
        cv2.putText(canvas, label, (20, 56), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 255, 4)
        canvases[label] = canvas
    rng = np.random.default_rng(3)

    def digit() -> tuple[str, np.ndarray]:
        label = "2345"[int(rng.integers(4))]
        return label, canvases[label].copy()

    return Drawer(digit=digit, sign=lambda: canvases["4"].copy())


@pytest.mark.parametrize(
    ("box", "label"),
    [
        (Box(10, 10, 40, 20), "5"),
        (Box(11, 9, 39, 22), "5"),
        (Box(10, 10, 40, 44), ""),  # both digits
        (Box(10, 10, 40, 29), None),  # and a quarter of the 1: perhaps still a 5
        (Box(10, 10, 40, 9), None),  # so slender that it could be a 1
        (Box(10, 10, 6, 20), ""),  # the bar of the 5
        (Box(10, 34, 20, 5), None),  # a piece of a 1 may be a 1
        (Box(60, 90, 10, 10), None),  # nothing known stands there
    ],
)
def test_a_candidate_is_judged_by_the_digits_it_covers(box: Box, label: str | None) -> None:
    assert label_candidate(box, BOXES, LABELS) == label


def test_without_truth_nothing_can_be_said() -> None:
    assert label_candidate(Box(0, 0, 5, 5), [], []) is None


def test_drawn_digits_stand_in_their_boxes() -> None:
    line = draw_line(drawer(), np.random.default_rng(1))
    assert len(line.boxes) == len(line.labels) == len(line.pieces)
    paper = float(np.median(line.image))
    for box, piece in zip(line.boxes, line.pieces, strict=True):
        assert line.image[box.slices].min() < paper - 40
        assert piece.shape == (box.height, box.width)


def test_mined_lines_give_digits_and_rubbish() -> None:
    mined = mine_drawn_lines(drawer(), np.random.default_rng(2), lines=12)
    assert set(mined.labels) >= {"", "2", "5"}
    assert len(mined.glyphs) == len(mined.labels)
    assert all(glyph.shape == (28, 28) for glyph in mined.glyphs)


def test_blank_paper_gives_nothing() -> None:
    blank = np.full((60, 200), 230, np.uint8)
    assert mine(blank, BOXES, labels=LABELS, pieces=[blank, blank]).glyphs == ()
