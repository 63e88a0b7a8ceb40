"""Drawn digits as a training data folder."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

__all__ = ["drawn_digit", "write_digits"]


def drawn_digit(digit: int, shift: int) -> np.ndarray:
    """A 28x28 picture, bright on black; ``shift`` makes copies differ."""
    picture = np.zeros((28, 28), np.uint8)
    cv2.putText(picture, str(digit), (5 + shift % 3, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
    return picture


def write_digits(path: Path, *, digits: range = range(10), copies: int = 8) -> None:
    pictures = [drawn_digit(d, k) for d in digits for k in range(copies)]
    labels = np.repeat(np.array(list(digits), np.uint8), copies)
    np.savez(path, x=np.stack(pictures), y=labels)
