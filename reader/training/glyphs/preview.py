"""Sheets for a person to look at: every augmentation and every kind of rubbish, as the net gets it.

A column is one sample: the ink as it is in its set, what became of it, and the glyph behind the
production normaliser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from reader.errors import OutputError
from reader.imaging.normalize import normalize_glyph
from reader.records import Image
from reader.training.augmentation import scanned
from reader.training.augmentation.chance import glyph_generator
from reader.training.augmentation.changes import FORM, HAND, SCANNER, Change
from reader.training.augmentation.geometry import place
from reader.training.augmentation.surroundings import ink_box
from reader.training.glyphs.mining import mine_drawn_lines
from reader.training.glyphs.rubbish import KINDS, kinds_beside
from reader.training.glyphs.stock import GlyphSource, check_classes, load_stock
from reader.training.recipe import DataRecipe

__all__ = ["CHANGES", "write_previews"]

SAMPLES = 16
"""Columns of a sheet: enough to see what is rare, few enough for a screen's width."""

STRENGTH = 0.8
"""Hard samples: what is too much must show."""

LINES = 12
"""Drawn lines whose pieces are shown as mined."""

TILE = 72
"""Side in pixels of a sample: the augmentation's canvas as it is."""

BLANK = np.zeros((TILE, TILE), np.uint8)

SHAPE = Change(
    "turned, slanted, stretched",
    "shape",
    lambda canvas, rng, _strength, _neighbour: place(_cut_out(canvas), rng, strength=1.0),
)

CHANGES = (SHAPE, *HAND, *FORM, *SCANNER)
"""Every change in the order in which it happens."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What it is, its ink before (None: not known any more) and after the change."""

    label: str
    before: Image | None
    after: Image


def write_previews(
    recipe: DataRecipe, folder: Path, output: Path, *, seed: int
) -> tuple[Path, ...]:
    """One PNG sheet a group of changes and a kind of rubbish in ``output``; says which.

    Raises
    ------
    DataError
        If a set is missing or damaged.
    OutputError
        If ``output`` cannot be written.
    """
    stock = load_stock(recipe, folder, training=True)
    check_classes(stock)
    rng = glyph_generator(seed)
    written = []
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, samples in _sheets(GlyphSource(stock, rng, recipe.augmentation), recipe, rng):
            path = output / f"{name.replace(',', '').replace(' ', '-')}.png"
            path.write_bytes(cv2.imencode(".png", draw_sheet(name, samples))[1].tobytes())
            written.append(path)
    except OSError as error:
        raise OutputError(f"{output}: cannot be written: {error.strerror or error}") from error
    return tuple(written)


def draw_sheet(title: str, samples: list[Sample]) -> Image:
    """Uint8 picture: a column a sample; ink before, after, and the glyph; labels below."""
    columns = []
    for sample in samples:
        glyph = normalize_glyph(sample.after)
        shown = np.kron(glyph, np.ones((GLYPH_ZOOM, GLYPH_ZOOM), np.uint8))
        before = BLANK if sample.before is None else sample.before
        tiles = [_tile(picture) for picture in (before, sample.after, shown)]
        columns.append(np.vstack([*tiles, _words(sample.label or "-", width=tiles[0].shape[1])]))
    names = np.vstack(
        [_words(name, width=NAMES_WIDTH, height=TILE + 2) for name in ("ink", "changed", "glyph")]
        + [_words("", width=NAMES_WIDTH)]
    )
    sheet = np.hstack([names, *columns])
    return np.vstack([_words(title, width=sheet.shape[1], height=30), sheet])


GLYPH_ZOOM = 2
NAMES_WIDTH = 90
"""Pixels, for the names of the rows."""


def _sheets(
    source: GlyphSource, recipe: DataRecipe, rng: np.random.Generator
) -> Iterator[tuple[str, list[Sample]]]:
    yield "all changes", [_any_change(source) for _ in range(SAMPLES)]
    for change in CHANGES:
        name = f"{change.group} {change.name}"
        yield name, [_changed(source, rng, change) for _ in range(SAMPLES)]
    for name in kinds_beside(recipe.classes):
        make, _ = KINDS[name]
        inks = [make(source.drawer, rng) for _ in range(SAMPLES)]
        yield (
            f"rubbish {name}",
            [
                Sample("", one, scanned(one, rng, strength=STRENGTH, groups=recipe.augmentation))
                for one in inks
            ],
        )
    if recipe.mined:
        mined = mine_drawn_lines(source.drawer, rng, lines=LINES)
        pairs = list(zip(mined.glyphs, mined.labels, strict=True))
        for name, wanted in (("mined digits", True), ("mined rubbish", False)):
            found = [Sample(label, None, one) for one, label in pairs if bool(label) == wanted]
            if found:
                yield name, found[:SAMPLES]


def _any_change(source: GlyphSource) -> Sample:
    """As the training draws it."""
    ink, label = source.sample(plain=0.0)
    return Sample(label, None, ink)


def _changed(source: GlyphSource, rng: np.random.Generator, change: Change) -> Sample:
    ink, label = source.sample(plain=1.0)
    canvas = place(ink, rng, strength=0.0)

    def neighbour() -> Image:
        return place(source.sample(plain=1.0)[0], rng, strength=0.0)

    return Sample(label, canvas, change.apply(canvas, rng, STRENGTH, neighbour))


def _cut_out(canvas: Image) -> Image:
    top, bottom, left, right = ink_box(canvas)
    return canvas[top:bottom, left:right]


def _tile(picture: Image) -> Image:
    """In the middle of a square with a grey frame, brought down where it is larger."""
    factor = min(1.0, TILE / max(picture.shape))
    if factor < 1:
        size = tuple(max(1, int(side * factor)) for side in picture.shape[::-1])
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    tile = np.zeros((TILE + 2, TILE + 2), np.uint8)
    top, left = ((TILE + 2 - side) // 2 for side in picture.shape)
    tile[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    cv2.rectangle(tile, (0, 0), (TILE + 1, TILE + 1), 70, 1)
    return tile


def _words(text: str, *, width: int, height: int = 20) -> Image:
    band = np.zeros((height, width), np.uint8)
    cv2.putText(
        band, text, (6, height // 2 + 5), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 200, 1, cv2.LINE_AA
    )
    return band
