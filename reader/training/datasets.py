"""Training data: sets of single digits as ink, and which of them are kept apart.

A set is read from the data folder by name; what is peculiar to each set (polarity, stretching,
which labels are digits) is said once, in ``SETS``.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.training.alphabet import DIGITS
from reader.training.array_files import read_npz
from reader.training.cheques import is_calibration_file, load_cheques
from reader.training.drawn_sets import draw_synthetic_digits, draw_synthetic_rubbish
from reader.training.ink_sets import InkSet, cut_tight, ink_of_paper

__all__ = [
    "DIGITS",
    "SETS",
    "InkSet",
    "is_calibration_file",
    "load_set",
    "split_set",
    "split_tail",
]


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


def split_set(one: InkSet, *, part: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices (training, validation): never the same source on both sides, where they are known.

    ``part`` of the pictures is for validation, at least one source; which ones, a hash of their
    names decides. Of a single source the tail of each class is taken.
    """
    sizes = Counter(one.sources)
    if len(sizes) < 2 or not part:
        return split_tail(one.labels, part=part)
    room = max(part * len(one.sources), min(sizes.values()))
    chosen: set[str] = set()
    for source in sorted(sizes, key=lambda s: (zlib.crc32(s.encode()), s)):
        if sizes[source] <= room:
            chosen.add(source)
            room -= sizes[source]
    apart = np.array([source in chosen for source in one.sources])
    return np.flatnonzero(~apart), np.flatnonzero(apart)


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
        pictures, labels, _ = read_npz(folder / f"{stem}.npz")
        chosen = [i for i, label in enumerate(labels) if choose(label)]
        ink = [ink_of_paper(pictures[i]) if paper else pictures[i] for i in chosen]
        pairs = [
            (cut_tight(one), labels[i]) for one, i in zip(ink, chosen, strict=True) if one.any()
        ]
        return InkSet(name, tuple(p[0] for p in pairs), tuple(p[1] for p in pairs), stretched)

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
