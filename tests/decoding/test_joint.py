"""The texts of two readers, weighed together."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from fakes import DIGIT_CLASSES, columns_saying
from reader.decoding.columns import Columns
from reader.decoding.joint import JointText, JointWeights, join_readers, joint_log_probs
from reader.decoding.search import search
from reader.errors import ModelError
from small_lattices import edge

LABELS = DIGIT_CLASSES[:-1]

EDGES = [
    edge(0, 1, {"4": math.log(0.6), "9": math.log(0.4)}, candidate=0),
    edge(1, 2, {"7": math.log(0.9), "1": math.log(0.1)}, candidate=1),
    edge(0, 1, {"": -6.0}, candidate=0),
    edge(1, 2, {"": -6.0}, candidate=1),
]


TWO = ("4", "9")


def joined(
    text: str, *, sure: float = 0.99, weights: JointWeights | None = None
) -> dict[str, JointText]:
    columns = Columns(columns_saying(text, sure=sure), 0.0, 80.0)
    found = join_readers(
        search(EDGES, 2, beam=16),
        EDGES,
        2,
        columns,
        labels=LABELS,
        weights=weights or JointWeights(),
        beam=8,
    )
    assert [one.log_prob for one in found] == sorted((o.log_prob for o in found), reverse=True)
    return {one.text: one for one in found}


def test_probabilities_over_the_texts_of_both_add_up_to_one() -> None:
    found = joined("47")
    assert sum(math.exp(one.log_prob) for one in found.values()) == pytest.approx(1)


def test_a_reader_that_is_sure_settles_what_the_other_doubts() -> None:
    assert next(iter(joined("97"))) == "97"
    assert next(iter(joined("47"))) == "47"


def test_a_text_that_only_one_reader_thinks_of_is_there_with_what_the_other_says_of_it() -> None:
    found = joined("471")
    assert found["471"].path is None
    assert found["471"].lattice < -500  # two slices cannot spell three digits
    assert found["47"].path is not None
    assert found["47"].line < found["471"].line


def test_no_digits_at_all_is_always_among_the_texts() -> None:
    nothing = joined("47")[""]
    assert nothing.lattice == pytest.approx(-12 - math.log1p(math.exp(-12)), abs=0.02)
    assert math.isfinite(nothing.line)


def test_below_a_floor_a_reader_counts_the_same_whatever_it_says() -> None:
    weights = JointWeights(1.0, 1.0, 0.0, -5.0, -5.0)
    lost = joint_log_probs(TWO, [-0.1, -900.0], [-4.0, -0.1], weights)
    less = joint_log_probs(TWO, [-0.1, -6.0], [-4.0, -0.1], weights)
    np.testing.assert_allclose(lost, less)
    deep = joint_log_probs(
        TWO, [-0.1, -9.0], [-4.0, -0.1], JointWeights(1.0, 1.0, 0.0, -50.0, -50.0)
    )
    assert deep[1] < less[1]


def test_a_text_of_one_reader_alone_outweighs_the_others_when_it_may() -> None:
    sure_of_line = JointWeights(0.1, 1.0, 0.0, -6.0, -20.0)
    assert next(iter(joined("471", weights=sure_of_line))) == "471"
    sure_of_lattice = JointWeights(1.0, 0.1, 0.0, -20.0, -6.0)
    assert next(iter(joined("471", weights=sure_of_lattice))) == "47"


def test_no_digits_at_all_may_have_more_or_less_for_it() -> None:
    less = joined("47", weights=JointWeights(nothing=-2.0))[""]
    more = joined("47", weights=JointWeights(nothing=2.0))[""]
    assert more.log_prob > joined("47")[""].log_prob > less.log_prob


def test_stored_weights_are_taken_up_and_others_refused() -> None:
    stored = dataclasses.asdict(JointWeights(0.4, 0.7, 0.5, -6.0, -8.0))
    assert JointWeights.from_mapping(stored, where="m") == JointWeights(0.4, 0.7, 0.5, -6.0, -8.0)
    with pytest.raises(ModelError, match=r"m: weights of the two readers do not fit .*: line; run"):
        JointWeights.from_mapping({k: v for k, v in stored.items() if k != "line"}, where="m")
