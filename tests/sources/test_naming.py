"""Natural order of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.sources import natural_key


def test_numbers_inside_names_count_as_numbers() -> None:
    names = ["page 10", "page 2", "Page 1", "page", "page 2b", "page 02"]
    ordered = ["page", "Page 1", "page 02", "page 2", "page 2b", "page 10"]
    assert sorted(names, key=natural_key) == ordered


def test_folders_are_compared_before_what_is_in_them() -> None:
    assert sorted(["a b/1", "a/2", "a/10"], key=natural_key) == ["a/2", "a/10", "a b/1"]


@given(st.lists(st.text(), unique=True))
def test_any_names_have_one_order(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)
