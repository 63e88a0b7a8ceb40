"""A picture of lines with its truth, and real amounts as such."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reader.records import Box, Image

__all__ = ["Cheque", "Scene", "changed_cheque", "mapped_box"]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A grey picture and the strings on it: texts with a box for every digit.

    ``taboo`` are places of which nobody knows what they say.
    """

    image: Image
    strings: tuple[tuple[str, tuple[Box, ...]], ...]
    taboo: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Cheque:
    """A real amount: grey picture, its digits, their boxes."""

    image: Image
    text: str
    boxes: tuple[Box, ...]


def changed_cheque(rng: np.random.Generator, cheque: Cheque) -> Scene:
    """A real amount at another size, slant and tone, cut out a little wider or tighter."""
    image = cheque.image
    height, width = image.shape
    paper = float(np.median(image))
    shear, turn = float(rng.normal(0.0, 0.13)), float(rng.normal(0.0, 0.02))
    size = float(np.exp(rng.uniform(0.0, 0.7)))
    down, across = size, size * float(np.exp(rng.normal(0.0, 0.12)))
    room = rng.uniform(-0.03, 0.3, 4) * height * size
    lean = abs(shear) * height * size
    shape = (
        round(height * down + room[0] + room[1] + abs(turn) * width * size),
        round(width * across + lean + room[2] + room[3]),
    )
    middle = np.array([[width / 2], [height / 2]])
    turned = np.array([[across, -shear * down], [turn * across, down]])
    target = np.array([[(shape[1] + room[2] - room[3]) / 2], [(shape[0] + room[0] - room[1]) / 2]])
    matrix = np.hstack([turned, target - turned @ middle])
    border = cv2.BORDER_REPLICATE if rng.random() < 0.5 else cv2.BORDER_CONSTANT
    moved = cv2.warpAffine(
        image, matrix, (shape[1], shape[0]), flags=cv2.INTER_LINEAR, borderMode=border,
        borderValue=paper,
    )  # fmt: skip
    boxes = tuple(mapped_box(box, matrix) for box in cheque.boxes)
    return Scene(_toned(rng, np.asarray(moved, np.uint8), paper), ((cheque.text, boxes),))


def mapped_box(box: Box, matrix: np.ndarray) -> Box:
    """A digit's box after an affine map: as wide as the digit is on its own slant."""
    middle = np.array([box.middle_col, box.middle_row, 1.0])
    col, row = matrix @ middle
    height, width = box.height * abs(matrix[1, 1]), box.width * abs(matrix[0, 0])
    return Box(round(row - height / 2), round(col - width / 2), round(height), round(width))


def _toned(rng: np.random.Generator, image: Image, paper: float) -> Image:
    if rng.random() < 0.35:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 1.3))), np.uint8)
    contrast, level = float(rng.uniform(0.6, 1.35)), float(rng.normal(0.0, 10.0))
    grain = rng.normal(0.0, float(rng.uniform(0.0, 6.0)), image.shape)
    toned = (image.astype(np.float32) - paper) * contrast + paper + level + grain
    return np.clip(toned, 0, 255).astype(np.uint8)
