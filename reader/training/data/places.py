"""Data of one's own: class folders, npz, IDX and run files that a recipe names by their path.

What kind a place is, its content says; whether its ink is dark or bright, its pictures say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError, NoInputError, PageFailure
from reader.records import Image
from reader.settings import SourceSettings
from reader.sources import Source, count_pages, find_sources, load_page
from reader.training.data.array_files import labels_beside, read_idx, read_npz
from reader.training.data.corrections import RUN_SIGNATURE, load_corrected
from reader.training.data.ink_sets import InkSet, cut_tight, has_dark_ink, ink_of_picture, within
from reader.training.data.splits import WRITERS, places_of

__all__ = ["Place", "load_place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a set of one's own is, and what the model's card says of it.

    ``path`` is a folder of class folders, an npz file, an IDX file of pictures, or a run file,
    relative to the data folder; ``labels`` the IDX file of labels where its name does not follow
    MNIST's; ``corrected`` a corrected table of the run's rows, instead of its review; ``order``
    the published set in whose order the file's pictures are (:mod:`reader.training.data.splits`).
    """

    path: str
    labels: str = ""
    corrected: str = ""
    order: str = ""
    licence: str = "not stated"
    about: str = "data of one's own"


@dataclass(frozen=True, slots=True, eq=False)
class _Labelled:
    """Grey pictures as they are, with label and source of each (no sources: not known)."""

    pictures: list[Image]
    labels: list[str]
    sources: list[str]


def load_place(folder: Path, name: str, place: Place, *, classes: tuple[str, ...] = ()) -> InkSet:
    """The ink of a place; pictures of any size, dark or bright ink found by their borders.

    Parameters
    ----------
    classes : tuple of str, optional
        The labels that are allowed; none: any (what is *not one digit* has any label).

    Raises
    ------
    DataError
        If it is missing, damaged, empty, of one class only, or has labels out of ``classes``.
    ConfigurationError
        If it is a damaged run file.
    """
    path = folder / place.path
    if _head(path) == RUN_SIGNATURE:
        corrected = folder / place.corrected if place.corrected else None
        return load_corrected(path, name, corrected=corrected, classes=classes)
    if place.corrected:
        raise DataError(f"{path}: is no run file, so that no corrected table goes with it")
    found = _read(path, place)
    if classes:
        _check_labels(path, found.labels, classes)
    dark = sum(map(has_dark_ink, found.pictures)) * 2 > len(found.pictures)
    ink = [ink_of_picture(picture, dark=dark) for picture in found.pictures]
    kept = [k for k, one in enumerate(ink) if one.any()]
    if not kept:
        raise DataError(f"{path}: data set {name} is empty; expected pictures of ink")
    places = _places(path, place.order, found.labels)
    return InkSet(
        name,
        tuple(cut_tight(ink[k]) for k in kept),
        tuple(found.labels[k] for k in kept),
        sources=tuple(found.sources[k] for k in kept) if found.sources else (),
        order=tuple(places[k] for k in kept) if places else (),
        guard=WRITERS[place.order].guard if places else 0,
    )


def _places(path: Path, order: str, labels: list[str]) -> list[int]:
    """Every picture's place in the order of the writers; none where ``order`` is empty."""
    if not order:
        return []
    places = places_of(order, labels)
    if places is None:
        known = ", ".join(f"{name} ({one.pictures:,})" for name, one in WRITERS.items())
        raise DataError(
            f"{path}: order = {order!r} with {len(labels):,} pictures; known are the whole files "
            f"of {known}; leave order out"
        )
    return places.tolist()


def _read(path: Path, place: Place) -> _Labelled:
    if path.is_dir():
        return _read_folders(path)
    head = _head(path)
    if head[:2] == b"PK":
        pictures, labels, sources = read_npz(path)
    elif head[:2] in (b"\x1f\x8b", b"\x00\x00"):
        other = path.with_name(place.labels) if place.labels else labels_beside(path)
        pictures, labels, sources = read_idx(path, other)
    else:
        found = f"it begins with {head!r}" if head else "it is empty"
        raise DataError(
            f"{path}: neither npz, IDX nor run file: {found}; "
            "expected one of them, or a folder with a folder a class"
        )
    return _Labelled([within(one) for one in pictures], list(labels), list(sources))


def _head(path: Path) -> bytes:
    """The first four bytes of a file; none of a folder."""
    if path.is_dir():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(4)
    except FileNotFoundError as error:
        raise DataError(
            f"{path}: not found; expected a folder, npz, IDX or run file there"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: data file cannot be read: {error.strerror}") from error


def _read_folders(folder: Path) -> _Labelled:
    """One folder a class, its name the label; a folder inside it is one writer's."""
    try:
        sources = find_sources([folder]).sources
    except NoInputError as error:
        raise DataError(
            f"{folder}: empty data folder; expected a folder a class with pictures inside"
        ) from error
    found = _Labelled([], [], [])
    for source in sources:
        label, *rest = source.name.split("/")
        if not rest:
            raise DataError(
                f"{source.path}: picture beside the class folders; "
                "move it into the folder of its class, as 7/name.png"
            )
        for picture in _pages(source):
            found.pictures.append(picture)
            found.labels.append(label)
            found.sources.append(rest[0])
    return found


def _pages(source: Source) -> list[NDArray[np.uint8]]:
    settings = SourceSettings()
    try:
        count = count_pages(source, settings)
        return [within(load_page(source, k, settings).image) for k in range(count)]
    except PageFailure as failure:
        raise DataError(
            f"{source.path}: picture cannot be read ({failure}); mend it or take it out"
        ) from failure


def _check_labels(path: Path, labels: list[str], classes: tuple[str, ...]) -> None:
    wrong = next((k for k, label in enumerate(labels) if label not in classes), None)
    expected = f"{classes[0]} to {classes[-1]}"
    if wrong is not None:
        raise DataError(
            f"{path}: label {labels[wrong]!r} of picture {wrong + 1} is out of range; expected "
            f"{expected}; what is no digit belongs under [data.signs]"
        )
    if len(set(labels)) < 2:
        found = f"pictures of {labels[0]} alone" if labels else "no pictures"
        raise DataError(f"{path}: found {found}; expected several of {expected}")
