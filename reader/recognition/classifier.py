"""What a classifier of glyphs is, whatever engine runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.records import Image

__all__ = ["NOT_ONE", "Classifier", "none_in_words"]

NOT_ONE = ""
"""The class *not one digit* in a class list."""


def none_in_words(classes: Sequence[str]) -> str:
    """What the class ``""`` means beside ``classes``: digits, or another alphabet."""
    return f"not one {noun(classes)}"


class Classifier(Protocol):
    """Says which class each glyph could be."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names in the order of the columns; ``""`` is *not one digit*."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights: what a run file remembers."""

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        """Natural log of each class's probability.

        ``glyphs`` is ``uint8`` of shape (n, 28, 28), ink bright; the result has shape
        (n, len(classes)). n may be 0. A row does not depend on the other rows or on n.
        """
