"""Texts of columns, against every way in which the columns can be read."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes import DIGIT_CLASSES, columns_saying
from reader.decoding.ctc import align_text, search_columns, text_log_probs

LABELS = "01"
"""Few digits, so that every way can be walked."""

EVERYTHING = 10_000


@st.composite
def columns(draw: st.DrawFn, *, most: int = 6) -> NDArray[np.float64]:
    count = draw(st.integers(0, most))
    row = st.lists(st.floats(-2, 2), min_size=3, max_size=3)
    logits = np.array(draw(st.lists(row, min_size=count, max_size=count))).reshape(count, 3)
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def spelt(way: tuple[int, ...]) -> str:
    return "".join(LABELS[k] for k, _ in itertools.groupby(way) if k < len(LABELS))


def walked(log_probs: NDArray[np.float64]) -> dict[str, tuple[float, float]]:
    """Every text with its probability, and that of the most probable way to spell it."""
    found: dict[str, tuple[float, float]] = {}
    for way in itertools.product(range(len(LABELS) + 1), repeat=len(log_probs)):
        chance = math.exp(sum(log_probs[t, k] for t, k in enumerate(way)))
        total, best = found.get(spelt(way), (0.0, 0.0))
        found[spelt(way)] = (total + chance, max(best, chance))
    return found


@given(columns())
@settings(max_examples=80, deadline=None)
def test_a_text_has_the_probability_of_all_ways_to_spell_it(log_probs: NDArray) -> None:
    expected = walked(log_probs)
    found = text_log_probs(log_probs, list(expected), labels=LABELS)
    np.testing.assert_allclose(np.exp(found), [total for total, _ in expected.values()], atol=1e-12)


@given(columns(most=4))
@settings(max_examples=40, deadline=None)
def test_a_text_that_the_columns_are_too_few_for_is_impossible(log_probs: NDArray) -> None:
    texts = ["0" * 5, "00110", "1" * 6]
    possible = walked(log_probs)
    found = text_log_probs(log_probs, texts, labels=LABELS)
    assert [math.isinf(p) for p in found] == [text not in possible for text in texts]


@given(columns())
@settings(max_examples=80, deadline=None)
def test_a_search_that_leaves_nothing_out_finds_every_text(log_probs: NDArray) -> None:
    expected = walked(log_probs)
    found = dict(search_columns(log_probs, labels=LABELS, beam=EVERYTHING))
    assert set(found) >= {text for text, (total, _) in expected.items() if total > 1e-3}
    for text, log_prob in found.items():
        assert math.exp(log_prob) == pytest.approx(expected[text][0])
    assert list(found.values()) == sorted(found.values(), reverse=True)


@given(log_probs=columns(), beam=st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_a_narrow_beam_finds_as_many_texts_and_says_the_truth_of_them(
    log_probs: NDArray, beam: int
) -> None:
    expected = walked(log_probs)
    found = search_columns(log_probs, labels=LABELS, beam=beam)
    assert 1 <= len(found) <= beam
    assert all(math.exp(p) == pytest.approx(expected[text][0]) for text, p in found)


@given(columns())
@settings(max_examples=80, deadline=None)
def test_an_alignment_is_the_most_probable_way(log_probs: NDArray) -> None:
    for text, (_, best) in walked(log_probs).items():
        spans = align_text(log_probs, text, labels=LABELS)
        assert spans is not None
        way = np.full(len(log_probs), len(LABELS))
        for digit, (start, stop) in zip(text, spans, strict=True):
            way[start:stop] = LABELS.index(digit)
        assert spelt(tuple(way)) == text
        chance = math.exp(log_probs[np.arange(len(way)), way].sum())
        assert chance == pytest.approx(best)


def test_a_text_for_which_there_are_too_few_columns_has_no_alignment() -> None:
    two = columns_saying("1", columns=2)
    assert align_text(two, "123", labels=DIGIT_CLASSES[:-1]) is None
    assert align_text(two, "11", labels=DIGIT_CLASSES[:-1]) is None
    assert align_text(two[:0], "", labels=DIGIT_CLASSES[:-1]) == ()


def test_two_equal_digits_need_nothing_between_them() -> None:
    said = columns_saying("77", columns=9)
    (best, _), *_ = search_columns(said, labels=DIGIT_CLASSES[:-1], beam=4)
    assert best == "77"
    together = np.stack([said[2], said[2]])
    (best, _), *_ = search_columns(together, labels=DIGIT_CLASSES[:-1], beam=4)
    assert best == "7"


def test_what_is_said_surely_is_found_where_it_is_said() -> None:
    said = columns_saying("40718", columns=50)
    (best, log_prob), *_ = search_columns(said, labels=DIGIT_CLASSES[:-1], beam=16)
    assert best == "40718"
    assert math.exp(log_prob) == pytest.approx(0.99**50, rel=0.1)
    spans = align_text(said, best, labels=DIGIT_CLASSES[:-1])
    assert spans == ((5, 6), (15, 16), (25, 26), (35, 36), (45, 46))


@given(columns(most=4), st.lists(st.integers(0, 4), max_size=3))
@settings(max_examples=60, deadline=None)
def test_quiet_columns_say_nothing_wherever_they_stand(
    log_probs: NDArray, places: list[int]
) -> None:
    quiet = np.log([1e-9, 1e-8, 0.5])  # less than all there is: its share must not be lost
    with_quiet = np.insert(log_probs, [min(p, len(log_probs)) for p in places], quiet, axis=0)
    expected = walked(with_quiet)
    found = text_log_probs(with_quiet, list(expected), labels=LABELS)
    np.testing.assert_allclose(np.exp(found), [total for total, _ in expected.values()], atol=1e-7)


def test_no_columns_are_the_empty_text() -> None:
    none = np.zeros((0, 11), np.float32)
    assert search_columns(none, labels=DIGIT_CLASSES[:-1], beam=4) == (("", 0.0),)
    found = text_log_probs(none, ["", "1"], labels=DIGIT_CLASSES[:-1])
    assert found.tolist() == [0.0, -math.inf]
    assert text_log_probs(none, [], labels=DIGIT_CLASSES[:-1]).tolist() == []
