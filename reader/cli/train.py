"""``reader train``: a recipe and a data folder become a model folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reader.training.lines.recipe import LinesRecipe
    from reader.training.recipe import Recipe

__all__ = ["train"]


def train(
    recipe: Annotated[
        Path,
        typer.Argument(metavar="RECIPE", help="Training recipe, as configs/training/digits.toml."),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FOLDER", help="Model folder to write, as models/digits."
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Data folder, instead of the recipe's."),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Processes that draw glyphs."),
    ] = 2,
    preview: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder for sheets of what the net would be shown; without -o nothing is trained.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for report.html: how it learned, where it errs."),
    ] = None,
) -> None:
    """Train a model on data of your own.

    The same command again goes on where it was interrupted.
    """
    # TensorFlow tells of every library that it looks for and does not need.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # On older processors it leaves off what makes a step take half the time.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from reader.errors import UsageError
    from reader.training import load_any_recipe
    from reader.training.lines.recipe import LinesRecipe

    if output is None and preview is None:
        raise UsageError("nothing to do: name the model folder with -o, or a folder for --preview")
    if output is None and report is not None:
        raise UsageError("--report tells of a training: name its model folder with -o")
    plan = load_any_recipe(recipe)
    if isinstance(plan, LinesRecipe):
        if preview is not None or report is not None:
            raise UsageError("--preview and --report show single digits; this recipe reads lines")
    elif preview is not None:
        _preview(plan, preview, data=data)
    if output is not None:
        _train(plan, output, data=data, jobs=jobs, report=report)


def _preview(recipe: Recipe, folder: Path, *, data: Path | None) -> None:
    from reader.training import data_folder
    from reader.training.glyphs.preview import write_previews

    sheets = write_previews(recipe.data, data_folder(recipe, data), folder, seed=recipe.seed)
    typer.echo(f"{len(sheets)} sheets written to {folder}", err=True)


def _train(
    recipe: Recipe | LinesRecipe, output: Path, *, data: Path | None, jobs: int, report: Path | None
) -> None:
    import sys

    from reader.alphabet import noun
    from reader.errors import EXIT_INTERRUPTED
    from reader.progress import Stages
    from reader.recognition.manifest import STRIPS
    from reader.training import train_model

    try:
        manifest = train_model(
            recipe, output, data=data, processes=jobs, report=report, tick=Stages().tell
        )
    except KeyboardInterrupt:
        kept = output.with_name(f"{output.name}.unfinished")
        how = f"goes on from what is kept in {kept}" if kept.exists() else "begins anew"
        print(f"reader: interrupted; the same command again {how}", file=sys.stderr)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    what = "line" if manifest.kind == STRIPS else noun(manifest.classes)
    for name, figures in manifest.metrics.items():
        errors, count = figures["error_percent"], figures["n"]
        typer.echo(f"{name}: {errors:.2f} % errors on {count:,} {what}s left out", err=True)
    typer.echo(f"model {manifest.name} written to {output}", err=True)
    if report is not None:
        typer.echo(f"report written to {report / 'report.html'}", err=True)
