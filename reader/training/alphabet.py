"""The characters that a recipe's net is to tell apart."""

from __future__ import annotations

__all__ = ["ordered_fault"]


def ordered_fault(classes: object) -> str:
    """What is wrong with a recipe's ``classes``, in words; empty for a proper alphabet."""
    if not isinstance(classes, str):
        return 'expected one string of characters, as "ABC"'
    if len(classes) < 2 or list(classes) != sorted(set(classes)):
        return "expected two or more different characters in ascending order"
    return "" if classes.isprintable() and " " not in classes else "expected characters with ink"
