"""Corrected readings as training data: the digits of strings that a person verified.

A run file keeps every string's picture and the boxes of its digits. Where a person's text has as
many characters as there are boxes, each box is labelled by its place; where not, the string was cut
wrongly, and nothing of it is learned.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from reader.errors import DataError, PageFailure
from reader.pipeline import CROP_HEIGHT, CROP_MARGIN
from reader.records import Box, Image, PageResult, Reading
from reader.runs import Run, load_run
from reader.settings import SourceSettings
from reader.sources import Source, hash_source, load_page
from reader.training.data.corrected_tables import read_corrections
from reader.training.data.ink_sets import InkSet, cut_tight, ink_of_strip
from reader.writers.rows import RowKey

__all__ = ["RUN_SIGNATURE", "load_corrected"]

RUN_SIGNATURE = b"SQLi"
"""The first bytes of a run file."""

SMALLEST = 5
"""Pixels: a box as small as this holds no digit that could be told from a dot."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Strip:
    """Ink of a part of a page, reduced by ``scale``; ``area`` is that part in its pixels."""

    ink: Image
    area: Box
    scale: float = 1.0

    def piece(self, box: Box) -> Image:
        """The ink in a box of the page."""
        top, left = box.top - self.area.top, box.left - self.area.left
        rows = slice(max(0, round(top * self.scale)), round((top + box.height) * self.scale))
        cols = slice(max(0, round(left * self.scale)), round((left + box.width) * self.scale))
        return self.ink[rows, cols]


def load_corrected(
    path: Path, name: str, *, corrected: Path | None, classes: tuple[str, ...]
) -> InkSet:
    """The single digits of a run's verified strings; their source is the page's file.

    Says once, as a warning, how many strings were left out and why.

    Parameters
    ----------
    corrected : Path, optional
        A corrected table of the run's rows, instead of the review that the run file keeps.
    classes : tuple of str
        The labels that are allowed; none: any.

    Raises
    ------
    DataError
        If no string is verified, or none of the verified ones can be used.
    ConfigurationError
        If it is no run file, or damaged.
    """
    with load_run(path) as run:
        results = list(run.iter_results())
        sources = {one.name: (Path(one.path), one.sha256) for one in run.iter_sources()}
        texts = _verified(run, results, corrected)
    if not texts:
        where = "the run file's review" if corrected is None else str(corrected)
        raise DataError(
            f"{path}: data set {name}: no string is verified in {where}; correct some, in a CSV or "
            'XLSX that reader read wrote, and name it with corrected = "FILE"'
        )
    left_out: Counter[str] = Counter()
    ink, labels, files = [], list[str](), list[str]()
    for result, reading in _readings(results):
        text = texts.get(_key(result, reading))
        if text is None:
            continue
        pieces, why = _pieces(result, reading, text, classes, sources[result.source])
        left_out[why] += bool(why)
        ink += pieces
        labels += text if pieces else ""
        files += [result.source] * len(pieces)
    used = len(texts) - left_out.total()
    notes = "".join(f"; {count} left out: {why}" for why, count in left_out.items() if count)
    told = f"data set {name}: {len(ink)} digits of {used} of {len(texts)} verified strings{notes}"
    if not ink:
        raise DataError(f"{path}: {told}")
    _tell(told)
    return InkSet(name, tuple(ink), tuple(labels), sources=tuple(files))


@cache
def _tell(words: str) -> None:
    """Once: a set is loaded for training, and again for validation."""
    _LOG.warning("%s", words)


def _verified(
    run: Run, results: Sequence[PageResult], corrected: Path | None
) -> Mapping[RowKey, str]:
    read = {_key(result, reading): reading.text for result, reading in _readings(results)}
    if corrected is not None:
        return read_corrections(corrected, texts=read)
    return {key: said.text for key, said in run.verifications().items() if key in read}


def _readings(results: Sequence[PageResult]) -> Iterator[tuple[PageResult, Reading]]:
    return ((result, reading) for result in results for reading in result.readings)


def _key(result: PageResult, reading: Reading) -> RowKey:
    return result.source, result.page_index + 1, reading.field, reading.line


Pieces = tuple[list[Image], str]
"""The ink of each digit; or none, and why."""


def _pieces(
    result: PageResult,
    reading: Reading,
    text: str,
    classes: Sequence[str],
    source: tuple[Path, str],
) -> Pieces:
    boxes = [digit.box for digit in reading.digits]
    if len(boxes) != len(text):
        return [], "another number of digits than was cut"
    if classes and not set(text) <= set(classes):
        return [], "characters that this net does not read"
    strip = _strip_of_crop(result, reading) or _strip_of_page(result, reading, *source)
    if strip is None:
        return [], "their picture does not hold their boxes, and the page is not there any more"
    pieces = [strip.piece(box) for box in boxes]
    if not all(min(piece.shape) >= SMALLEST and piece.any() for piece in pieces):
        return [], "a box without ink"
    return [cut_tight(piece) for piece in pieces], ""


def _strip_of_crop(result: PageResult, reading: Reading) -> _Strip | None:
    """The kept picture, if it shows the reading's box, or those of all readings that share it."""
    together = [other.box for other in result.readings if other.crop == reading.crop]
    crop = _decoded(reading.crop)
    for box in (reading.box, Box.around(together)):
        area = box.grown(CROP_MARGIN, CROP_MARGIN, shape=result.size)
        scale = min(1.0, CROP_HEIGHT / max(1, area.height))
        size = (round(area.height * scale), max(1, round(area.width * scale)))
        if crop is not None and crop.shape == size:
            return _Strip(_ink(crop), area, scale)
    return None


def _strip_of_page(result: PageResult, reading: Reading, path: Path, sha256: str) -> _Strip | None:
    """The string cut out of its page, if that file is still there and the same."""
    source = Source(result.source, path)
    try:
        if hash_source(source) != sha256:
            return None
        page = load_page(source, result.page_index, SourceSettings()).image
    except (OSError, PageFailure):
        return None
    if page.shape != tuple(result.size):
        return None
    area = reading.box.grown(CROP_MARGIN, CROP_MARGIN, shape=page.shape)
    return _Strip(_ink(page[area.slices]), area)


def _decoded(crop: bytes) -> Image | None:
    data = np.frombuffer(crop, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
    return None if image is None else np.asarray(image, np.uint8)


def _ink(picture: Image) -> Image:
    """Ink of either polarity: most of a string's picture is paper, its border may be a ruling."""
    paper = float(np.median(picture))
    dark = paper > (int(picture.min()) + int(picture.max())) / 2
    return ink_of_strip(picture if dark else 255 - picture)
