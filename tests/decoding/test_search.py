"""The search against every path, walked one by one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.decoding.lattice import ScoredEdge
from reader.decoding.search import log_partition, search
from reader.records import PathStep
from small_lattices import edge, iter_paths, lattices, text_scores

EVERYTHING = 10_000
"""A beam that leaves nothing out."""

Lattice = tuple[int, list[ScoredEdge]]


def test_the_best_path_is_found() -> None:
    edges = [
        edge(0, 1, {"1": -1.0, "7": -3.0}, candidate=0),
        edge(1, 2, {"0": -2.0}, candidate=1),
        edge(0, 2, {"4": -1.5}, candidate=2),
    ]
    first, *_ = search(edges, 2, beam=16)
    assert first.text == "4"
    assert first.path == (PathStep(2, "4"),)


def test_paths_that_spell_the_same_text_are_added_up() -> None:
    edges = [
        edge(0, 1, {"1": math.log(0.3)}, candidate=0),
        edge(0, 1, {"": 0.0}, candidate=0),
        edge(1, 2, {"1": math.log(0.3)}, candidate=1),
        edge(1, 2, {"": 0.0}, candidate=1),
        edge(0, 2, {"8": math.log(0.5)}, candidate=2),
    ]
    found = {h.text: math.exp(h.log_prob) for h in search(edges, 2, beam=16)}
    total = 0.3 + 0.3 + 0.09 + 1.0 + 0.5
    assert found["1"] == pytest.approx(0.6 / total)  # two paths, together above the 8
    assert found["8"] == pytest.approx(0.5 / total)
    assert found["11"] == pytest.approx(0.09 / total)


def test_no_slices_is_the_empty_text_for_certain() -> None:
    (only,) = search([], 0, beam=16)
    assert (only.text, only.log_prob, only.path) == ("", 0.0, ())


def test_where_no_path_reaches_the_end_there_is_nothing() -> None:
    edges = [edge(0, 1, {"1": 0.0})]
    assert search(edges, 2, beam=16) == ()
    assert log_partition(edges, 2) == -math.inf
    assert search([], 3, beam=16) == ()


def test_a_demanded_length_leaves_out_other_texts_but_not_their_probability() -> None:
    edges = [edge(0, 1, {"1": 0.0, "7": 0.0}), edge(0, 1, {"": math.log(2)})]
    found = search(edges, 1, beam=16, length=1)
    assert [(h.text, math.exp(h.log_prob)) for h in found] == [
        ("1", pytest.approx(0.25)),
        ("7", pytest.approx(0.25)),
    ]
    assert search(edges, 1, beam=16, length=2) == ()


def test_a_label_that_is_negligible_beside_the_best_is_not_followed() -> None:
    found = search([edge(0, 1, {"1": 0.0, "7": -20.0})], 1, beam=16)
    assert [h.text for h in found] == ["1"]


@given(lattices())
@settings(max_examples=100, deadline=None)
def test_every_text_has_the_probability_of_all_its_paths(lattice: Lattice) -> None:
    slices, edges = lattice
    expected = text_scores(edges, slices)
    total = sum(expected.values())
    found = search(edges, slices, beam=EVERYTHING)
    assert {h.text for h in found} == set(expected)
    for hypothesis in found:
        assert math.exp(hypothesis.log_prob) == pytest.approx(expected[hypothesis.text] / total)


@given(lattices())
@settings(max_examples=60, deadline=None)
def test_the_partition_is_the_sum_over_all_paths(lattice: Lattice) -> None:
    slices, edges = lattice
    expected = sum(text_scores(edges, slices).values())
    assert math.exp(log_partition(edges, slices)) == pytest.approx(expected)


@given(lattices())
@settings(max_examples=60, deadline=None)
def test_a_hypothesis_shows_the_best_path_of_its_text(lattice: Lattice) -> None:
    slices, edges = lattice
    best: dict[str, float] = {}
    for path in iter_paths(edges, slices):
        text = "".join(one.labels[number] for one, number in path)
        score = sum(float(one.scores[number]) for one, number in path)
        best[text] = max(score, best.get(text, -math.inf))
    for hypothesis in search(edges, slices, beam=EVERYTHING):
        assert "".join(step.label for step in hypothesis.path) == hypothesis.text
        by_step = {
            (one.candidate, label): float(score)
            for one in edges
            for label, score in zip(one.labels, one.scores, strict=True)
        }
        score = sum(by_step[step.candidate, step.label] for step in hypothesis.path)
        assert score == pytest.approx(best[hypothesis.text])


@given(lattice=lattices(), beam=st.integers(1, 6))
@settings(max_examples=80, deadline=None)
def test_a_narrow_beam_never_says_more_than_the_truth(lattice: Lattice, beam: int) -> None:
    slices, edges = lattice
    exact = {h.text: math.exp(h.log_prob) for h in search(edges, slices, beam=EVERYTHING)}
    found = search(edges, slices, beam=beam)
    assert 1 <= len(found) <= beam
    assert sum(math.exp(h.log_prob) for h in found) <= 1 + 1e-9
    assert all(math.exp(h.log_prob) <= exact[h.text] + 1e-9 for h in found)


@given(lattice=lattices(), beam=st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_hypotheses_come_best_first_and_each_text_once(lattice: Lattice, beam: int) -> None:
    slices, edges = lattice
    found = search(edges, slices, beam=beam)
    assert [h.log_prob for h in found] == sorted((h.log_prob for h in found), reverse=True)
    assert len({h.text for h in found}) == len(found)


@given(lattices())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_edges_says_nothing(lattice: Lattice) -> None:
    slices, edges = lattice
    found = {h.text: h.log_prob for h in search(edges, slices, beam=EVERYTHING)}
    turned = {h.text: h.log_prob for h in search(edges[::-1], slices, beam=EVERYTHING)}
    assert turned == pytest.approx(found)


@given(lattice=lattices(), length=st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_demanded_length_is_kept(lattice: Lattice, length: int) -> None:
    slices, edges = lattice
    expected = {h.text: h.log_prob for h in search(edges, slices, beam=EVERYTHING)}
    found = search(edges, slices, beam=EVERYTHING, length=length)
    assert {h.text for h in found} == {text for text in expected if len(text) == length}
    assert all(h.log_prob == pytest.approx(expected[h.text]) for h in found)
