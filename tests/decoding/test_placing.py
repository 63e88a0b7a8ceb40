"""Every digit of a text stands somewhere on the line."""

from __future__ import annotations

import numpy as np

from drawn_ink import candidate
from fakes import DIGIT_CLASSES, columns_saying
from reader.decoding.columns import Columns
from reader.decoding.joint import JointText
from reader.decoding.lattice import ScoredEdge
from reader.decoding.placing import place_text
from reader.records import Box, Candidate, PathStep
from small_lattices import edge

LABELS = DIGIT_CLASSES[:-1]


def placed(
    text: JointText,
    candidates: list[Candidate],
    *,
    edges: list[ScoredEdge] | None = None,
    columns: Columns | None = None,
) -> tuple[PathStep, ...]:
    slices = max((c.stop for c in candidates), default=0)
    said = columns or Columns(columns_saying(text.text, columns=40), 0.0, 40.0 * slices)
    return place_text(text, edges or [], slices, candidates, said, labels=LABELS, floor=-10.0)


LINE = [candidate(0, 1), candidate(1, 2), candidate(2, 3)]


def test_a_text_that_the_lattice_came_upon_stays_on_its_path() -> None:
    path = (PathStep(2, "4"),)
    assert placed(JointText("4", 0.0, -1.0, -1.0, path), LINE) == path


def test_a_text_that_the_lattice_can_spell_takes_its_best_path() -> None:
    edges = [edge(k, k + 1, {"4": -0.1 * k, "": -0.2}, candidate=k) for k in range(3)]
    edges = [
        part
        for one in edges
        for part in (
            ScoredEdge(one.start, one.stop, one.candidate, ("4",), one.scores[:1]),
            ScoredEdge(one.start, one.stop, one.candidate, ("",), one.scores[1:]),
        )
    ]
    path = placed(JointText("44", 0.0, -3.0, -0.1), LINE, edges=edges)
    assert path == (PathStep(0, "4"), PathStep(1, "4"), PathStep(2, ""))


def test_a_text_that_the_lattice_thinks_nothing_of_stands_where_the_second_reader_sees_it() -> None:
    path = placed(JointText("407", 0.0, -50.0, -0.1), LINE)
    assert path == (PathStep(0, "4"), PathStep(1, "0"), PathStep(2, "7"))


def test_what_no_digit_covers_is_passed_over() -> None:
    said = Columns(columns_saying("47", columns=10), 0.0, 80.0)
    path = placed(JointText("47", 0.0, -50.0, -0.1), LINE, columns=said)
    assert path == (PathStep(0, "4"), PathStep(1, "7"), PathStep(2, ""))


def test_more_digits_than_pieces_share_one_and_keep_their_order() -> None:
    wide = [candidate(0, 1, box=Box(0, 0, 40, 80))]
    path = placed(JointText("52", 0.0, -1000.0, -0.1), wide)
    assert path == (PathStep(0, "5"), PathStep(0, "2"))


def test_one_digit_takes_the_whole_of_its_line() -> None:
    halves = [candidate(0, 1), candidate(1, 2), candidate(0, 2, box=Box(0, 0, 40, 64))]
    path = placed(JointText("8", 0.0, -50.0, -0.1), halves)
    assert path == (PathStep(2, "8"),)


def test_without_candidates_or_columns_it_stands_nowhere() -> None:
    assert placed(JointText("4", 0.0, -50.0, -0.1), []) == ()
    none = Columns(np.zeros((0, 11), np.float32), 0.0, 0.0)
    assert placed(JointText("4", 0.0, -50.0, -0.1), LINE, columns=none) == ()
    assert placed(JointText("", 0.0, -50.0, -0.1), []) == ()
