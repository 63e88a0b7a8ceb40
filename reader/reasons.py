"""Reasons for a person to look: words of the output column ``reasons``."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """Why a string is not accepted, or (``FILLER``) why it is blank.

    That not all is digits is said in the model's own words (``not-digits``, ``not-letters``).
    """

    LOW_CONFIDENCE = "low-confidence"
    """It is less probable than was asked for."""
    READERS_DISAGREE = "readers-disagree"
    """Two readers read different texts."""
    DECIMAL_MARK = "decimal-mark"
    """A mark among its digits may be a decimal one."""
    SIGN = "sign"
    """It may have a minus sign."""
    SLASH = "slash"
    """Its last 1 may belong to the stroke that ends an amount."""
    STRUCK_OUT = "struck-out"
    """It was crossed out."""
    TOUCHES_EDGE = "touches-edge"
    """The picture's edge cuts it."""
    UNSPLIT = "unsplit"
    """Some of its ink could not be cut into digits."""
    ILLEGIBLE = "illegible"
    """It has more pieces of ink than any string."""
    INCOMPLETE = "incomplete"
    """Beside it stands what may be a further digit of it."""
    PRINTED = "perhaps-printed"
    """Its digits look printed, but are too few to be sure of it."""
    FILLER = "filler"
    """Nothing but filler crosses and dashes was written."""
