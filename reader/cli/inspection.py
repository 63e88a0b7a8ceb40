"""What ``reader inspect`` does once its words are understood."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from reader.cli.alphabets import check_alphabet
from reader.cli.tracing import TRACE_FILE, draw_traces
from reader.errors import NoInputError, OutputError, OutputSuffixError, PageFailure, UsageError
from reader.recognition import load_model
from reader.records import Image, Page, PageResult
from reader.settings import Settings, load_settings
from reader.sources import Source, count_pages, find_sources, load_page
from reader.writers.rows import rows_of
from reader.writers.screen import encode_for_screen
from reader.writers.stages import StagePicture, draw_chosen_path, draw_stages, inspect_page
from reader.writers.whole import check_writable, write_whole

__all__ = ["InspectCommand", "run_inspection"]

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")

SHEET_FILE = re.compile(r"(08-candidates|09-glyphs)(-[0-9]+)?\.png")
"""Files of ``--stages`` whose number depends on the page: what an earlier page left there would
be taken for this one's. No other file in that folder is ever touched."""


@dataclass(frozen=True, slots=True)
class InspectCommand:
    """The words of one ``reader inspect``; ``page`` counts from 1."""

    source: str
    output: Path
    stages: Path | None
    trace: Path | None
    neighbours: Path | None
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
    if command.neighbours is not None and command.trace is None:
        raise UsageError("--neighbours goes with --trace DIR: the pictures that show them")
    settings = load_settings(command.config, overrides=command.overrides)
    page = _load(_source(command.source), command.page, settings)
    model = load_model(
        settings.recognition.model,
        device=command.device,
        precision=settings.recognition.precision,
        second_reader=settings.decoding.second_reader,
    )
    check_alphabet(model, settings)
    for folder in (command.stages, command.trace):
        if folder is not None:
            _make_folder(folder)
    seen = inspect_page(page, model, settings)
    files: dict[Path, Callable[[BinaryIO], None]] = {}
    files[command.output] = partial(_write, draw_chosen_path(seen), command.output.suffix)
    if command.stages is not None:
        files |= _picture_files(draw_stages(seen), command.stages)
    if command.trace is not None:
        name = settings.recognition.model
        drawn = draw_traces(seen, model, name=name, data=command.neighbours)
        files |= _picture_files(drawn, command.trace)
    write_whole(files)
    for folder, pattern in ((command.stages, SHEET_FILE), (command.trace, TRACE_FILE)):
        if folder is not None:
            _drop_others(folder, pattern, keep={path.name for path in files})
    for line in _listing(seen.result):
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
            pages = "1 page" if count == 1 else f"{count} pages"
            raise UsageError(f"{source.name}: has {pages}; there is no page {number}")
        return load_page(source, number - 1, settings.sources)
    except PageFailure as failure:
        raise NoInputError(str(failure)) from failure


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: the folder for the pictures cannot be made: {error.strerror}; name another"
        ) from error


def _picture_files(
    pictures: Iterable[StagePicture], folder: Path
) -> dict[Path, Callable[[BinaryIO], None]]:
    return {folder / f"{one.name}.png": partial(_write, one.picture, ".png") for one in pictures}


def _drop_others(folder: Path, pattern: re.Pattern[str], *, keep: set[str]) -> None:
    """Takes away the pictures of an earlier page that had more of them than this one."""
    for path in folder.iterdir():
        if pattern.fullmatch(path.name) and path.name not in keep:
            path.unlink()


def _write(picture: Image, suffix: str, stream: BinaryIO) -> None:
    stream.write(encode_for_screen(picture, suffix))


def _listing(result: PageResult) -> Iterator[str]:
    """A line a string: number, status, text, confidence and reasons."""
    for row in rows_of(result):
        sure = "" if row.confidence is None else f"{row.confidence:.4f}"
        yield f"{row.line:>4} {row.status:<9} {row.text:<12} {sure:<7} {row.reasons}".rstrip()
