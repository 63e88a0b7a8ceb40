"""``--pages``: which page numbers are wanted."""

from __future__ import annotations

import pytest

from reader.errors import UsageError
from reader.sources import parse_pages


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1", [1]), ("1,3-5", [1, 3, 4, 5]), (" 2 , 7- ", [2, 7, 8, 9]), ("3-3", [3])],
)
def test_numbers_and_ranges_count_from_one(text: str, wanted: list[int]) -> None:
    selection = parse_pages(text)
    assert [n for n in range(1, 10) if selection.holds(n)] == wanted


@pytest.mark.parametrize("text", ["", "a", "1,,2", "-3", "1.5", "1-2-3"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no page; expected words such as 1,3-5 or 7-"):
        parse_pages(text)


@pytest.mark.parametrize("text", ["0", "5-3", "0-2"])
def test_pages_count_upwards_from_one(text: str) -> None:
    with pytest.raises(UsageError, match="holds no page; pages count upwards from 1"):
        parse_pages(text)
