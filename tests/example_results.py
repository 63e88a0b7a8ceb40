"""Page results for the tests of run file and writers: typed ones, and any that Hypothesis finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from hypothesis import strategies as st

from reader.records import (
    Alternative,
    Box,
    Digit,
    Mark,
    PageError,
    PageResult,
    Reading,
    Status,
    Step,
)
from reader.writers.rows import RowKey
from reader.writers.view import RunFacts, SourceFacts, Verification

__all__ = [
    "FACTS",
    "FakeRun",
    "failed_result",
    "ink_png",
    "page_results",
    "read_result",
    "reading",
    "texts",
]


def ink_png(height: int = 20, width: int = 60) -> bytes:
    """A white strip with a dark slanted stroke across it."""
    image = np.full((height, width), 255, np.uint8)
    cv2.line(image, (2, height - 3), (width - 3, 2), 0, 2)
    return cv2.imencode(".png", image)[1].tobytes()


def reading(text: str = "00742", *, line: int = 1, **changes: object) -> Reading:
    """An accepted string; ``changes`` replace what is said of it."""
    facts: dict[str, object] = {
        "line": line,
        "box": Box(10 * line, 20, 9, 50),
        "text": text,
        "confidence": 0.97312,
        "status": Status.ACCEPTED,
        "raw": text,
        "digits": tuple(
            Digit(digit, 0.99 - 0.01 * i, Box(10 * line, 20 + 10 * i, 9, 8), "7")
            for i, digit in enumerate(text)
        ),
        "crop": ink_png(),
    }
    return Reading(**(facts | changes))  # type: ignore[arg-type]


def read_result(source: str = "a.png", index: int = 0, *texts: str) -> PageResult:
    """A page with the accepted strings ``texts``, one beneath the other."""
    readings = tuple(reading(text, line=i) for i, text in enumerate(texts or ("00742",), start=1))
    steps = (Step("deskew", (("degrees", 0.25), ("turned", False))),)
    return PageResult(source, index, readings, steps=steps, size=(300, 200))


def failed_result(source: str = "a.png", index: int = 0, *, reason: str = "timeout") -> PageResult:
    return PageResult(source, index, error=PageError(reason, f"{source}: took too long"))


FACTS = RunFacts(
    versions=(
        ("reader", "0.1.0"),
        ("python", "3.11.7"),
        ("engine", "onnxruntime on the processor"),
    ),
    model_name="digits",
    model_checksum="5e" * 32,
    settings=(("decoding.accept", 0.95), ("layout.mode", "page")),
    settings_digest="0123456789abcdef",
    created_at="2026-11-20T06:00:00+00:00",
    started_at="2026-11-20T06:00:01+00:00",
    last_read_at="2026-11-20T06:00:09+00:00",
)


@dataclass
class FakeRun:
    """A run that was never on a disk; sources follow from the results unless given."""

    results: Sequence[PageResult]
    names: Sequence[str] = ()
    verified: Mapping[RowKey, Verification] = field(default_factory=dict)

    def facts(self) -> RunFacts:
        return FACTS

    def iter_sources(self) -> Iterator[SourceFacts]:
        for name in self.names or dict.fromkeys(result.source for result in self.results):
            pages = [result for result in self.results if result.source == name]
            failed = [page.error.message for page in pages if page.error]
            status = "failed" if failed else "read" if pages else "pending"
            yield SourceFacts(
                name, f"/scans/{name}", "ab" * 32, len(pages) or None, status, "; ".join(failed)
            )

    def iter_results(self) -> Iterator[PageResult]:
        return iter(self.results)

    def verifications(self) -> Mapping[RowKey, Verification]:
        return self.verified


def texts(**limits: int) -> st.SearchStrategy[str]:
    """Any text a file can hold: no lone surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), **limits)


_probabilities = st.floats(0.0, 1.0)
_boxes = st.builds(
    Box, st.integers(-9, 9999), st.integers(-9, 9999), st.integers(0, 9999), st.integers(0, 9999)
)
_facts = st.one_of(st.integers(), st.booleans(), st.floats(allow_nan=False), texts())


def _readings(line: int) -> st.SearchStrategy[Reading]:
    return st.builds(
        Reading,
        line=st.just(line),
        box=_boxes,
        text=texts(),
        confidence=st.none() | _probabilities,
        status=st.sampled_from([Status.ACCEPTED, Status.REVIEW, Status.BLANK]),
        reasons=st.lists(texts(), max_size=3).map(tuple),
        raw=texts(),
        digits=st.lists(
            st.builds(Digit, st.sampled_from("0123456789"), _probabilities, _boxes, texts()),
            max_size=3,
        ).map(tuple),
        alternatives=st.lists(st.builds(Alternative, texts(), _probabilities), max_size=2).map(
            tuple
        ),
        marks=st.lists(st.builds(Mark, texts(), st.integers(0, 9)), max_size=2).map(tuple),
        kind=st.sampled_from(["handwritten", "printed"]),
        field=texts(),
        crop=st.binary(max_size=9),
    )


def page_results(source: str = "a.png", index: int = 0) -> st.SearchStrategy[PageResult]:
    """Any result of one page: read, without a reading, or failed."""
    steps = st.lists(
        st.builds(Step, texts(), st.lists(st.tuples(texts(), _facts), max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple)
    size = st.tuples(st.integers(0, 9999), st.integers(0, 9999))
    read = st.integers(0, 3).flatmap(
        lambda n: st.builds(
            PageResult,
            source=st.just(source),
            page_index=st.just(index),
            readings=st.tuples(*(_readings(line) for line in range(1, n + 1))),
            steps=steps,
            size=size,
        )
    )
    failed = st.builds(
        PageResult,
        source=st.just(source),
        page_index=st.just(index),
        error=st.builds(PageError, texts(), texts()),
        steps=steps,
        size=size,
    )
    return read | failed
