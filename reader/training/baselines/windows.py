"""Longer numbers with a net for one digit: a square window that moves over the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reader.records import Image
from reader.training.baselines.recipe import Windows

__all__ = ["cut_windows", "read_walk"]


def cut_windows(picture: Image, windows: Windows) -> tuple[Image, ...]:
    """Every window that the walk may come to, from left to right, ``step`` of the height apart.

    A window is as wide as the picture is high. One narrower than that is its own only window.
    """
    height, width = picture.shape[:2]
    if width <= height:
        return (picture,)
    count = int((width - height) / (windows.step * height)) + 1
    lefts = [round(k * windows.step * height) for k in range(count)]
    return tuple(picture[:, left : left + height] for left in lefts)


def read_walk(probabilities: NDArray[np.floating], windows: Windows) -> str:
    """The digits met on the way over ``probabilities`` (windows, classes), as text.

    Behind a digit that is ``sure`` the window jumps, else it steps; a row of zeros is no digit.
    """
    jump = round(windows.jump / windows.step)
    text, at = "", 0
    while at < len(probabilities):
        best = int(probabilities[at].argmax())
        if probabilities[at, best] >= windows.sure:
            text += str(best)
            at += jump
        else:
            at += 1
    return text
