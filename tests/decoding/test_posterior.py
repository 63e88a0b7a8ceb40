"""How much of all probability passes each edge, against every path walked one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.decoding.lattice import ScoredEdge
from reader.decoding.posterior import edge_posteriors, text_log_score
from reader.decoding.search import log_partition
from small_lattices import edge, iter_paths, lattices, text_scores

Lattice = tuple[int, list[ScoredEdge]]


def shares(
    edges: list[ScoredEdge], slices: int, *, text: str | None = None
) -> dict[tuple[int, int], float]:
    """The posterior of each (edge, label) by walking all paths (that spell ``text``)."""
    found: dict[tuple[int, int], float] = {}
    total = 0.0
    for path in iter_paths(edges, slices):
        if text is not None and "".join(one.labels[n] for one, n in path) != text:
            continue
        weight = math.exp(sum(float(one.scores[n]) for one, n in path))
        total += weight
        for one, number in path:
            key = (id(one), number)
            found[key] = found.get(key, 0.0) + weight
    return {key: weight / total for key, weight in found.items()}


def test_one_slice_shares_its_probability_among_its_labels() -> None:
    edges = [edge(0, 1, {"1": 0.0, "7": math.log(2)}), edge(0, 1, {"": 0.0})]
    digits, skip = edge_posteriors(edges, 1) or []
    assert digits.tolist() == [pytest.approx(0.25), pytest.approx(0.5)]
    assert skip.tolist() == [pytest.approx(0.25)]


def test_with_a_text_given_only_paths_that_spell_it_count() -> None:
    one, two, both = (
        edge(0, 1, {"1": 0.0, "7": 5.0}),
        edge(1, 2, {"1": 0.0, "7": 5.0}),
        edge(0, 2, {"1": 5.0, "7": 5.0}),
    )
    found = edge_posteriors([one, two, both], 2, text="17")
    assert found is not None
    assert [p.tolist() for p in found] == [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]


def test_the_empty_text_is_spelt_by_passing_over_everything() -> None:
    edges = [edge(0, 1, {"1": 9.0}), edge(0, 1, {"": 0.0})]
    found = edge_posteriors(edges, 1, text="")
    assert found is not None
    assert [p.tolist() for p in found] == [[0.0], [1.0]]


@pytest.mark.parametrize("text", ["9", "111", "1x"])
def test_a_text_that_no_path_spells_has_no_posterior(text: str) -> None:
    edges = [edge(0, 1, {"1": 0.0}), edge(1, 2, {"1": 0.0})]
    assert edge_posteriors(edges, 2, text=text) is None
    assert text_log_score(edges, 2, text=text) == -math.inf


def test_no_slices_have_one_empty_path() -> None:
    assert edge_posteriors([], 0) == []
    assert text_log_score([], 0) == 0.0
    assert text_log_score([], 0, text="") == 0.0
    assert text_log_score([], 0, text="1") == -math.inf


def test_a_lattice_that_does_not_reach_the_end_has_none() -> None:
    edges = [edge(0, 1, {"1": 0.0})]
    assert edge_posteriors(edges, 2) is None
    assert text_log_score(edges, 2) == -math.inf


@given(lattices())
@settings(max_examples=60, deadline=None)
def test_posteriors_are_those_of_all_paths(lattice: Lattice) -> None:
    slices, edges = lattice
    expected = shares(edges, slices)
    found = edge_posteriors(edges, slices)
    assert found is not None
    for one, values in zip(edges, found, strict=True):
        for number, value in enumerate(values):
            assert value == pytest.approx(expected.get((id(one), number), 0.0), abs=1e-12)


@given(lattice=lattices(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_with_a_text_posteriors_are_those_of_its_paths(
    lattice: Lattice, data: st.DataObject
) -> None:
    slices, edges = lattice
    texts = text_scores(edges, slices)
    text = data.draw(st.sampled_from(sorted(texts)))
    expected = shares(edges, slices, text=text)
    found = edge_posteriors(edges, slices, text=text)
    assert found is not None
    for one, values in zip(edges, found, strict=True):
        for number, value in enumerate(values):
            assert value == pytest.approx(expected.get((id(one), number), 0.0), abs=1e-12)


@given(lattice=lattices(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_slices_posteriors_add_up_to_one(lattice: Lattice, data: st.DataObject) -> None:
    slices, edges = lattice
    text = data.draw(st.sampled_from([None, *sorted(text_scores(edges, slices))]))
    found = edge_posteriors(edges, slices, text=text)
    assert found is not None
    for here in range(slices):
        over = [
            values.sum()
            for one, values in zip(edges, found, strict=True)
            if one.start <= here < one.stop
        ]
        assert np.sum(over) == pytest.approx(1.0)


@given(lattices())
@settings(max_examples=60, deadline=None)
def test_scores_of_texts_are_exact_and_add_up_to_the_partition(lattice: Lattice) -> None:
    slices, edges = lattice
    for text, weight in text_scores(edges, slices).items():
        assert math.exp(text_log_score(edges, slices, text=text)) == pytest.approx(weight)
    assert text_log_score(edges, slices) == pytest.approx(log_partition(edges, slices))
