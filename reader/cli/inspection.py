"""What ``reader inspect`` does once its words are understood."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import cv2

from reader.decoding.calibration import Calibration
from reader.errors import NoInputError, OutputSuffixError, PageFailure, UsageError
from reader.pipeline import finish_page, prepare_page
from reader.recognition import load_model
from reader.records import Image, Page, PageResult
from reader.settings import Settings, load_settings
from reader.sources import Source, count_pages, find_sources, load_page
from reader.writers.overlay import draw_overlay
from reader.writers.rows import rows_of
from reader.writers.whole import check_writable, write_whole

__all__ = ["InspectCommand", "run_inspection"]

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True, slots=True)
class InspectCommand:
    """The words of one ``reader inspect``; ``page`` counts from 1."""

    source: str
    output: Path
    page: int
    overrides: Mapping[str, Any]
    config: Path | None
    device: str


def run_inspection(command: InspectCommand) -> None:
    """Reads one page, draws it, and lists its strings on stderr.

    Raises
    ------
    ReaderError
        If an option is off, the page cannot be read, or the picture cannot be written.
    """
    _check_output(command.output)
    settings = load_settings(command.config, overrides=command.overrides)
    page = _load(_source(command.source), command.page, settings)
    model = load_model(settings.recognition.model, device=command.device)
    prepared = prepare_page(page, settings)
    result = finish_page(
        prepared,
        model.classifier.log_probs(prepared.glyphs()),
        classes=model.classifier.classes,
        settings=settings,
        calibration=Calibration.from_mapping(model.calibration),
    )
    overlay = draw_overlay(page, prepared, result)
    write_whole({command.output: lambda stream: _write(overlay, command.output, stream)})
    for line in _listing(result):
        print(line, file=sys.stderr)


def _check_output(output: Path) -> None:
    if output.suffix.lower() not in PICTURE_SUFFIXES:
        raise OutputSuffixError(
            f"{output}: no picture format is known by the suffix '{output.suffix}'; "
            f"expected one of {', '.join(PICTURE_SUFFIXES)}"
        )
    check_writable(output)


def _source(word: str) -> Source:
    sources = find_sources([word]).sources
    if len(sources) != 1:
        raise UsageError(f"{word}: holds {len(sources)} files; name one of them to inspect")
    return sources[0]


def _load(source: Source, number: int, settings: Settings) -> Page:
    try:
        count = count_pages(source, settings.sources)
        if number > count:
            raise UsageError(f"{source.name}: has {count} pages; there is no page {number}")
        return load_page(source, number - 1, settings.sources)
    except PageFailure as failure:
        raise NoInputError(str(failure)) from failure


def _write(overlay: Image, target: Path, stream: BinaryIO) -> None:
    coded = cv2.imencode(target.suffix.lower(), cv2.cvtColor(overlay, cv2.COLOR_RGB2BGR))[1]
    stream.write(coded.tobytes())


def _listing(result: PageResult) -> Iterator[str]:
    """A line a string: number, status, text, confidence and reasons."""
    for row in rows_of(result):
        sure = "" if row.confidence is None else f"{row.confidence:.4f}"
        yield f"{row.line:>4} {row.status:<9} {row.text:<12} {sure:<7} {row.reasons}".rstrip()
