"""Rates, intervals, groups."""

from __future__ import annotations

import math

import pytest

from evaluation_results import match_truth_of, page, read, truth
from reader.evaluation import tally, tally_by_field, tally_by_folder, wilson_interval
from reader.records import Status


def test_the_interval_is_wilsons() -> None:
    low, high = wilson_interval(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 0, 0, 1), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1)],
)
def test_the_interval_stays_between_0_and_1(
    right: int, total: int, low: float, high: float
) -> None:
    assert wilson_interval(right, total) == pytest.approx((low, high), abs=1e-4)


def test_counts_of_a_page() -> None:
    accepted = {"status": Status.ACCEPTED}
    result = page(read("12", **accepted), read("35", **accepted), read("777"), read("9"))
    found = tally(match_truth_of(result, "12 34 888 9 55"))
    assert (found.strings, found.right, found.missing, found.extra) == (5, 2, 1, 0)
    assert (found.accepted, found.accepted_wrong, found.review) == (2, 1, 2)
    assert (found.characters, found.character_errors) == (10, 1 + 3 + 2)
    assert (found.pages, found.pages_right) == (1, 0)
    assert found.accuracy == 0.4
    assert found.review_rate == 0.5


def test_a_page_is_right_if_all_strings_are_and_none_is_extra() -> None:
    assert tally(match_truth_of(page("1", "2"), "1 2")).page_accuracy == 1
    assert tally(match_truth_of(page("1", "2", "3"), "1 2")).page_accuracy == 0


def test_nothing_measured_has_no_rates() -> None:
    empty = tally(())
    assert math.isnan(empty.accuracy)
    assert math.isnan(empty.character_error_rate)
    assert math.isnan(empty.page_accuracy)
    assert math.isnan(empty.review_rate)
    assert math.isnan(empty.accepted_error_rate)
    assert empty.interval == (0, 1)


def test_folders_and_fields_have_figures_of_their_own() -> None:
    outcomes = [
        *match_truth_of(page("1", file="x/a.png"), truth("1", file="x/a.png")),
        *match_truth_of(page("2", file="x/b.png"), truth("3", file="x/b.png")),
        *match_truth_of(page("2", file="c.png"), truth("2", file="c.png", field="age")),
    ]
    folders = [(t.group, t.strings, t.right) for t in tally_by_folder(outcomes)]
    assert folders == [(".", 1, 1), ("x", 2, 1)]
    assert [(t.group, t.right) for t in tally_by_field(outcomes)] == [("age", 1)]
