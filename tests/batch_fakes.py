"""Fakes for the batch: a run kept in memory, a model that says 7, pages that misbehave by name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from reader.errors import PageFailure
from reader.records import Box, Candidate, PageResult, PreparedLine, PreparedPage, Reading, Status
from reader.settings import Settings
from reader.sources import Source

CLASSES = (*"0123456789", "")


def sources_named(*names: str) -> tuple[Source, ...]:
    return tuple(Source(name, Path("/nowhere") / name) for name in names)


@dataclass(frozen=True)
class FakeSteps:
    """A source's name says how many pages it has and what becomes of them.

    ``3pages``: three good pages; ``hang``: never answers; ``crash``: its process dies; ``raise``:
    a defect; ``unreadable``: cannot be opened; ``broken2-of3``: three pages, the second broken;
    ``slow``: takes a while; ``memory``: no memory for it; ``count-hang``: counting never ends;
    ``known``: one page, and counting it would be a defect.
    """

    def is_one_page(self, source: Source) -> bool:
        return source.name == "known"

    def count(self, source: Source, settings: Settings) -> int:
        if source.name == "known":
            raise AssertionError("nobody needs to count it")
        if source.name == "unreadable":
            raise PageFailure("unreadable: no picture")
        if source.name == "count-hang":
            time.sleep(1000)
        if source.name == "count-crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if source.name == "broken2-of3":
            return 3
        head = source.name.split("pages")[0]
        return int(head) if "pages" in source.name else 1

    def prepare(self, source: Source, index: int, settings: Settings) -> PreparedPage:
        if source.name == "hang":
            time.sleep(1000)
        if source.name.startswith("crash"):
            os.kill(os.getpid(), signal.SIGKILL)
        if source.name == "raise":
            raise ZeroDivisionError("a defect of ours")
        if source.name == "memory":
            raise MemoryError
        if source.name == "broken2-of3" and index == 1:
            raise PageFailure("broken2-of3: page 2 is cut off")
        if source.name.startswith("slow"):
            time.sleep(0.3)
        return prepared_page(source.name, index)


def prepared_page(name: str, index: int) -> PreparedPage:
    """A page of 100 x 100 pixels with one string of two digits in the middle."""
    boxes = (Box(40, 40, 20, 10), Box(40, 50, 20, 10))
    glyph = np.zeros((28, 28), np.uint8)
    glyph[4:24, 12:16] = 255
    geometry = np.zeros(0, np.float32)
    candidates = tuple(Candidate(i, i + 1, box, glyph, geometry) for i, box in enumerate(boxes))
    strip = np.full((2, 40, 8), index, np.uint8)
    line = PreparedLine("", Box(40, 40, 20, 20), 2, candidates, boxes, strip=strip)
    return PreparedPage(name, index, (100, 100), (line,))


def finished_page(
    prepared: PreparedPage, log_probs: np.ndarray, *, classes: tuple[str, ...], **_: object
) -> PageResult:
    """One string: every candidate is its likeliest class."""
    text = "".join(classes[column] for column in log_probs.argmax(axis=1))
    reading = Reading(1, prepared.lines[0].box, text, 0.99, Status.ACCEPTED)
    return PageResult(prepared.source, prepared.page_index, (reading,), size=prepared.size)


class FakeClassifier:
    """Sees a 7 in everything, surely; remembers how many glyphs each call had."""

    classes = CLASSES
    checksum = "0" * 64

    def __init__(self) -> None:
        self.calls: list[int] = []

    def log_probs(self, glyphs: np.ndarray) -> np.ndarray:
        self.calls.append(len(glyphs))
        found = np.full((len(glyphs), len(CLASSES)), np.log(0.001), np.float32)
        found[:, 7] = np.log(0.99)
        return found


class FakeLineReader:
    """Says of every strip how bright it is; remembers how many strips each call had."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def __call__(self, strips: list[np.ndarray]) -> list[np.ndarray]:
        self.calls.append(len(strips))
        return [np.full((2, len(CLASSES)), strip.max(), np.float32) for strip in strips]


def fake_model() -> SimpleNamespace:
    classifier = FakeClassifier()
    return SimpleNamespace(
        manifest=SimpleNamespace(name="fake"),
        classifier=classifier,
        classifier_for=lambda layout: classifier,
        calibration={},
        calibration_file="calibration.json",
        read_strips=FakeLineReader(),
    )


@dataclass
class FakeRun:
    """A run that forgets everything when the test ends."""

    counts: dict[str, int] = field(default_factory=dict)
    results: list[PageResult] = field(default_factory=list)
    failed: dict[str, PageFailure] = field(default_factory=dict)

    def page_count(self, name: str) -> int | None:
        return self.counts.get(name)

    def set_pages(self, name: str, count: int) -> None:
        self.counts[name] = count

    def is_done(self, name: str, index: int) -> bool:
        return (name, index) in self.keys()

    def record(self, result: PageResult) -> None:
        assert not self.is_done(result.source, result.page_index), "recorded twice"
        self.results.append(result)

    def fail_source(self, name: str, failure: PageFailure) -> None:
        self.failed[name] = failure

    def keys(self) -> list[tuple[str, int]]:
        return [(r.source, r.page_index) for r in self.results]

    def errors(self) -> dict[tuple[str, int], str]:
        return {(r.source, r.page_index): r.error.reason for r in self.results if r.error}


class NotingListener:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.found = self.kept = 0
        self.read: list[PageResult] = []
        self.traces: list[str] = []

    def pages_found(self, count: int) -> None:
        self.found += count

    def pages_kept(self, count: int) -> None:
        self.kept += count

    def page_read(self, result: PageResult) -> None:
        self.read.append(result)

    def trace(self, text: str) -> None:
        self.traces.append(text)

    def close(self) -> None: ...
