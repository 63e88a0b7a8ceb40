"""Which writer makes which output, and all of them at once."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from reader.errors import OutputError, OutputSuffixError
from reader.writers.csv import write_csv
from reader.writers.json import write_json
from reader.writers.jsonl import write_jsonl
from reader.writers.view import RunView
from reader.writers.whole import check_writable, write_whole

__all__ = ["STDOUT", "check_outputs", "write_outputs"]

STDOUT = "-"
"""The output that is CSV on standard output."""

_SPOOLED = 16 << 20
"""Bytes of CSV for standard output kept in memory before they go to a temporary file."""

Writer = Callable[[RunView, BinaryIO], None]


def check_outputs(outputs: Sequence[str | Path]) -> None:
    """Makes sure, before anything is read, that every output can be written.

    Raises
    ------
    OutputSuffixError
        If a suffix names no format.
    OutputError
        If a folder is missing or read-only.
    """
    for target in _files(outputs):
        _writer_for(target)
    for target in _files(outputs):
        check_writable(target)


def write_outputs(run: RunView, outputs: Sequence[str | Path], *, wide: bool = False) -> None:
    """Writes ``run`` into all ``outputs``, whole or not at all; ``-`` is CSV on standard output.

    An output named twice is written once. ``wide`` concerns CSV only.

    Raises
    ------
    OutputSuffixError
        If a suffix names no format; then none is written.
    OutputError
        If one cannot be written; files are then as they were.
    """
    contents = {
        target: functools.partial(_writer_for(target, wide=wide), run) for target in _files(outputs)
    }
    write_whole(contents)
    if STDOUT in map(str, outputs):
        _write_stdout(functools.partial(write_csv, run, wide=wide))


def _files(outputs: Sequence[str | Path]) -> list[Path]:
    """The outputs that are files, each once, however it was spelt."""
    files = [Path(output) for output in outputs if str(output) != STDOUT]
    return list({os.path.realpath(path): path for path in files}.values())


def _writer_for(target: Path, *, wide: bool = False) -> Writer:
    writers: dict[str, Writer] = {
        ".csv": functools.partial(write_csv, wide=wide),
        ".json": write_json,
        ".jsonl": write_jsonl,
        ".xlsx": _write_xlsx,
    }
    try:
        return writers[target.suffix.lower()]
    except KeyError:
        raise OutputSuffixError(
            f"{target}: no format is known by the suffix '{target.suffix}'; "
            f"expected one of {', '.join(writers)}, or - for CSV on standard output"
        ) from None


def _write_xlsx(run: RunView, stream: BinaryIO) -> None:
    from reader.writers.xlsx import write_xlsx  # xlsxwriter is slow to import

    write_xlsx(run, stream)


def _write_stdout(write: Callable[[BinaryIO], None]) -> None:
    """As bytes, whatever encoding and line ends the terminal has; nothing before all is made."""
    with tempfile.SpooledTemporaryFile(_SPOOLED) as spool:
        write(spool)  # type: ignore[arg-type]
        spool.seek(0)
        try:
            sys.stdout.flush()
            shutil.copyfileobj(spool, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError as error:
            # What is left in the buffer would be complained about once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise OutputError("standard output: closed before everything was written") from error
        except OSError as error:
            raise OutputError(f"standard output: cannot be written: {error.strerror}") from error
