"""Digits and letters to write lines with, all drawn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.training.data.ink_sets import InkSet
from reader.training.glyphs.stock import Sets


def _bars(labels: str) -> InkSet:
    """A picture a label: as many upright bars as the label's place, from one on."""
    ink = []
    for place in range(len(labels)):
        picture = np.zeros((30, 8 + 4 * place), np.uint8)
        for bar in range(place + 1):
            cv2.line(picture, (2 + 4 * bar, 0), (2 + 4 * bar, 29), 255, 1)
        ink.append(picture)
    return InkSet("bars", tuple(ink), tuple(labels))


@pytest.fixture
def digits() -> Sets:
    return ((_bars("0123456789"), 1.0),)


@pytest.fixture
def letters() -> Sets:
    return ((_bars("abcd"), 1.0),)
