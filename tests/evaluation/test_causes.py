"""Why a string is wrong."""

from __future__ import annotations

import pytest

from evaluation_results import failed, match_truth_of, page, read, second_best
from reader.evaluation import Cause, confusions, find_cause
from reader.evaluation.sight import Sight
from reader.records import PageResult


@pytest.mark.parametrize(
    ("result", "told", "cause"),
    [
        (page("12"), "12", None),
        (page(""), "", None),
        (failed(), "12", Cause.FAILED),
        (page(""), "12", Cause.MISSED),
        (page("7"), "", Cause.BLANK_READ),
        (page(read("13", raw="12")), "12", Cause.RULE),
        (page("13"), "12", Cause.DIGIT),
        (page(second_best("1312", "132")), "132", Cause.PATH),
        (page("1121"), "121", Cause.MARK),
        (page("11"), "121", Cause.LOST),
        (page("99"), "121", Cause.UNKNOWN),
    ],
)
def test_the_cause_is_told_as_far_as_the_row_can(
    result: PageResult, told: str, cause: Cause | None
) -> None:
    (outcome,) = match_truth_of(result, told)
    assert find_cause(outcome) is cause


@pytest.mark.parametrize(
    ("told", "text", "sight", "cause"),
    [
        ("12", "13", Sight((0, 1), (0, 1), is_plausible=False), Cause.DIGIT),
        ("12", "13", Sight((0, 1), (0, 2), is_plausible=False), Cause.DIGIT),
        ("12", "13", Sight((0, 1), (0, 2), is_plausible=True), Cause.PATH),
        ("12", "37", Sight((0, 1), (2, 3), is_plausible=False), Cause.UNCUT),
        ("123", "12", Sight((0, 1), None, is_plausible=False), Cause.UNCUT),
        ("12", "112", Sight((0, 1, 2), (1, 2), is_plausible=True), Cause.MARK),
        ("112", "12", Sight((1, 2), (0, 1, 2), is_plausible=True), Cause.LOST),
        ("112", "12", Sight((1, 2), (0, 1, 2), is_plausible=False), Cause.LOST),
        ("112", "12", Sight((1, 4), (0, 1, 2), is_plausible=True), Cause.PATH),
    ],
)
def test_what_the_lattice_offered_decides(told: str, text: str, sight: Sight, cause: Cause) -> None:
    (outcome,) = match_truth_of(page(text), told)
    assert find_cause(outcome, sight) is cause


def test_a_string_that_the_truth_does_not_know_is_extra() -> None:
    _, extra = match_truth_of(page("12", "34"), "12")
    assert find_cause(extra) is Cause.EXTRA


def test_confusions_count_characters_of_what_was_read() -> None:
    counts = confusions(match_truth_of(page("17", "345", "8"), "11 35 899"))
    assert counts["1", "1"] == 1
    assert counts["1", "7"] == 1
    assert counts["", "4"] == 1
    assert counts["9", ""] == 2


def test_every_cause_has_a_sentence() -> None:
    assert all(cause.meaning.endswith(".") for cause in Cause)
