"""Training data: sets of single digits as ink, and which of them are kept apart.

A set is read from the data folder by name; what is peculiar to each set (polarity, stretching,
which labels are digits) is said once, in ``SETS``.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.training.cheques import is_calibration_file, load_cheques
from reader.training.drawn_sets import draw_synthetic_digits, draw_synthetic_rubbish
from reader.training.ink_sets import InkSet, cut_tight, ink_of_paper

__all__ = [
    "DIGITS",
    "SETS",
    "InkSet",
    "is_calibration_file",
    "load_set",
    "split_tail",
]

DIGITS = tuple("0123456789")


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
        pairs = [
            (cut_tight(one), labels[i]) for one, i in zip(ink, chosen, strict=True) if one.any()
        ]
        return InkSet(name, tuple(p[0] for p in pairs), tuple(p[1] for p in pairs), stretched)

    return load


def _read_npz(path: Path) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    try:
        with np.load(path, allow_pickle=False) as data:
            pictures, labels = data["x"], data["y"]
    except FileNotFoundError as error:
        raise DataError(f"{path}: data file not found; name the data folder with --data") from error
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: damaged data file ({error}); copy or fetch it again") from error
    except KeyError as error:
        raise DataError(f"{path}: expected arrays x and y, {error}") from error
    if pictures.ndim != 3 or pictures.dtype != np.uint8:
        found = f"{pictures.dtype} of shape {pictures.shape}"
        raise DataError(f"{path}: x is {found}; expected uint8 of shape (n, height, width)")
    if len(pictures) != len(labels):
        raise DataError(f"{path}: {len(pictures)} pictures but {len(labels)} labels")
    return pictures, tuple(str(label) for label in labels)


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
    "cheque_amounts": load_cheques,
    "hwd1000": _npz("hwd1000"),
    "letters_ocr": _npz("letters_ocr", choose=lambda c: c not in DIGIT_TWINS and c not in "cehr"),
    "mdas": _npz("mdas", choose=OPERATORS.__contains__),
    "mnist": _npz("mnist"),
    "nist_raw": _npz("nist_raw"),
    "omniglot": _npz("omniglot", choose=lambda _: True),
    "optdigits": _npz("optdigits", stretched=True),
    "semeion": _npz("semeion", stretched=True),
    "synthesis": draw_synthetic_digits,
    "synthetic_signs": draw_synthetic_rubbish("letter", "signs", "printed", "rulings", "scribble"),
    "synthetic_test_rubbish": draw_synthetic_rubbish("signature", "stamp"),
}
"""Every set by name."""
