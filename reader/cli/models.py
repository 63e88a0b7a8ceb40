"""``reader models``: which models are there, and what each is."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["models"]


def models(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME|DIR",
            help="Shipped models or model folders, shown with their cards. Default: a list of "
            "all shipped ones.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show which models there are.

    Classes, weights, data, measured errors, licence, and whether they are whole.
    """
    from reader.cli.model_facts import describe, model_facts, shipped_models
    from reader.errors import ModelError

    found = [model_facts(name) for name in names or shipped_models()]
    for number, facts in enumerate(found):
        typer.echo("\n" * (number > 0) + "\n".join(describe(facts)))
        if names and facts.card:
            typer.echo(f"\n{facts.card.rstrip()}")
    broken = [facts.name for facts in found if not facts.is_whole]
    if broken:
        raise typer.Exit(ModelError.exit_code)
