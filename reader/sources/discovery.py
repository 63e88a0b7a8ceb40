"""The words of the command line -> sources, in natural order, each once."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from reader.errors import NoInputError
from reader.sources.kinds import HEAD_SIZE, SUFFIXES, find_kind
from reader.sources.naming import deepest_folder, name_under, natural_key

__all__ = ["FoundSources", "Source", "find_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file: the name that outputs show, and where it lies (absolute)."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class FoundSources:
    """What is to be read, in natural order, and how many files of folders were passed over."""

    sources: tuple[Source, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class _Named:
    """One path that was named: the folder it counts for names, its files, those skipped."""

    folder: str
    files: tuple[str, ...]
    skipped: int = 0


def find_sources(inputs: Sequence[str | Path], *, stdin: TextIO | None = None) -> FoundSources:
    """Everything that ``inputs`` mean.

    A word is a file (always a source, even if it cannot be read or is not there), a folder (taken
    recursively: files with a picture's or PDF's suffix or signature are sources, others are
    counted as skipped), a glob pattern (its files count as named), ``@list`` (a UTF-8 file with
    one such path a line) or ``-`` (the same from standard input). Paths in a list are relative
    to the current folder, as ``find`` writes them; ``./@name`` names a file that begins with @.

    The same path named twice is one source. Names are relative to the deepest folder that holds
    all inputs; the order is natural and does not depend on the order of the words.

    Raises
    ------
    NoInputError
        If nothing is found, a pattern matches nothing, or a list cannot be read.
    """
    words = [word for each in inputs for word in _unfolded(str(each), stdin or sys.stdin)]
    named = [item for word in words for item in _look_up(word)]
    paths = {os.path.normcase(path): path for item in named for path in item.files}
    if not paths:
        raise NoInputError(_nothing_found(words, named))
    folder = deepest_folder([item.folder for item in named])
    sources = [Source(name_under(folder, Path(path)), Path(path)) for path in paths.values()]
    sources.sort(key=lambda source: natural_key(source.name))
    return FoundSources(tuple(sources), sum(item.skipped for item in named))


def _unfolded(word: str, stdin: TextIO) -> Iterator[str]:
    """``-`` and ``@list`` as the paths they hold; any other word as it is."""
    if word == "-":
        yield from _lines(stdin.read())
    elif word.startswith("@"):
        yield from _lines(_read_list(word[1:]))
    else:
        yield word


def _read_list(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise NoInputError(f"@{path}: list of inputs cannot be read: {error.strerror}") from error


def _lines(text: str) -> Iterator[str]:
    return (line.strip("\r") for line in text.split("\n") if line.strip())


def _look_up(word: str) -> Iterator[_Named]:
    # os.path answers False where pathlib raises: names that are too long or hold a zero byte.
    path = os.path.abspath(os.path.expanduser(word))
    if os.path.isdir(path):
        yield _folder(path)
    elif os.path.lexists(path) or not glob.has_magic(word):
        yield _Named(os.path.dirname(path), (path,))
    else:
        yield from _matches(word)


def _matches(pattern: str) -> Iterator[_Named]:
    found = sorted(glob.glob(os.path.expanduser(pattern), recursive=True))
    if not found:
        raise NoInputError(f"{pattern}: no file matches this pattern; check folder and suffix")
    for match in found:
        path = os.path.abspath(match)
        # With ** the folders' own files are matches themselves.
        if not os.path.isdir(path):
            yield _Named(os.path.dirname(path), (path,))
        elif "**" not in pattern:
            yield _folder(path)


def _folder(top: str) -> _Named:
    """All pictures below ``top``. A subfolder that cannot be listed is a source that fails."""
    files: list[str] = []
    unlisted: list[str] = []
    skipped = 0
    for here, folders, names in _walk(top, unlisted):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = os.path.join(here, name)
            if _is_wanted(path):
                files.append(path)
            else:
                skipped += 1
    return _Named(top, tuple(files + unlisted), skipped)


def _walk(top: str, unlisted: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """``os.walk`` through links, entering every real folder once (links may form a circle)."""
    entered: set[str] = set()
    walk = os.walk(top, followlinks=True, onerror=lambda e: unlisted.append(str(e.filename)))
    for here, folders, names in walk:
        real = os.path.realpath(here)
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        yield here, folders, names


def _is_wanted(path: str) -> bool:
    # Hidden files are notes of the system (such as ._scan.png beside scan.png), never scans.
    if os.path.basename(path).startswith("."):
        return False
    if os.path.splitext(path)[1].lower() in SUFFIXES:
        return True
    if not os.path.isfile(path):  # a pipe or socket would block
        return False
    try:
        with open(path, "rb") as file:
            return find_kind(file.read(HEAD_SIZE)) is not None
    except OSError:  # what cannot be looked into and promises no picture is none
        return False


def _nothing_found(words: Sequence[str], named: Sequence[_Named]) -> str:
    skipped = sum(item.skipped for item in named)
    seen = f" ({skipped} other files skipped)" if skipped else ""
    where = (
        ", ".join(words[:3]) + (", ..." if len(words) > 3 else "") if words else "no input named"
    )
    return (
        f"{where}: no pictures and no PDFs found{seen}; expected PNG, JPEG, TIFF, PDF and the like"
    )
