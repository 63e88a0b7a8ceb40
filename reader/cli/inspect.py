"""``reader inspect``: one page as a picture of what was read on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reader.cli.read import DeviceName, LayoutName

__all__ = ["inspect"]


def inspect(
    source: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="A picture or a PDF.", show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where to draw: .png, .jpg or .webp.",
            show_default=False,
        ),
    ],
    stages: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A folder for one picture a stage, from the scan to the digits read.",
            show_default=False,
        ),
    ] = None,
    page: Annotated[int, typer.Option(metavar="N", min=1, help="Which page of the file.")] = 1,
    layout: Annotated[
        LayoutName | None,
        typer.Option(
            help="What the picture holds: a page of strings, one string, or one digit. "
            "Default: page.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|DIR",
            help="A shipped model or a model folder. Default: digits.",
            show_default=False,
        ),
    ] = None,
    device: Annotated[DeviceName, typer.Option(help="Where the model runs.")] = DeviceName.AUTO,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Settings in TOML; configs/default.toml lists them all.",
            show_default=False,
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="SECTION.KEY=VALUE",
            help="One setting. Repeatable.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Draw what was seen on a page.

    Strings by status, digits and how sure they are, cuts.
    """
    from reader.cli.inspection import InspectCommand, run_inspection
    from reader.settings import parse_assignments

    options = {"layout.mode": layout and layout.value, "recognition.model": model}
    chosen = {key: value for key, value in options.items() if value is not None}
    run_inspection(
        InspectCommand(
            source=source,
            output=output,
            stages=stages,
            page=page,
            overrides={**parse_assignments(set_ or []), **chosen},
            config=config,
            device=device.value,
        )
    )
