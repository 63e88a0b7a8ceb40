"""Two looks at one picture: whose reading counts?"""

from __future__ import annotations

import dataclasses

import pytest

from reader.decoding.looks import choose_look, choose_looks
from reader.records import Box, Reading, Status

ACCEPT = 0.95


def look(text: str, sure: float | None) -> list[Reading]:
    box = Box(0, 0, 40, 200)
    if sure is None:
        return [Reading(1, box, "", None, Status.BLANK)]
    return [Reading(1, box, text, sure, Status.ACCEPTED if sure >= ACCEPT else Status.REVIEW)]


def chosen(first: list[Reading], second: list[Reading]) -> Reading:
    (one,) = choose_look(first, second, accept=ACCEPT)
    return one


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (0.2, 0.9, "94"),
        (0.9, 0.2, "24"),
        (0.5, 0.55, "24"),
        (None, 0.95, "94"),
        (None, 0.4, "94"),
        (None, 0.2, ""),
        (0.3, None, "24"),
        (None, None, ""),
        (1.0, 1.0, "24"),
    ],
)
def test_the_surer_look_counts(old: float | None, new: float | None, text: str) -> None:
    assert chosen(look("24", old), look("94", new)).text == text


def test_a_look_that_agrees_changes_nothing() -> None:
    first = look("94", 0.6)
    assert choose_look(first, look("94", 0.99), accept=ACCEPT) == first


def test_without_a_second_look_the_first_one_stays() -> None:
    first = look("94", 0.6)
    assert choose_look(first, [], accept=ACCEPT) == first
    assert choose_look([], look("94", 0.6), accept=ACCEPT) == []


def test_a_look_that_would_rather_see_nothing_does_not_count() -> None:
    (other,) = look("1", 0.99)
    doubted = dataclasses.replace(other, reasons=("not-digits",))
    assert chosen(look("", None), [doubted]).text == ""


def test_only_one_of_two_texts_can_be_right() -> None:
    found = chosen(look("24", 0.8), look("94", 0.96))
    assert found.confidence == pytest.approx(0.96 * 0.2 / (1 - 0.8 * 0.96), abs=1e-4)
    assert (found.status, found.reasons) == (Status.REVIEW, ("low-confidence",))


def test_a_sure_look_beside_one_that_guesses_is_accepted() -> None:
    found = chosen(look("24", 0.05), look("94", 0.99))
    assert (found.text, found.status, found.reasons) == ("94", Status.ACCEPTED, ())


def test_what_only_the_second_look_sees_is_for_a_person() -> None:
    found = chosen(look("", None), look("94", 0.999))
    assert (found.status, found.reasons) == (Status.REVIEW, ("readers-disagree",))


@pytest.mark.parametrize("order", [(0.4, 0.99), (0.99, 0.4), (None, 0.99)])
def test_what_only_further_looks_see_is_for_a_person_however_sure_one_is(
    order: tuple[float | None, float | None],
) -> None:
    further = [look(text, sure) for text, sure in zip(("94", "49"), order, strict=True)]
    (found,) = choose_looks(look("", None), further, accept=ACCEPT)
    assert found.text == ("94" if order[0] == 0.99 else "49")
    assert found.status == Status.REVIEW
    assert "readers-disagree" in found.reasons


def test_further_looks_without_a_string_are_passed_over() -> None:
    first = look("24", 0.6)
    assert choose_looks(first, [], accept=ACCEPT) == first
    (found,) = choose_looks(look("", None), [[], look("94", 0.9)], accept=ACCEPT)
    assert found.text == "94"


def test_a_look_that_sees_a_part_says_nothing_of_the_rest() -> None:
    assert chosen(look("92777", 0.963), look("92", 0.998)).text == "92777"


def test_a_part_counts_beside_a_look_that_guesses_and_is_for_a_person() -> None:
    reading = chosen(look("86249", 0.3), look("6249", 0.998))
    assert reading.text == "6249"
    assert reading.status is Status.REVIEW
    assert "readers-disagree" in reading.reasons


def test_a_part_counts_where_it_is_far_surer() -> None:
    assert chosen(look("86249", 0.85), look("6249", 0.998)).text == "6249"


def test_a_look_that_reads_more_is_believed_if_it_is_sure() -> None:
    reading = chosen(look("423", 0.999), look("4230", 0.998))
    assert reading.text == "4230"
    assert reading.status is Status.REVIEW
    assert chosen(look("423", 0.999), look("4230", 0.6)).text == "423"
