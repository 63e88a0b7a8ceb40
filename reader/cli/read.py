"""``reader read``: scans in, a spreadsheet of their handwritten numbers out."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reader.cli.options import (
    ConfigOption,
    DeviceName,
    DeviceOption,
    LayoutOption,
    ModelOption,
    OutputsOption,
    SetOption,
    overrides,
)

__all__ = ["read"]


class RedoName(StrEnum):
    """The values of ``--redo``."""

    FAILED = "failed"
    ALL = "all"


def read(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Pictures, PDFs, folders, patterns; @FILE holds a list, - reads it from stdin.",
            show_default=False,
        ),
    ],
    output: OutputsOption,
    run: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The run file, which remembers what was read. Default: beside the first output.",
            show_default=False,
        ),
    ] = None,
    layout: LayoutOption = None,
    model: ModelOption = None,
    device: DeviceOption = DeviceName.AUTO,
    batch_size: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Glyphs the model takes at once. Never changes a reading.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j",
            "--jobs",
            metavar="N",
            min=1,
            help="Worker processes. Default: all cores.",
            show_default=False,
        ),
    ] = None,
    pages: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Only these pages of every file, as in 1,3-5.",
            show_default=False,
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="S", min=0.0, help="Seconds a page may take; 0 sets no limit.")
    ] = 60.0,
    max_pixels: Annotated[
        float | None,
        typer.Option(
            metavar="N", help="Largest page in pixels. Default: 200e6.", show_default=False
        ),
    ] = None,
    printed: Annotated[
        bool, typer.Option("--printed", help="Printed strings, too; the column kind tells which.")
    ] = False,
    accept: Annotated[
        float | None,
        typer.Option(
            metavar="P",
            min=0.0,
            max=1.0,
            help="Confidence from which a string needs no review. Default: 0.95.",
            show_default=False,
        ),
    ] = None,
    target_accuracy: Annotated[
        float | None,
        typer.Option(
            metavar="P",
            min=0.0,
            max=1.0,
            help="Share of the accepted strings that shall be right, instead of --accept.",
            show_default=False,
        ),
    ] = None,
    redo: Annotated[
        RedoName | None,
        typer.Option(
            help="Read again what failed, or all, although the run file holds it.",
            show_default=False,
        ),
    ] = None,
    config: ConfigOption = None,
    set_: SetOption = None,
    stats: Annotated[
        bool, typer.Option("--stats", help="Say at the end how fast it went, and with what.")
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Only errors.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="A line a page; causes of failures.")
    ] = False,
) -> None:
    """Read the handwritten digit strings of scans into spreadsheets.

    The same command again goes on where it was interrupted and reads only what is new or changed.
    """
    # A worker process a core is enough threads; this must stand before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from reader.cli.reading import ReadCommand, run_command

    command = ReadCommand(
        inputs=tuple(inputs),
        outputs=tuple(output),
        run_path=run,
        overrides=overrides(
            set_,
            {
                "layout.mode": layout and layout.value,
                "layout.printed": printed or None,
                "recognition.model": model,
                "sources.max_pixels": max_pixels,
                "decoding.accept": accept,
            },
        ),
        config=config,
        device=device.value,
        batch_size=batch_size,
        jobs=jobs,
        pages=pages,
        timeout=timeout or None,
        redo=redo.value if redo else "",
        stats=stats,
        verbosity=-1 if quiet else int(verbose),
        target_accuracy=target_accuracy,
    )
    try:
        code = run_command(command)
    except KeyboardInterrupt:
        from reader.errors import EXIT_INTERRUPTED

        print("reader: interrupted; the same command again goes on from here", file=sys.stderr)
        code = EXIT_INTERRUPTED
    raise typer.Exit(code)
