"""The reader with one of its parts taken out: how its pages are prepared, what its model says.

A part is taken out before anything is weighed, so that all that is learnt on known strings (the
lattice's weights, those of two readers, the confidence) can be learnt anew without it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from reader.batch.worker import FileSteps, PageSteps
from reader.imaging import ink
from reader.recognition.classifier import NOT_ONE, Classifier
from reader.records import Candidate, Image, PreparedLine, PreparedPage
from reader.settings import NO_READER, Settings
from reader.sources import Source

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = [
    "ALONE",
    "EVERYTHING",
    "LATTICE_ALONE",
    "PARTS",
    "Part",
    "SpeltOutClassifier",
    "flat_line",
    "rulings_left_in",
]

NEVER = -30.0
"""Natural log of the probability of what is no choice any more."""

FLAT = (1.0, 0.5, -0.5, 0.5, 0.0, 1.0, 0.0)
"""Geometry (as :data:`reader.segmentation.geometry.GEOMETRY`) of a digit at which the lattice has
nothing to blame; with it for every candidate, the lattice cannot weigh any."""


@contextmanager
def rulings_left_in() -> Iterator[None]:
    """In this process no line of a form is found, so none is taken out."""
    with mock.patch.object(ink, "find_rulings", return_value=()):
        yield


def flat_line(line: PreparedLine) -> PreparedLine:
    """The line with candidates that all look alike but for their glyphs."""
    return dataclasses.replace(line, candidates=tuple(map(_flat, line.candidates)))


def _flat(candidate: Candidate) -> Candidate:
    return dataclasses.replace(candidate, geometry=np.array(FLAT, np.float32))


@dataclass(frozen=True, slots=True)
class UncleanedSteps(FileSteps):
    """Pages prepared with the form's lines left in."""

    def prepare(self, source: Source, index: int, settings: Settings) -> PreparedPage:
        with rulings_left_in():
            return FileSteps().prepare(source, index, settings)


@dataclass(frozen=True, slots=True)
class FlatSteps(FileSteps):
    """Pages prepared without geometry."""

    def prepare(self, source: Source, index: int, settings: Settings) -> PreparedPage:
        page = FileSteps().prepare(source, index, settings)
        return dataclasses.replace(page, lines=tuple(map(flat_line, page.lines)))


@dataclass(frozen=True, slots=True)
class SpeltOutClassifier:
    """A classifier that must name a digit: *not one digit* is no choice."""

    inner: Classifier

    @property
    def classes(self) -> tuple[str, ...]:
        return self.inner.classes

    @property
    def checksum(self) -> str:
        return f"{self.inner.checksum} without {NOT_ONE!r}"

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        said = np.array(self.inner.log_probs(glyphs), np.float32)
        said[:, self.classes.index(NOT_ONE)] = NEVER
        return np.asarray(said - np.logaddexp.reduce(said, axis=1, keepdims=True), np.float32)


def _unchanged(classifier: Classifier) -> Classifier:
    return classifier


def _same_line(line: PreparedLine) -> PreparedLine:
    return line


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken out, and how.

    ``steps`` prepare pages in worker processes; in this process ``way`` is the same for imaging and
    ``line`` for what comes after it. ``settings`` are assignments; ``learns`` says whether the fit
    on known strings is made anew.
    """

    name: str
    steps: PageSteps = dataclasses.field(default_factory=FileSteps)
    way: Callable[[], AbstractContextManager[None]] = nullcontext
    line: Callable[[PreparedLine], PreparedLine] = _same_line
    classifier: Callable[[Classifier], Classifier] = _unchanged
    settings: tuple[str, ...] = ()
    learns: bool = True
    needs_second: bool = False


EVERYTHING = Part("nothing", learns=False)
"""As it is shipped."""

LATTICE_ALONE = Part(
    "second reader",
    settings=(f"decoding.second_reader={NO_READER}",),
    learns=False,
    needs_second=True,
)
"""What is shipped holds a fit for this, too."""

ALONE = Part("lattice", needs_second=True)
"""The second reader's word alone counts; the lattice only finds the place of its digits."""

PARTS = (
    EVERYTHING,
    Part("cleaning", steps=UncleanedSteps(), way=rulings_left_in),
    Part("geometry", steps=FlatSteps(), line=flat_line),
    Part("rubbish class", classifier=SpeltOutClassifier),
    LATTICE_ALONE,
    ALONE,
)
"""In the order of the table."""
