"""The characters that a model tells apart, and what a text about them calls them."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["DIGITS", "noun"]

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
