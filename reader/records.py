"""Frozen records that travel between the stages.

*Value records* compare by value and hash. *Pixel records* hold arrays and compare by identity
(``eq=False``): an array inside a dataclass makes ``==`` raise.

Geometry is in pixels, rows down from the top, columns right from the left; boxes are half-open.
An ``image`` is grey ``uint8`` (0 black, 255 white); a ``mask`` is ``bool`` with ink = True.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reader.boxes import Box

__all__ = [
    "Alternative",
    "Box",
    "Candidate",
    "Component",
    "Digit",
    "Edge",
    "Fact",
    "Hypothesis",
    "Image",
    "Lattice",
    "Layout",
    "Line",
    "Mark",
    "Mask",
    "Page",
    "PageError",
    "PageResult",
    "PathStep",
    "PreparedLine",
    "PreparedPage",
    "Reading",
    "Scale",
    "Status",
    "Step",
]

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Fact = str | int | float | bool


class Layout(StrEnum):
    """Where strings are looked for: anywhere, one an image, or one digit an image."""

    PAGE = "page"
    LINE = "line"
    DIGIT = "digit"


class Status(StrEnum):
    """What became of a string; the words of the output column ``status``."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    BLANK = "blank"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One scanned image as a person sees it (EXIF orientation applied, alpha flattened).

    ``source`` is the name shown in outputs, ``index`` counts from 0 inside the source.
    ``colour`` is RGB ``uint8`` of shape (height, width, 3), or None where the source is grey.
    """

    source: str
    index: int
    image: Image
    dpi: float | None = None
    colour: Image | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A page's own measures in pixels; every limit of a later stage is a multiple of them."""

    stroke_width: float
    digit_height: float
    line_pitch: float


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """Connected ink: ``mask`` has the box's shape; ``area`` counts its ink pixels."""

    box: Box
    mask: Mask
    area: int


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A place that may hold one string; components in reading order.

    ``box`` and the components' boxes are in the coordinates of the prepared (upright) page.
    ``aside`` is the height of the ink that was taken for something else than this string, as a
    part of the height of its own: a neighbour's row, a caption. ``kind`` is that of the rows:
    ``handwritten`` or ``printed``. ``slope`` is how many rows a column the line falls (rises:
    below 0), 0 for lines that are read as they lie. What is ``boxed`` stands in the boxes of one
    comb: one string and no words, however far apart its digits are.
    """

    box: Box
    components: tuple[Component, ...]
    field: str = ""
    reasons: tuple[str, ...] = ()
    aside: float = 0.0
    kind: str = "handwritten"
    slope: float = 0.0
    boxed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A run of slices ``start <= slice < stop`` that could be one digit.

    ``glyph`` is ``uint8`` 28x28, ink bright, normalised the MNIST way. ``geometry`` is a short
    float32 vector (see :mod:`reader.segmentation.geometry`) that the lattice may weigh.
    """

    start: int
    stop: int
    box: Box
    glyph: Image
    geometry: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A candidate with what the classifier says: ``log_probs`` over the classes, and index."""

    start: int
    stop: int
    log_probs: NDArray[np.float32]
    candidate: int
    geometry: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Nodes 0..``slices``; every edge joins two of them from left to right."""

    slices: int
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One edge taken: which candidate, and as what (``""`` = passed over as not a digit)."""

    candidate: int
    label: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A text, the natural log of the *text's* probability, and its best path."""

    text: str
    log_prob: float
    path: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit of a reading; ``box`` on the page as shown to a person."""

    digit: str
    probability: float
    box: Box
    runner_up: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another text the string may have, with its probability."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Ink that was seen and left out; ``position`` counts the digits before it."""

    kind: str
    position: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one string: the row of the outputs.

    ``line`` counts a page's strings in reading order from 1. ``confidence`` is the calibrated
    probability that ``text`` is right, None for blank and failed. ``crop`` is a PNG of the ink.
    """

    line: int
    box: Box
    text: str
    confidence: float | None
    status: Status
    reasons: tuple[str, ...] = ()
    raw: str = ""
    digits: tuple[Digit, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    marks: tuple[Mark, ...] = ()
    kind: str = "handwritten"
    field: str = ""
    crop: bytes = dataclass_field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to a page, with its figures: how a result was made."""

    name: str
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class PageError:
    """Why a page could not be read: ``reason`` is a word of the column ``reasons``."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """All that is known of one page; exactly one a page, failed ones too.

    ``size`` is (height, width) of the page as shown, (0, 0) where it could not be decoded.
    A failed page has ``error`` and no readings; a page without strings has one blank reading.
    """

    source: str
    page_index: int
    readings: tuple[Reading, ...] = ()
    error: PageError | None = None
    steps: tuple[Step, ...] = ()
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class PreparedLine:
    """A line with its candidates, ready for the classifier.

    ``box`` and ``candidate_boxes`` are on the page as shown to a person; ``candidates`` keep the
    coordinates of the upright page. ``strip`` is what a second reader sees (uint8, ink bright, see
    :mod:`reader.imaging.strips`), None without one; ``strip_span`` are the columns of the upright
    page at its left and right end. ``boxed`` is as a line's.
    """

    field: str
    box: Box
    slices: int
    candidates: tuple[Candidate, ...]
    candidate_boxes: tuple[Box, ...]
    reasons: tuple[str, ...] = ()
    crop: bytes = b""
    aside: float = 0.0
    strip: Image | None = None
    strip_span: tuple[float, float] = (0.0, 0.0)
    kind: str = "handwritten"
    boxed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPage:
    """The first half of a page's way: picklable, made without a model.

    ``looks`` are the lines of further looks at the page: at its darker ink alone.
    """

    source: str
    page_index: int
    size: tuple[int, int]
    lines: tuple[PreparedLine, ...]
    steps: tuple[Step, ...] = ()
    looks: tuple[tuple[PreparedLine, ...], ...] = ()

    def all_lines(self) -> tuple[PreparedLine, ...]:
        """The lines, and those of further looks behind them."""
        return (*self.lines, *(line for look in self.looks for line in look))

    def glyphs(self) -> Image:
        """All candidates' glyphs in order, those of further looks last: ``uint8`` of shape
        (n, 28, 28); n may be 0."""
        found = [c.glyph for line in self.all_lines() for c in line.candidates]
        return np.stack(found) if found else np.zeros((0, 28, 28), np.uint8)

    def strips(self) -> list[Image]:
        """The lines' strips in the same order, ``uint8`` (2, 40, width); none where none were
        cut."""
        return [line.strip for line in self.all_lines() if line.strip is not None]
