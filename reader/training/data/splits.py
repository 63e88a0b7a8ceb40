"""Which pictures of a set are kept apart: never one writer on both sides, where writers are known.

What is known of the published files' order stands in ``WRITERS``. Where nobody says whose a
picture is, neighbours' likeness tells: strokes of one hand are alike in slant, width and weight, so
these measures agree between neighbours as far as one writer's pictures reach.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from reader.training.data.ink_sets import InkSet

__all__ = ["WRITERS", "WriterOrder", "places_of", "split_set", "split_tail"]

Split = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Indices of the pictures for training and for validation, ascending."""


def split_set(one: InkSet, *, part: float) -> Split:
    """Indices (training, validation): never the same source on both sides, where they are known.

    ``part`` of the pictures is for validation. With ``one.sources`` these are whole sources, at
    least one, that a hash of their names chooses; with ``one.order`` the last places of it. Of a
    set that has neither, or a single source, the tail of each class is taken.
    """
    sizes = Counter(one.sources)
    if part and len(sizes) > 1:
        return _split_sources(one.sources, sizes, part=part)
    if part and one.order:
        return _split_order(np.array(one.order), guard=one.guard, part=part)
    return split_tail(one.labels, part=part)


def split_tail(labels: tuple[str, ...], *, part: float) -> Split:
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


def _split_sources(sources: Sequence[str], sizes: Counter[str], *, part: float) -> Split:
    room = max(part * len(sources), min(sizes.values()))
    chosen: set[str] = set()
    for source in sorted(sizes, key=lambda s: (zlib.crc32(s.encode()), s)):
        if sizes[source] <= room:
            chosen.add(source)
            room -= sizes[source]
    apart = np.array([source in chosen for source in sources])
    return np.flatnonzero(~apart), np.flatnonzero(apart)


def _split_order(order: NDArray[np.int64], *, guard: int, part: float) -> Split:
    """The last places are for validation; the ``guard`` before them for neither."""
    known = np.sort(order[order >= 0])
    wanted = min(len(known), max(1, round(part * len(order))))
    first = known[-wanted]
    kept = (order < 0) | (order < first - guard)
    return np.flatnonzero(kept), np.flatnonzero(order >= first)


Labels = Sequence[str]


def _file(labels: Labels) -> NDArray[np.int64]:
    """Writer after writer in the file."""
    return np.arange(len(labels))


def _rank(labels: Labels) -> NDArray[np.int64]:
    """Class after class in the file, and in each of them writer after writer."""
    met: Counter[str] = Counter()
    ranks = []
    for label in labels:
        ranks.append(met[label])
        met[label] += 1
    return np.array(ranks)


def _mnist(labels: Labels) -> NDArray[np.int64]:
    places = np.arange(len(labels))
    mixed = (places % 2 == 0) & (places < MNIST_MIXED)
    return np.where(mixed, -1, places)


MNIST_MIXED = 58_250
"""Up to here, every second picture of MNIST's training part is of a writer that nobody knows."""


def _semeion(labels: Labels) -> NDArray[np.int64]:
    places: list[int] = []
    for _, group in groupby(labels):
        run = len(list(group))
        places += range(20, 20 + run) if run > 30 else range(run)
    return np.array(places)


@dataclass(frozen=True, slots=True)
class WriterOrder:
    """What is known of a published file's order.

    ``pictures`` are in the whole file: of a file with another number nothing is known. ``places``
    gives every picture, by the labels in the file's order, a place in the order of the writers, -1
    where it has none; ``guard`` is for how many places one writer may reach.
    """

    pictures: int
    places: Callable[[Labels], NDArray[np.int64]]
    guard: int


WRITERS: Mapping[str, WriterOrder] = {
    # 100 people or sheets, one picture of each in every class; a few ranks are off by one or two.
    "bd62": WriterOrder(6_200, _rank, guard=2),
    # "A couple of people", who is not said: within a class one sheet follows the other, some 50
    # pictures each. Sheets are kept apart, people cannot be.
    "bhmsds": WriterOrder(27_000, _rank, guard=50),
    # Two streams take turns: in the odd places NIST's SD-1, writer after writer, some 100 pictures
    # each; in the even ones its SD-3 in random order, whose writers are therefore unknown, and are
    # others. The even ones run out near 58,100; from then on it is SD-1 alone. Validation takes
    # none of the even ones.
    "mnist": WriterOrder(60_000, _mnist, guard=250),
    # Within a class, some five pictures of a writer follow each other. The classes' orders do not
    # agree: a writer's other digits may be on the other side.
    "nist_raw": WriterOrder(2_000, _rank, guard=10),
    # 30 writers, one after the other, some 64 pictures each.
    "optdigits": WriterOrder(1_934, _file, guard=70),
    # Runs of one class, one picture a writer: of 20 writers twice (neat, then fast), of 20 others
    # so, and of 40 so. The first two twenties share their places here. Runs that lack a picture,
    # or have one too many, are off by one.
    "semeion": WriterOrder(1_593, _semeion, guard=1),
}
"""Sets that are not here: hwd1000 is one hand; of synthesis every picture has a writer of its own;
cheque_amounts knows each picture's file (``sources``); of the signs nothing is validated."""


def places_of(stem: str, labels: Labels) -> NDArray[np.int64] | None:
    """Every picture's place in the order of the writers, or None where none is known."""
    known = WRITERS.get(stem)
    if known is None or known.pictures != len(labels):
        return None
    return known.places(labels)
