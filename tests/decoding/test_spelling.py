"""Given texts on small lattices, against every path walked one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from reader.decoding.lattice import ScoredEdge
from reader.decoding.posterior import text_log_score
from reader.decoding.spelling import best_path, text_log_scores
from reader.records import PathStep
from small_lattices import edge, iter_paths, lattices, text_scores

Lattice = tuple[int, list[ScoredEdge]]


@given(lattices())
@settings(max_examples=80, deadline=None)
def test_many_texts_at_once_have_the_score_of_all_their_paths(lattice: Lattice) -> None:
    slices, edges = lattice
    expected = text_scores(edges, slices)
    texts = [*expected, "9", "00000"]
    found = text_log_scores(edges, slices, texts)
    np.testing.assert_allclose(np.exp(found), [expected.get(text, 0.0) for text in texts])
    for text, score in zip(texts, found.tolist(), strict=True):
        assert score == pytest.approx(text_log_score(edges, slices, text=text))


@given(lattices())
@settings(max_examples=80, deadline=None)
def test_the_best_path_of_a_text_has_the_highest_score_of_those_that_spell_it(
    lattice: Lattice,
) -> None:
    slices, edges = lattice
    best: dict[str, float] = {}
    for path in iter_paths(edges, slices):
        text = "".join(one.labels[number] for one, number in path)
        score = sum(float(one.scores[number]) for one, number in path)
        best[text] = max(score, best.get(text, -math.inf))
    by_step = {
        (one.candidate, label): float(score)
        for one in edges
        for label, score in zip(one.labels, one.scores, strict=True)
    }
    for text, score in best.items():
        steps = best_path(edges, slices, text)
        assert steps is not None
        assert "".join(step.label for step in steps) == text
        assert sum(by_step[step.candidate, step.label] for step in steps) == pytest.approx(score)


def test_a_text_that_no_path_spells_has_no_path() -> None:
    edges = [edge(0, 1, {"1": 0.0, "7": -1.0})]
    assert best_path(edges, 1, "4") is None
    assert best_path(edges, 1, "") is None
    assert best_path(edges, 1, "7") == (PathStep(0, "7"),)


def test_no_slices_spell_the_empty_text_and_no_texts_have_no_scores() -> None:
    assert best_path([], 0, "") == ()
    assert text_log_scores([], 0, ["", "1"]).tolist() == [0.0, -math.inf]
    assert text_log_scores([], 0, []).tolist() == []
