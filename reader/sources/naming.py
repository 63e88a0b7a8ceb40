"""Names of sources: natural order, and short names under the folder that holds them all."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

__all__ = ["deepest_folder", "name_under", "natural_key"]

NaturalKey = tuple[tuple[tuple[int, int, str], ...], ...]

DIGITS = re.compile("([0-9]+)")


def natural_key(name: str) -> tuple[NaturalKey, str]:
    """Sort key that puts ``page 2`` before ``page 10``, folder by folder, whatever the case.

    The name itself comes last in the key, so that the order of different names is total.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return tuple(_part_key(part) for part in folded.split("/")), name


def deepest_folder(folders: Sequence[str]) -> str:
    """The deepest folder that holds all ``folders`` (absolute); empty if there is none."""
    try:
        return os.path.commonpath(folders)
    except ValueError:  # none given, or different drives
        return ""


def name_under(folder: str, path: Path) -> str:
    """``path`` as outputs show it: relative to ``folder``, with ``/``, always valid Unicode.

    Bytes of a file name that are no UTF-8 appear as ``\\xNN``.
    """
    name = os.path.relpath(path, folder) if folder else str(path)
    # POSIX allows a backslash inside a name; there it is no separator and stays.
    shown = name.replace(os.sep, "/")
    return shown.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _part_key(part: str) -> tuple[tuple[int, int, str], ...]:
    pieces = (piece for piece in DIGITS.split(part) if piece)
    return tuple((0, int(p), "") if DIGITS.fullmatch(p) else (1, 0, p) for p in pieces)
