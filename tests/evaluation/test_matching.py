"""Readings beside the truth."""

from __future__ import annotations

import pytest

from evaluation_results import failed, match, page, pairs, read, truth
from reader.errors import TruthError
from reader.evaluation import Truth, match_truth
from reader.evaluation.truth import TruthStatus


def test_a_line_is_right_if_its_text_is() -> None:
    assert match(page("0042"), "0042") == [("0042", "0042", True)]
    assert match(page("042"), "0042") == [("0042", "042", False)]


def test_a_line_read_as_blank_is_a_missed_string() -> None:
    (outcome,) = match_truth([page("")], [truth("12")]).outcomes
    assert outcome.is_missing
    assert outcome.errors == 2
    assert not outcome.is_right


def test_a_blank_place_is_right_if_nothing_was_read_there() -> None:
    assert match(page(""), "") == [("", "", True)]
    assert match(page(), "") == [("", "", True)]
    assert match(page("1", "7"), "") == [("", "1", False), (None, "7", False)]


def test_strings_of_a_page_are_aligned_in_reading_order() -> None:
    found = match(page("12", "777", "34", "56"), "12 34 / 99 56")
    assert found == [
        ("12", "12", True),
        (None, "777", False),
        ("34", "34", True),
        ("99", "", False),
        ("56", "56", True),
    ]


def test_what_nobody_can_read_is_neither_right_nor_wrong() -> None:
    assert match(page("375", "48"), "? 48") == [("48", "48", True)]
    assert match(page("48"), "? 48") == [("48", "48", True)]


def test_fillers_and_illegible_places_are_left_out() -> None:
    for status in (TruthStatus.FILLER, TruthStatus.ILLEGIBLE):
        place = Truth("a.png", None, "", ("?",), status)
        assert match_truth([page("11")], [place]).outcomes == ()


def test_a_page_that_could_not_be_read_has_only_wrong_strings() -> None:
    outcomes = match_truth([failed()], [truth("12 34")]).outcomes
    assert [o.is_right for o in outcomes] == [False, False]
    assert {o.failure for o in outcomes} == {"unreadable-file"}
    (blank,) = match_truth([failed()], [truth("")]).outcomes
    assert not blank.is_right


def test_signs_points_and_separators_of_the_truth_are_not_digits() -> None:
    assert match(page("6"), "-6") == [("-6", "6", True)]
    assert match(page("1250"), "12.50") == [("12.50", "1250", True)]


def test_printed_strings_are_no_strings() -> None:
    assert match(page(read("12", kind="printed"), read("34")), "34") == [("34", "34", True)]


def test_fields_are_matched_by_name_and_fields_without_truth_left_out() -> None:
    result = page(read("2", field="b"), read("1", field="a"), read("9", field="c"))
    matches = match_truth([result], [truth("1", field="a"), truth("3", field="b")])
    assert pairs(matches) == [("1", "1", True), ("3", "2", False)]
    assert [o.field for o in matches.outcomes] == ["a", "b"]


def test_a_field_that_is_blank_in_truth_and_reading_is_right() -> None:
    result = page(read("", field="a"), read("12", field="b", line=2))
    matches = match_truth([result], [truth("", field="a"), truth("12", field="b")])
    assert pairs(matches) == [("", "", True), ("12", "12", True)]


def test_without_a_form_the_fields_of_the_truth_are_matched_in_reading_order() -> None:
    truths = [truth("12", field="a"), truth("", field="b"), truth("34", field="c")]
    matches = match_truth([page("12", "34")], truths)
    assert [(o.field, o.is_right) for o in matches.outcomes] == [("a", True), ("c", True)]


def test_pages_are_told_apart_where_the_truth_does() -> None:
    results = [page("12"), page("34", index=1)]
    matches = match_truth(results, [truth("12", page=2), truth("12", page=1)])
    assert [(o.page, o.is_right) for o in matches.outcomes] == [(1, True), (2, False)]


def test_truth_without_page_covers_all_pages_of_a_file() -> None:
    matches = match_truth([page("12"), page("34", index=1)], [truth("12 34")])
    assert [(o.page, o.is_right) for o in matches.outcomes] == [(1, True), (2, True)]


def test_names_may_be_relative_to_another_folder() -> None:
    results = [page("1", file="sub/a.png"), page("2", file="b.png")]
    matches = match_truth(results, [truth("1"), truth("2", file="deep/b.png")])
    assert pairs(matches) == [("1", "1", True), ("2", "2", True)]


def test_a_name_that_fits_two_files_is_refused() -> None:
    results = [page("1", file="x/a.png"), page("2", file="y/a.png")]
    with pytest.raises(TruthError, match=r"a\.png: fits 2 files of the run \(x/a\.png, y/a\.png"):
        match_truth(results, [truth("1")])


def test_what_only_one_side_knows_is_told_and_not_measured() -> None:
    matches = match_truth([page("1"), page("2", file="b.png")], [truth("1"), truth("3", file="c")])
    assert len(matches.outcomes) == 1
    assert (matches.unknown, matches.unread) == (("b.png",), ("c",))
