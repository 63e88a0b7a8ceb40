"""What each stage of a line's way costs on one core, and the second reader's way by itself."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from reader.decoding.calibration import Calibration
from reader.decoding.ctc import search_columns
from reader.pipeline import SeenPage, finish_page, prepare_seen, see_page
from reader.recognition import LineReader, Model
from reader.records import Image, Page, PreparedPage
from reader.settings import NO_READER, Settings
from reader.sources import Source, load_page
from reader.training.lines.scene_source import strip_of

__all__ = ["BOTH", "LATTICE", "SECOND", "Clock", "read_alone", "read_in_stages"]

AT_ONCE = 64
"""Pictures whose glyphs go into one call, as many as wait for one in a batch."""

LATTICE = ("file", "lines", "candidates", "digits net", "lattice")
SECOND = ("file", "lines", "strips", "lines net", "columns")
BOTH = ("file", "lines", "candidates", "strips", "digits net", "lines net", "both")
"""The stages of each way; the last of each is the search for the text."""


@dataclass(slots=True)
class Clock:
    """Seconds by stage."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[stage] += time.perf_counter() - started

    def of_way(self, stages: Sequence[str]) -> float:
        """Seconds of all stages of a way."""
        return sum(self.seconds[stage] for stage in stages)


def read_in_stages(files: Sequence[Path], model: Model, settings: Settings) -> Clock:
    """Reads pictures of lines stage by stage, in one process, and says how long each stage took.

    ``model`` is loaded for one thread; without a second reader there are no stages of it.
    """
    cv2.setNumThreads(1)
    clock = Clock()
    for start in range(0, len(files), AT_ONCE):
        _read(files[start : start + AT_ONCE], model, settings, clock)
    return clock


def _read(files: Sequence[Path], model: Model, settings: Settings, clock: Clock) -> None:
    with clock.of("file"):
        pages = [_page(path, settings) for path in files]
    with clock.of("lines"):
        seen = [see_page(page, settings) for page in pages]
    lattice = replace(settings, decoding=replace(settings.decoding, second_reader=NO_READER))
    with clock.of("candidates"):
        prepared = [prepare_seen(p, s, lattice) for p, s in zip(pages, seen, strict=True)]
    with clock.of("digits net"):
        glyphs = [page.glyphs() for page in prepared]
        classifier = model.classifier_for(settings.layout.mode)
        said = classifier.log_probs(np.concatenate(glyphs))
    rows = np.split(said, np.cumsum([len(one) for one in glyphs])[:-1])
    with clock.of("lattice"):
        for page, scores in zip(prepared, rows, strict=True):
            _finish(page, scores, [], model, settings)
    if model.line_reader is None:
        return
    with clock.of("strips"):
        strips = [_strips(one) for one in seen]
    with clock.of("lines net"):
        heard = [model.read_strips(one) for one in strips]
    with clock.of("columns"):
        for one in heard:
            _search(one, model.line_reader, settings)
    prepared = [prepare_seen(p, s, settings) for p, s in zip(pages, seen, strict=True)]
    with clock.of("both"):
        for page, scores, columns in zip(prepared, rows, heard, strict=True):
            _finish(page, scores, columns, model, settings)


def read_alone(path: Path, second: LineReader, settings: Settings) -> list[str]:
    """A picture's lines, those of further looks too, as the second reader alone reads them."""
    seen = see_page(_page(path, settings), settings)
    return _search(second.log_probs(_strips(seen)), second, settings)


def _strips(seen: SeenPage) -> list[Image]:
    """Those of all lines, and of the lines of further looks behind them."""
    return [strip_of(look, line) for look in (seen, *seen.looks) for line in look.lines]


def _search(columns: Sequence[np.ndarray], second: LineReader, settings: Settings) -> list[str]:
    labels = [one for one in second.classes if one]
    beam = settings.decoding.beam
    return [search_columns(one, labels=labels, beam=beam)[0][0] for one in columns]


def _page(path: Path, settings: Settings) -> Page:
    return load_page(Source(path.name, path), 0, settings.sources)


def _finish(
    page: PreparedPage,
    scores: np.ndarray,
    columns: Sequence[np.ndarray],
    model: Model,
    settings: Settings,
) -> None:
    finish_page(
        page,
        scores,
        classes=model.classifier.classes,
        settings=settings,
        calibration=Calibration.from_mapping(model.calibration),
        line_log_probs=columns,
    )
