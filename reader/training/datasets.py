"""Training data: sets of single digits as ink, and which of them are kept apart.

A set is read from the data folder by name; what is peculiar to each set (polarity, stretching,
which labels are digits) is said once, in ``SETS``.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.records import Box, Image

__all__ = [
    "DIGITS",
    "SETS",
    "InkSet",
    "is_calibration_file",
    "iter_cheques",
    "load_set",
    "split_tail",
]

DIGITS = tuple("0123456789")

CALIBRATION_PART = 2 / 7
"""Part of the cheque files that no training sees: they calibrate the string's confidence."""


@dataclass(frozen=True, slots=True, eq=False)
class InkSet:
    """Pictures of ink with their labels, in the order of the source.

    ``ink`` are uint8 arrays, bright ink on 0, cut tightly; ``stretched`` says that the set's
    makers stretched every digit to its box.
    """

    name: str
    ink: tuple[Image, ...]
    labels: tuple[str, ...]
    stretched: bool = False


def is_calibration_file(name: str) -> bool:
    """Whether a file of strings is kept apart for calibration, by the hash of its bare name."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    digest = hashlib.sha256(bare.encode()).digest()
    return int.from_bytes(digest[:4], "big") < CALIBRATION_PART * 2**32


def load_set(folder: Path, name: str) -> InkSet:
    """The named set from the data folder.

    Raises
    ------
    DataError
        If the set is unknown, missing, damaged, empty, or not what its description says.
    """
    if name not in SETS:
        raise DataError(f"unknown data set {name!r}; known: {', '.join(sorted(SETS))}")
    if not folder.is_dir():
        raise DataError(f"{folder}: data folder not found; name it with --data FOLDER")
    found = SETS[name](folder, name)
    if not found.ink:
        raise DataError(f"{folder}: data set {name} is empty; expected pictures of ink")
    return found


def split_tail(
    labels: tuple[str, ...], *, part: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices (training, validation): the last ``part`` of each class is for validation.

    Neighbours in a set's order often come from one writer; a tail keeps most writers on one side.
    """
    names = np.array(labels)
    kept: list[NDArray[np.intp]] = []
    tails: list[NDArray[np.intp]] = []
    for label in sorted(set(labels)):
        index = np.flatnonzero(names == label)
        stop = len(index) - round(len(index) * part)
        kept.append(index[:stop])
        tails.append(index[stop:])
    return np.sort(np.concatenate(kept)), np.sort(np.concatenate(tails))


def _npz(
    stem: str,
    *,
    choose: Callable[[str], bool] = DIGITS.__contains__,
    stretched: bool = False,
    paper: bool = False,
) -> Callable[[Path, str], InkSet]:
    """A reader of one npz file; ``paper`` = dark ink on a light background."""

    def load(folder: Path, name: str) -> InkSet:
        pictures, labels = _read_npz(folder / f"{stem}.npz")
        chosen = [i for i, label in enumerate(labels) if choose(label)]
        ink = [ink_of_paper(pictures[i]) if paper else pictures[i] for i in chosen]
        pairs = [(_tight(one), labels[i]) for one, i in zip(ink, chosen, strict=True) if one.any()]
        return InkSet(name, tuple(p[0] for p in pairs), tuple(p[1] for p in pairs), stretched)

    return load


def _read_npz(path: Path) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    try:
        with np.load(path, allow_pickle=False) as data:
            pictures, labels = data["x"], data["y"]
    except FileNotFoundError as error:
        raise DataError(f"{path}: data file not found; name the data folder with --data") from error
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise DataError(f"{path}: damaged data file ({error}); copy or fetch it again") from error
    except KeyError as error:
        raise DataError(f"{path}: expected arrays x and y, {error}") from error
    if pictures.ndim != 3 or pictures.dtype != np.uint8:
        found = f"{pictures.dtype} of shape {pictures.shape}"
        raise DataError(f"{path}: x is {found}; expected uint8 of shape (n, height, width)")
    if len(pictures) != len(labels):
        raise DataError(f"{path}: {len(pictures)} pictures but {len(labels)} labels")
    return pictures, tuple(str(label) for label in labels)


def ink_of_paper(picture: Image) -> Image:
    """Dark ink on paper as bright ink on 0: the paper's level taken away, its grain dropped."""
    paper = cv2.medianBlur(picture, 31 if min(picture.shape) > 31 else 9)
    depth = np.clip(paper.astype(np.float32) - picture, 0, None)
    ink = depth * (255.0 / max(float(np.percentile(depth, 99.5)), 40.0))
    return np.where(ink > PAPER_GRAIN, np.clip(ink, 0, 255), 0).astype(np.uint8)


PAPER_GRAIN = 70
"""Ink levels (of 255) below which a photographed stroke cannot be told from the paper's grain."""


