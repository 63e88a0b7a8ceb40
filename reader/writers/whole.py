"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from reader.errors import OutputError

__all__ = ["check_writable", "write_whole"]

_SHOWN_NAME = 40
"""Characters of the target's name in that of its unfinished file: file systems take 255 bytes."""


def check_writable(target: Path) -> None:
    """Makes sure, by trying, that ``target`` can be written when the time comes.

    Raises
    ------
    OutputError
        If its folder is missing or read-only, or it is a folder or a read-only file itself.
    """
    if target.is_dir():
        raise OutputError(f"{target}: is a folder; name a file with -o")
    if not target.parent.is_dir():
        raise OutputError(
            f"{target}: there is no folder {target.parent}; make it, or name another with -o"
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise OutputError(f"{target}: is read-only; make it writable, or name another with -o")
    part = _part_of(target)
    with _as_output_error(target):
        part.open("wb").close()
        part.unlink()


def write_whole(contents: Mapping[Path, Callable[[BinaryIO], None]]) -> None:
    """Writes every file of ``contents``: first all beside their targets, then all in their place.

    A target that is a link stays one, and keeps its rights. On any exception, an interruption
    too, the targets are as they were and nothing stands beside them.

    Raises
    ------
    OutputError
        If the disk is full, or a target or its folder may not be written.
    """
    parts = {_real(target): _part_of(_real(target)) for target in contents}
    with contextlib.ExitStack() as cleanup:
        for (target, part), write in zip(parts.items(), contents.values(), strict=True):
            cleanup.callback(part.unlink, missing_ok=True)
            with _as_output_error(target):
                _write_part(part, write, target)
        for target, part in parts.items():
            with _as_output_error(target):
                os.replace(part, target)


def _write_part(part: Path, write: Callable[[BinaryIO], None], target: Path) -> None:
    with part.open("wb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())
    if target.exists():
        shutil.copymode(target, part)


def _part_of(target: Path) -> Path:
    """The unfinished file beside ``target``: always the same, so that one left by ``kill -9`` is
    overwritten by the next attempt."""
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]
    return target.with_name(f".{target.name[:_SHOWN_NAME]}.{digest}.part")


def _real(target: Path) -> Path:
    return Path(os.path.realpath(target))


@contextlib.contextmanager
def _as_output_error(target: Path):  # type: ignore[no-untyped-def]
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{target}: cannot be written: {error.strerror or error}; make room or rights, close "
            "it where another program has it open, and give the same command again"
        ) from error
