"""What a confidence is worth."""

from __future__ import annotations

import math

import pytest

from evaluation_results import match_truth_of, page, read
from reader.evaluation import calibration_error, error_at_review, error_reject_curve, reliability
from reader.evaluation.matching import Outcome


def outcomes(*told: tuple[float, bool]) -> list[Outcome]:
    """One string each: confidence, and whether it is right."""
    return [
        outcome
        for confidence, right in told
        for outcome in match_truth_of(
            page(read("12", confidence=confidence)), "12" if right else "13"
        )
    ]


def test_the_curve_goes_from_all_reviewed_to_none() -> None:
    curve = error_reject_curve(outcomes((0.5, False), (0.9, True), (0.8, False), (0.7, True)))
    assert [(p.threshold, p.review_rate, p.accepted, p.wrong) for p in curve] == [
        (0.9, 0.75, 1, 0),
        (0.8, 0.5, 2, 1),
        (0.7, 0.25, 3, 1),
        (0.5, 0.0, 4, 2),
    ]


def test_equal_confidences_are_one_threshold() -> None:
    curve = error_reject_curve(outcomes((0.8, False), (0.8, True)))
    assert [(p.accepted, p.error_rate) for p in curve] == [(2, 0.5)]


def test_the_error_at_a_review_rate_is_that_of_the_next_threshold_that_allows_it() -> None:
    curve = error_reject_curve(outcomes((0.5, False), (0.9, True), (0.8, False), (0.7, True)))
    assert error_at_review(curve, 0.5) == 0.5
    assert error_at_review(curve, 0.3) == pytest.approx(1 / 3)
    assert error_at_review(curve, 0.0) == 0.5
    assert math.isnan(error_at_review((), 0.2))


def test_extra_strings_are_wrong_and_missed_ones_have_no_confidence() -> None:
    found = match_truth_of(page("12", "77"), "12")
    assert error_reject_curve(found)[-1].error_rate == 0.5
    assert error_reject_curve(match_truth_of(page(""), "12")) == ()


def test_bins_hold_their_upper_edge_and_empty_ones_are_left_out() -> None:
    bins = reliability(outcomes((0.0, False), (0.5, True), (0.51, True), (1.0, True)), bins=2)
    assert [(b.low, b.high, b.count) for b in bins] == [(0.0, 0.5, 2), (0.5, 1.0, 2)]
    assert bins[0].mean_confidence == 0.25
    assert bins[0].accuracy == 0.5


def test_an_honest_confidence_has_no_calibration_error() -> None:
    honest = reliability(outcomes(*[(0.75, True)] * 3, (0.75, False)))
    assert calibration_error(honest) == 0
    assert calibration_error(reliability(outcomes((0.9, False)))) == 0.9
    assert math.isnan(calibration_error(()))
