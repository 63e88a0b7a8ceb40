"""Training data: sets of single digits as ink.

A set is read from the data folder by name; what is peculiar to each set (polarity, stretching,
which labels are digits) is said once, in ``SETS``; what is known of its writers, in
:mod:`reader.training.data.splits`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from reader.alphabet import DIGITS
from reader.errors import DataError
from reader.records import Image
from reader.training.data.array_files import read_npz
from reader.training.data.cheques import is_calibration_file, load_cheques
from reader.training.data.drawn_sets import (
    CAPITALS,
    draw_synthetic_capitals,
    draw_synthetic_digits,
    draw_synthetic_rubbish,
)
from reader.training.data.ink_sets import InkSet, cut_tight, ink_of_paper
from reader.training.data.splits import WRITERS, places_of

__all__ = [
    "DIGITS",
    "SETS",
    "InkSet",
    "is_calibration_file",
    "load_set",
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


def _npz(
    stem: str,
    *,
    choose: Callable[[str], bool] = DIGITS.__contains__,
    stretched: bool = False,
    paper: bool = False,
    rename: Callable[[str], str] = str,
) -> Callable[[Path, str], InkSet]:
    """A reader of one npz file; ``paper`` = dark ink on a light background.

    ``choose`` says which of the file's labels are taken, ``rename`` what they are called here.
    """

    def load(folder: Path, name: str) -> InkSet:
        pictures, labels, sources = read_npz(folder / f"{stem}.npz")
        places = places_of(stem, labels)
        kept: list[int] = []
        ink: list[Image] = []
        for i in (i for i, label in enumerate(labels) if choose(label)):
            picture = ink_of_paper(pictures[i]) if paper else pictures[i]
            if picture.any():
                kept.append(i)
                ink.append(cut_tight(picture))
        return InkSet(
            name,
            tuple(ink),
            tuple(rename(labels[i]) for i in kept),
            stretched,
            sources=tuple(sources[i] for i in kept) if sources else (),
            order=() if places is None else tuple(int(places[i]) for i in kept),
            guard=0 if places is None else WRITERS[stem].guard,
        )

    return load


DIGIT_TWINS = frozenset("oilsqbgzyt") | frozenset("OIlSZBgqbDGTAJ")
"""Letters that some hand writes like a digit; never shown as *not one digit*."""

PLAIN_CAPITALS = frozenset("EFHKLMNPRVWX")
"""Capitals that no hand writes like a digit."""

CAPITAL_TWINS = frozenset("ckopsuvwxz")
"""Small letters of which the capital is the same, but for the size that no glyph keeps."""

NO_LETTERS = frozenset("3479")
"""Digits that no hand writes like a capital; 0 is O, and 1, 2, 5, 6, 8 are near I, Z, S, G, B."""

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

_LOOKALIKES = (
    ("Balinese", (14, 15)),
    ("Early_Aramaic", (6, 7, 11, 13, 16, 21, 22)),
    ("Greek", (2, 3, 5, 9, 10, 13, 15, 17, 18, 19, 20, 22, 24)),
    ("Japanese_(katakana)", (4, 24, 33, 35, 41, 42, 45)),
    ("Korean", (2, 14, 21, 24, 25, 27, 28, 33, 38)),
    ("Latin", range(1, 27)),
    ("Tagalog", (4, 16)),
)
CAPITAL_LOOKALIKES = frozenset(
    f"{alphabet}/character{number:02d}" for alphabet, numbers in _LOOKALIKES for number in numbers
)
"""Characters of omniglot that look like a capital, by eye; and its Latin alphabet."""

CROSSES = frozenset({"multiplication_cross"})
"""Operators that are an X."""

SETS: Mapping[str, Callable[[Path, str], InkSet]] = {
    "bd62": _npz("bd62", paper=True),
    "bd62_letters": _npz("bd62", paper=True, choose=lambda c: c.isalpha() and c not in DIGIT_TWINS),
    "bd62_capitals": _npz("bd62", paper=True, choose=CAPITALS.__contains__),
    "bd62_capital_twins": _npz(
        "bd62", paper=True, choose=CAPITAL_TWINS.__contains__, rename=str.upper
    ),
    "bhmsds": _npz("bhmsds"),
    "bhmsds_capital_twins": _npz("bhmsds", choose=frozenset("wxz").__contains__, rename=str.upper),
    "bhmsds_no_letters": _npz("bhmsds", choose=NO_LETTERS.__contains__),
    "bhmsds_operators": _npz("bhmsds", choose=frozenset({"dot", "minus", "plus"}).__contains__),
    "bhmsds_marks": _npz("bhmsds", choose=MARKS.__contains__),
    "cheque_amounts": load_cheques,
    "hwd1000": _npz("hwd1000"),
    "letters_ocr": _npz("letters_ocr", choose=lambda c: c not in DIGIT_TWINS and c not in "cehr"),
    "letters_ocr_capital_twins": _npz(
        "letters_ocr", choose=frozenset("ckopsvz").__contains__, rename=str.upper
    ),
    "mdas": _npz("mdas", choose=OPERATORS.__contains__),
    "mdas_operators": _npz("mdas", choose=(OPERATORS - CROSSES).__contains__),
    "mnist": _npz("mnist"),
    "mnist_no_letters": _npz("mnist", choose=NO_LETTERS.__contains__),
    "mnist_rings": _npz("mnist", choose="0".__contains__, rename=lambda _: "O"),
    "nist_raw": _npz("nist_raw"),
    "omniglot": _npz("omniglot", choose=lambda _: True),
    "omniglot_no_capitals": _npz("omniglot", choose=lambda c: c not in CAPITAL_LOOKALIKES),
    "optdigits": _npz("optdigits", stretched=True),
    "semeion": _npz("semeion", stretched=True),
    "synthesis": draw_synthetic_digits,
    "synthetic_capitals": draw_synthetic_capitals(),
    "synthetic_letters": draw_synthetic_capitals(choose=PLAIN_CAPITALS.__contains__),
    "synthetic_no_letters": draw_synthetic_rubbish("signs", "printed", "scribble"),
    "synthetic_signs": draw_synthetic_rubbish("letter", "signs", "printed", "rulings", "scribble"),
    "synthetic_test_rubbish": draw_synthetic_rubbish("signature", "stamp"),
}
"""Every set by name."""
