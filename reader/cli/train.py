"""``reader train``: a recipe and a data folder become a model folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["train"]


def train(
    recipe: Annotated[
        Path,
        typer.Argument(metavar="RECIPE", help="Training recipe, as configs/training/digits.toml."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="FOLDER", help="Model folder to write, as models/digits."
        ),
    ],
    *,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Data folder, instead of the recipe's."),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Processes that draw glyphs."),
    ] = 2,
) -> None:
    """Train a model on data of your own.

    The same command again goes on where it was interrupted.
    """
    import sys

    from tqdm import tqdm

    from reader.errors import EXIT_INTERRUPTED
    from reader.training import load_recipe, train_model

    bars: dict[str, tqdm] = {}

    def tick(stage: str, done: int, total: int, note: str) -> None:
        if stage not in bars:
            bars[stage] = tqdm(total=total, desc=stage, disable=not sys.stderr.isatty())
        bars[stage].set_postfix_str(note, refresh=False)
        bars[stage].update(done - bars[stage].n)
        if done >= total:
            bars[stage].close()

    try:
        manifest = train_model(load_recipe(recipe), output, data=data, processes=jobs, tick=tick)
    except KeyboardInterrupt:
        kept = output.with_name(f"{output.name}.unfinished")
        how = f"goes on from what is kept in {kept}" if kept.exists() else "begins anew"
        print(f"reader: interrupted; the same command again {how}", file=sys.stderr)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    for name, figures in manifest.metrics.items():
        errors, count = figures["error_percent"], figures["n"]
        typer.echo(f"{name}: {errors:.2f} % errors on {count:,} digits left out", err=True)
    typer.echo(f"model {manifest.name} written to {output}", err=True)
