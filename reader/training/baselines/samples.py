"""What is measured on: single digits and strings, as pictures and as our normaliser gives them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.imaging.normalize import GLYPH_SIDE
from reader.pipeline import prepare_page, see_page
from reader.records import Image, Page, PreparedPage
from reader.settings import Settings
from reader.sources import find_sources, load_page

__all__ = [
    "NOBODY",
    "Folder",
    "Samples",
    "clean_ink_of",
    "load_folder",
    "prepare_folder",
    "samples_of",
    "single_glyph",
]

NOBODY = -1
"""The label of what no class can be right for: a digit of which the pipeline left nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Single digits (or letters, or nonsense) with their classes.

    ``pictures`` are what the author's way begins with: dark ink on light, or where ``mixed``
    either. Where ``plain``, they are of the making that the nets were trained on (28x28, bright
    ink on 0), and go to the net as they are. ``glyphs`` (n, 28, 28) come from our normaliser;
    there may be none. ``labels`` count from 0; nonsense has ``NOBODY``.
    """

    name: str
    pictures: tuple[Image, ...]
    glyphs: Image
    labels: NDArray[np.intp]
    plain: bool = False
    mixed: bool = False

    @property
    def glyph_labels(self) -> NDArray[np.intp]:
        """The classes of ``glyphs``: a blank one belongs to nobody."""
        blank = ~self.glyphs.any(axis=(1, 2))
        return np.where(blank, NOBODY, self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Folder:
    """Pictures with their texts, and what the pipeline prepared of each.

    ``mixed`` says that some have light ink on dark.
    """

    name: str
    settings: Settings
    pages: tuple[Page, ...]
    prepared: tuple[PreparedPage, ...]
    texts: tuple[str, ...]
    mixed: bool = False

    @property
    def pictures(self) -> tuple[Image, ...]:
        """RGB where a page has colour, else grey."""
        return tuple(p.image if p.colour is None else p.colour for p in self.pages)


def load_folder(folder: Path, settings: Settings, *, mixed: bool = False) -> Folder:
    """The pictures named by ``truth.csv``, prepared by the production pipeline.

    Raises
    ------
    DataError
        If there is no truth file, or it lacks a column.
    PageFailure
        If a picture cannot be read.
    """
    truth = _read_truth(folder / "truth.csv")
    pages = []
    for file in truth:
        (source,) = find_sources([folder / file]).sources
        pages.append(load_page(source, 0, settings.sources))
    return prepare_folder(folder.name, pages, list(truth.values()), settings, mixed=mixed)


def prepare_folder(
    name: str, pages: Sequence[Page], texts: Sequence[str], settings: Settings, *, mixed: bool
) -> Folder:
    """Pages with their texts, prepared by the production pipeline."""
    prepared = tuple(prepare_page(page, settings) for page in pages)
    return Folder(name, settings, tuple(pages), prepared, tuple(texts), mixed)


def samples_of(folder: Folder) -> Samples:
    """A folder of single digits as samples."""
    glyphs = np.stack([single_glyph(page) for page in folder.prepared])
    labels = np.array([int(text) for text in folder.texts], np.intp)
    return Samples(folder.name, folder.pictures, glyphs, labels, mixed=folder.mixed)


def single_glyph(prepared: PreparedPage) -> Image:
    """The glyph that holds all of the picture's digit; all zeros where nothing was found.

    All its slices joined; where the pipeline proposes no such candidate, the largest one.
    """
    candidates = [c for line in prepared.lines[:1] for c in line.candidates]
    if not candidates:
        return np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    return max(candidates, key=lambda c: (c.stop - c.start, c.box.area)).glyph


def clean_ink_of(page: Page, settings: Settings) -> Image:
    """A page's ink, bright on 0, without rulings and specks."""
    ink = see_page(page, settings).ink
    return np.where(ink.mask, ink.ink, 0).astype(np.uint8)


def _read_truth(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["file"]: row["text"] for row in csv.DictReader(file)}
    except OSError as error:
        raise DataError(f"{path}: truth cannot be read: {error.strerror}") from error
    except KeyError as error:
        raise DataError(f"{path}: no column {error}; expected file,text") from error
