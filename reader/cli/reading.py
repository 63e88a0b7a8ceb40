"""What ``reader read`` does once its words are understood."""

from __future__ import annotations

import dataclasses
import logging
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.batch import digest_sources, read_sources
from reader.cli.alphabets import check_alphabet
from reader.cli.closing import closing_line, exit_code, print_failures, print_stats
from reader.cores import available_cores
from reader.decoding.calibration import Calibration
from reader.errors import UsageError
from reader.progress import listener_for
from reader.recognition import Model, load_model
from reader.records import Layout
from reader.runs import Run, open_run
from reader.settings import Settings, load_settings
from reader.sources import find_sources, parse_pages
from reader.writers import check_outputs, write_outputs

__all__ = ["ReadCommand", "run_command"]

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class ReadCommand:
    """The words of one ``reader read``."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    run_path: Path | None
    overrides: Mapping[str, Any]
    config: Path | None
    device: str
    batch_size: int | None
    jobs: int | None
    pages: str | None
    timeout: float | None
    redo: str
    stats: bool
    verbosity: int
    target_accuracy: float | None = None


def run_command(command: ReadCommand) -> int:
    """Reads, writes, reports on stderr; returns the exit code.

    Raises
    ------
    ReaderError
        With the exit code of whatever ends the run early.
    """
    started = time.monotonic()
    _log_details(command.verbosity)
    check_outputs(command.outputs)
    settings = load_settings(command.config, overrides=command.overrides)
    pages = parse_pages(command.pages) if command.pages else None
    found = find_sources(command.inputs)
    model = _model(command, settings)
    if command.target_accuracy is not None:
        settings = _aiming(command, settings, model, at=command.target_accuracy)
    with open_run(
        _run_path(command),
        settings=settings,
        model_name=model.manifest.name,
        model_checksum=model.checksum,
        engine=model.engine,
    ) as run:
        run.begin(digest_sources(found.sources), redo=command.redo, pages=pages)
        with closing(listener_for(command.verbosity)) as listener:
            read_sources(
                run,
                found.sources,
                model,
                settings,
                jobs=_jobs(command),
                timeout=command.timeout,
                pages=pages,
                listener=listener,
            )
        write_outputs(run, command.outputs)
        seconds = time.monotonic() - started
        return _reported(run, command, model, skipped=found.skipped, seconds=seconds)


def _model(command: ReadCommand, settings: Settings) -> Model:
    """The model, with a calibration that this version can use."""
    model = load_model(
        settings.recognition.model,
        device=command.device,
        batch_size=command.batch_size or settings.recognition.batch_size,
        precision=settings.recognition.precision,
        second_reader=settings.decoding.second_reader,
    )
    # Refused here already, before a run file is touched.
    check_alphabet(model, settings)
    _calibration(model)
    return model


def _aiming(command: ReadCommand, settings: Settings, model: Model, *, at: float) -> Settings:
    """The settings with the threshold that the calibration names for this accuracy."""
    if "decoding.accept" in command.overrides:
        raise UsageError(
            "--accept and --target-accuracy both say when a string is accepted; give one"
        )
    threshold = at
    if settings.layout.mode is not Layout.DIGIT:
        known = _calibration(model)
        both = known.joint if model.line_reader is not None else None
        threshold = (known.string if both is None else both.confidence).threshold_for(at)
    if command.verbosity >= 0:
        print(
            f"reader: strings are accepted from a confidence of {threshold:.4g} on, so that "
            f"{at:.4g} of them be right",
            file=sys.stderr,
        )
    decoding = dataclasses.replace(settings.decoding, accept=threshold)
    return dataclasses.replace(settings, decoding=decoding)


def _calibration(model: Model) -> Calibration:
    return Calibration.from_mapping(model.calibration, where=model.calibration_file)


def _reported(run: Run, command: ReadCommand, model: Model, *, skipped: int, seconds: float) -> int:
    """The exit code, after stderr has been told how it went."""
    summary = run.summary()
    if command.verbosity >= 0:
        print_failures(run, stream=sys.stderr)
        print(closing_line(summary, skipped=skipped, seconds=seconds), file=sys.stderr)
    if not summary.pages:
        print(f"reader: no file has one of the pages {command.pages}", file=sys.stderr)
    if command.stats:
        jobs = _jobs(command)
        print_stats(summary, seconds=seconds, jobs=jobs, model=model, stream=sys.stderr)
    return exit_code(summary)


def _jobs(command: ReadCommand) -> int:
    return command.jobs or available_cores()


def _run_path(command: ReadCommand) -> Path | None:
    """``--run``, or beside the first output file; None if all goes to stdout."""
    if command.run_path is not None:
        return command.run_path
    files = [output for output in command.outputs if output != STDOUT]
    return Path(files[0]).with_suffix(".run") if files else None


def _log_details(verbosity: int) -> None:
    if verbosity > 0:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s")
