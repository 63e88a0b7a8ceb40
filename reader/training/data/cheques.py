"""Courtesy amounts of cheques with a box for every digit, and which of them are kept apart."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from reader.errors import DataError
from reader.records import Box, Image
from reader.training.data.ink_sets import InkSet, cut_tight, ink_of_strip

__all__ = ["is_calibration_file", "iter_cheques", "load_cheques"]

CALIBRATION_PART = 2 / 7
"""Part of the cheque files that no training sees: they calibrate the string's confidence."""


def is_calibration_file(name: str) -> bool:
    """Whether a file of strings is kept apart for calibration, by the hash of its bare name."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    digest = hashlib.sha256(bare.encode()).digest()
    return int.from_bytes(digest[:4], "big") < CALIBRATION_PART * 2**32


def load_cheques(folder: Path, name: str) -> InkSet:
    """Digit crops of the courtesy amounts that are not kept apart for calibration.

    The source of a digit is its cheque's file.
    """
    ink: list[Image] = []
    labels: list[str] = []
    sources: list[str] = []
    for file, image, truth in iter_cheques(folder):
        strip = ink_of_strip(image)
        for label, box in truth:
            crop = strip[box.slices]
            if min(crop.shape) > 4 and crop.any():
                ink.append(cut_tight(crop))
                labels.append(label)
                sources.append(file)
    return InkSet(name, tuple(ink), tuple(labels), sources=tuple(sources))


def iter_cheques(
    folder: Path, *, held: bool = False
) -> Iterator[tuple[str, Image, list[tuple[str, Box]]]]:
    """Files and grey strips of the cheque amounts with (digit, box) pairs.

    Those for calibration are left out; ``held`` gives those alone.

    Raises
    ------
    DataError
        If the truth file or a picture cannot be read.
    """
    place = folder / "cheque_amounts"
    for file, boxes in _cheque_rows(place / "truth.csv"):
        if is_calibration_file(file) != held:
            continue
        image = _read_grey(place / file)
        inside = [(label, _box_inside(xywh, image.shape)) for label, xywh in boxes]
        yield file, image, [(label, box) for label, box in inside if label.isdecimal() and box.area]


def _cheque_rows(path: Path) -> list[tuple[str, list[tuple[str, tuple[float, ...]]]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: truth file cannot be read: {error.strerror}") from error
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        boxes = re.findall(r"(\S):([\d.,-]+)", row.get("digit_boxes_xywh") or "")
        rows.append((row["file"], [(d, ast.literal_eval(f"({xywh})")) for d, xywh in boxes]))
    return rows


def _read_grey(path: Path) -> Image:
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise DataError(f"{path}: picture cannot be read: {error.strerror}") from error
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
    if image is None:
        raise DataError(f"{path}: not a picture that can be decoded; copy or fetch it again")
    return np.asarray(image, np.uint8)


def _box_inside(xywh: tuple[float, ...], shape: tuple[int, ...]) -> Box:
    left, top, width, height = xywh
    first_row, first_col = max(0, round(top)), max(0, round(left))
    last_row, last_col = min(shape[0], round(top + height)), min(shape[1], round(left + width))
    return Box(first_row, first_col, max(0, last_row - first_row), max(0, last_col - first_col))
