"""Candidates and log-probabilities become scored edges: digits, and slices passed over."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from drawn_ink import candidate
from fakes import DIGIT_CLASSES, certain_row
from reader.decoding.lattice import (
    LatticeWeights,
    ScoredEdge,
    build_lattice,
    edge_features,
    score_lattice,
)
from reader.errors import ModelError
from reader.records import Candidate

CLASSES = DIGIT_CLASSES


def scored(
    *candidates: Candidate, labels: str = "7", weights: LatticeWeights | None = None
) -> tuple[ScoredEdge, ...]:
    rows = [certain_row(label, CLASSES) for label in labels.ljust(len(candidates), labels[-1])]
    slices = max((c.stop for c in candidates), default=0)
    log_probs = np.stack(rows) if candidates else np.zeros((0, 11), np.float32)
    lattice = build_lattice(slices, candidates, log_probs)
    return score_lattice(lattice, weights or LatticeWeights(), classes=CLASSES)


def score_as(edges: tuple[ScoredEdge, ...], label: str) -> float:
    (found,) = [float(e.scores[e.labels.index(label)]) for e in edges if label in e.labels]
    return found


def test_no_candidates_no_edges() -> None:
    assert scored() == ()


def test_a_lattice_has_an_edge_a_candidate_in_their_order() -> None:
    candidates = (candidate(0, 1), candidate(0, 2), candidate(1, 2))
    log_probs = np.zeros((3, 11), np.float32)
    lattice = build_lattice(2, candidates, log_probs)
    assert lattice.slices == 2
    assert [(e.start, e.stop, e.candidate) for e in lattice.edges] == [
        (0, 1, 0),
        (0, 2, 1),
        (1, 2, 2),
    ]


def test_single_slices_may_be_passed_over_but_longer_runs_may_not() -> None:
    edges = scored(candidate(0, 1), candidate(0, 2), candidate(1, 2))
    passed = [(e.start, e.stop) for e in edges if e.labels == ("",)]
    assert passed == [(0, 1), (1, 2)]


def test_digits_are_the_classes_without_not_one_digit_wherever_that_stands() -> None:
    classes = ("", "3", "8")
    lattice = build_lattice(1, [candidate(0, 1)], np.log([[0.1, 0.6, 0.3]]).astype(np.float32))
    digits, skip = score_lattice(lattice, LatticeWeights(), classes=classes)
    assert digits.labels == ("3", "8")
    assert digits.scores[0] > digits.scores[1]
    assert skip.labels == ("",)


def test_the_likelier_digit_scores_higher() -> None:
    edges = scored(candidate(0, 1), labels="7")
    assert score_as(edges, "7") > score_as(edges, "1")


def test_a_sure_digit_beats_passing_over_and_rubbish_does_not() -> None:
    assert score_as(scored(candidate(0, 1), labels="7"), "7") > score_as(
        scored(candidate(0, 1), labels="7"), ""
    )
    log_probs = certain_row("", CLASSES)[None]
    small = candidate(0, 1, height=0.2, width=0.1)
    edges = score_lattice(build_lattice(1, [small], log_probs), LatticeWeights(), classes=CLASSES)
    assert score_as(edges, "") > max(score_as(edges, d) for d in "0123456789")


@pytest.mark.parametrize(
    ("odd", "weight"),
    [
        (candidate(0, 1, height=0.4), "small"),
        (candidate(0, 1, width=1.5), "wide"),
        (candidate(0, 1, gap=0.3), "gap"),
        (candidate(0, 1, middle=0.5), "off"),
    ],
)
def test_each_oddity_of_shape_costs_by_its_own_weight(odd: Candidate, weight: str) -> None:
    plain = dataclasses.replace(LatticeWeights(), small=0.0, wide=0.0, gap=0.0, off=0.0, split=0.0)
    usual = score_as(scored(candidate(0, 1), weights=plain), "7")
    assert score_as(scored(odd, weights=plain), "7") == pytest.approx(usual)
    dear = dataclasses.replace(plain, **{weight: -1.0})
    assert score_as(scored(candidate(0, 1), weights=dear), "7") == pytest.approx(usual)
    assert score_as(scored(odd, weights=dear), "7") < usual - 0.05


def test_log_probabilities_beyond_belief_say_no_more() -> None:
    sure = np.full((1, 11), -40.0, np.float32)
    sure[0, 7] = 0.0
    surer = np.full((1, 11), -np.inf, np.float32)
    surer[0, 7] = 0.0
    found = [
        score_lattice(build_lattice(1, [candidate(0, 1)], row), LatticeWeights(), classes=CLASSES)
        for row in (sure, surer)
    ]
    assert np.isfinite(found[1][0].scores).all()
    assert np.array_equal(found[0][0].scores, found[1][0].scores)


def test_features_are_one_row_an_edge() -> None:
    lattice = build_lattice(
        2, [candidate(0, 1), candidate(1, 2)], np.full((2, 11), -2.4, np.float32)
    )
    features = edge_features(lattice, digits=range(10), not_one=10)
    assert features.digit.shape == (2, 10)
    assert features.shape.shape == (2, 5)
    assert features.odds.shape == features.not_one.shape == features.height.shape == (2,)


def test_weights_survive_being_stored() -> None:
    weights = LatticeWeights(digit=0.5, skip=-2.0)
    stored = dataclasses.asdict(weights)
    assert LatticeWeights.from_mapping(stored, where="here") == weights


def test_weights_of_another_version_are_refused() -> None:
    stored = dataclasses.asdict(LatticeWeights())
    stored["gaps"] = stored.pop("gap")
    with pytest.raises(
        ModelError, match="here: lattice weights do not fit this version: gap, gaps"
    ):
        LatticeWeights.from_mapping(stored, where="here")
