"""The characters that a net tells apart, and what a text about the net calls them."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["DIGITS", "noun", "ordered_fault"]

DIGITS = tuple("0123456789")
"""The usual alphabet."""


def noun(classes: Collection[str]) -> str:
    """``digit``, ``letter`` or, of other or mixed alphabets, ``character``.

    ``classes`` may hold ``""`` (none of them); it says nothing.
    """
    named = [one for one in classes if one]
    if all(one.isdecimal() for one in named):
        return "digit"
    return "letter" if all(one.isalpha() for one in named) else "character"


def ordered_fault(classes: str) -> str:
    """What is wrong with a recipe's ``classes``, in words; empty for a proper alphabet."""
    if len(classes) < 2 or list(classes) != sorted(set(classes)):
        return "expected two or more different characters in ascending order"
    return "" if classes.isprintable() and " " not in classes else "expected characters with ink"
