"""``reader export``: a run file's readings, written again without reading again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reader.cli.options import OutputsOption

__all__ = ["export"]


def export(
    run: Annotated[
        Path,
        typer.Argument(metavar="RUN", help="A run file, as in numbers.run.", show_default=False),
    ],
    output: OutputsOption,
) -> None:
    """Write the readings of a run file again, without the scans."""
    from reader.runs import load_run
    from reader.writers import check_outputs, write_outputs

    check_outputs(output)
    with load_run(run) as opened:
        write_outputs(opened, output)
