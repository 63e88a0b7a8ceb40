"""``reader evaluate``: a run against the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["evaluate"]


def evaluate(
    run: Annotated[
        Path, typer.Argument(help="Run file, or a CSV that reader read wrote.", metavar="RUN")
    ],
    *,
    truth: Annotated[
        str,
        typer.Option(
            help="Truth file (CSV: file,text[,page,field,status]), or 'names': what the file"
            " names say up to the first _ or (.",
            metavar="FILE|names",
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(help="Folder for report.html and CSV files.", metavar="DIR"),
    ] = None,
) -> None:
    """Measure a run against what is really written."""
    from reader.evaluation.command import evaluate_run

    typer.echo(evaluate_run(run, truth=truth, report=report))