def _load_cheques(folder: Path, name: str) -> InkSet:
    """Digit crops of the courtesy amounts that are not kept apart for calibration."""
    ink: list[Image] = []
    labels: list[str] = []
    for image, truth in iter_cheques(folder):
        strip = ink_of_strip(image)
        for label, box in truth:
            crop = strip[box.slices]
            if min(crop.shape) > 4 and crop.any():
                ink.append(_tight(crop))
                labels.append(label)
    return InkSet(name, tuple(ink), tuple(labels))


def iter_cheques(folder: Path) -> Iterator[tuple[Image, list[tuple[str, Box]]]]:
    """Grey strips of the cheque amounts with (digit, box) pairs, without those for calibration.

    Raises
    ------
    DataError
        If the truth file or a picture cannot be read.
    """
    place = folder / "cheque_amounts"
    for file, boxes in _cheque_rows(place / "truth.csv"):
        if is_calibration_file(file):
            continue
        image = _read_grey(place / file)
        inside = [(label, _box_inside(xywh, image.shape)) for label, xywh in boxes]
        yield image, [(label, box) for label, box in inside if label in DIGITS and box.area]


def ink_of_strip(image: Image) -> Image:
    """Ink of a grey strip with a security background: local paper level, then a soft threshold."""
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    paper = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    depth = paper.astype(np.float32) - smooth
    split, _ = cv2.threshold(np.clip(depth, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    full = max(
        float(np.percentile(depth[depth > split], 70)) if (depth > split).any() else 1.0, 1.0
    )
    ink = np.clip((depth - 0.6 * split) / max(full - 0.6 * split, 1.0), 0, 1) * 255
    return ink.astype(np.uint8)


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


def _tight(ink: Image) -> Image:
    strong = ink > 0.15 * ink.max()
    rows, cols = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1])


SYNTHETIC_DIGITS = 8_000
"""Digits drawn by our own stroke models, each by a writer of its own: 5 seconds' work."""


def _draw_synthetic(folder: Path, name: str) -> InkSet:
    from reader.synthesis import draw_digit, draw_writer

    rng = np.random.default_rng(20_26)
    labels = tuple(DIGITS[k % 10] for k in range(SYNTHETIC_DIGITS))
    ink = tuple(_tight(draw_digit(rng, draw_writer(rng), label, 44)) for label in labels)
    return InkSet(name, ink, labels)


SYNTHETIC_RUBBISH = 3_000


def _draw_rubbish(*kinds: str) -> Callable[[Path, str], InkSet]:
    """Things of our own drawing that are not one digit; the label is the kind."""

    def load(folder: Path, name: str) -> InkSet:
        from reader.synthesis.rubbish import draw_rubbish

        rng = np.random.default_rng(20_27)
        labels = tuple(kinds[k % len(kinds)] for k in range(SYNTHETIC_RUBBISH))
        drawn = tuple(draw_rubbish(rng, kind, height=44) for kind in labels)
        pairs = [p for p in zip(drawn, labels, strict=True) if p[0].any()]
        return InkSet(name, tuple(_tight(p[0]) for p in pairs), tuple(p[1] for p in pairs))

    return load


DIGIT_TWINS = frozenset("oilsqbgzyt") | frozenset("OIlSZBgqbDGTAJ")
"""Letters that some hand writes like a digit; never shown as *not one digit*."""

MARKS = frozenset({"dot", "minus", "plus", "x", "w"})
OPERATORS = frozenset(
    {
        "addition_plus",
        "division_obelus",
        "multiplication_cross",
        "multiplication_dot",
        "subtraction_minus",
    }
)

SETS: Mapping[str, Callable[[Path, str], InkSet]] = {
    "bd62": _npz("bd62", paper=True),
    "bd62_letters": _npz("bd62", paper=True, choose=lambda c: c.isalpha() and c not in DIGIT_TWINS),
    "bhmsds": _npz("bhmsds"),
    "bhmsds_marks": _npz("bhmsds", choose=MARKS.__contains__),
    "cheque_amounts": _load_cheques,
    "hwd1000": _npz("hwd1000"),
    "letters_ocr": _npz("letters_ocr", choose=lambda c: c not in DIGIT_TWINS and c not in "cehr"),
    "mdas": _npz("mdas", choose=OPERATORS.__contains__),
    "mnist": _npz("mnist"),
    "nist_raw": _npz("nist_raw"),
    "omniglot": _npz("omniglot", choose=lambda _: True),
    "optdigits": _npz("optdigits", stretched=True),
    "semeion": _npz("semeion", stretched=True),
    "synthesis": _draw_synthetic,
    "synthetic_signs": _draw_rubbish("letter", "signs", "printed", "rulings", "scribble"),
    "synthetic_test_rubbish": _draw_rubbish("signature", "stamp"),
}
"""Every set by name."""
