"""``reader inspect``: one page as a picture of what was read on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reader.cli.options import (
    ConfigOption,
    DeviceName,
    DeviceOption,
    LayoutOption,
    ModelOption,
    SetOption,
    overrides,
)

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
    trace: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A folder for one picture a digit: what the net gets, what it rests on, "
            "training glyphs like it, and what every layer makes of it.",
            show_default=False,
        ),
    ] = None,
    neighbours: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="With --trace: the data folder of the training, to compare with all its sets "
            "instead of the glyphs kept with the model.",
            show_default=False,
        ),
    ] = None,
    page: Annotated[int, typer.Option(metavar="N", min=1, help="Which page of the file.")] = 1,
    layout: LayoutOption = None,
    model: ModelOption = None,
    device: DeviceOption = DeviceName.AUTO,
    config: ConfigOption = None,
    set_: SetOption = None,
) -> None:
    """Draw what was seen on a page.

    Strings by status, digits and how sure they are, cuts.
    """
    from reader.cli.inspection import InspectCommand, run_inspection

    options = {"layout.mode": layout and layout.value, "recognition.model": model}
    run_inspection(
        InspectCommand(
            source=source,
            output=output,
            stages=stages,
            trace=trace,
            neighbours=neighbours,
            page=page,
            overrides=overrides(set_, options),
            config=config,
            device=device.value,
        )
    )
