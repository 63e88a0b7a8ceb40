"""``reader calibrate``: a trained model learns how far it may be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["calibrate"]


def calibrate(
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="Shipped model's name, or a model folder."),
    ],
    *,
    data: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of training data.")],
    drawn: Annotated[
        int, typer.Option(metavar="N", min=0, help="Strings of drawn handwriting to add.")
    ] = 800,
    kept: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="Strings to add of digits that were kept for validation."
        ),
    ] = 2000,
    second_reader: Annotated[
        str,
        typer.Option(
            metavar="NAME|DIR",
            help="Second reader to be calibrated together with, or off. Default: the one that is "
            "shipped, if any.",
            show_default=False,
        ),
    ] = "",
    first_look: Annotated[
        str,
        typer.Option(
            metavar="NAME|DIR",
            help="Smaller model that looks at every glyph first, or off. Default: as before.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Fit a model's confidences.

    The digits and strings they are fitted on are such as its training did not see.
    """
    import sys

    from tqdm import tqdm

    from reader.recognition.manifest import STRIPS, model_names
    from reader.settings import NO_READER
    from reader.training.calibration.calibrate import calibrate_model

    second = second_reader or next(iter(model_names(STRIPS)), NO_READER)
    with tqdm(desc="strings", disable=not sys.stderr.isatty()) as bar:
        fitted = calibrate_model(
            model,
            data=data,
            drawn=drawn,
            kept=kept,
            second_reader=second,
            first_look=first_look,
            tick=bar.update,
        )
    if "digit" in fitted:
        digit = fitted["digit"]
        (what, count), *_ = digit["fitted_on"].items()
        typer.echo(
            f"temperature {digit['temperature']:.2f}, shift of not one {what[:-1]} "
            f"{digit['shift']:.2f}, fitted on {count:,} {what} kept for validation",
            err=True,
        )
    facts = fitted.get("fitted_on")
    if facts is None:  # single letters: no strings of them are known
        return
    typer.echo(
        f"calibrated on {facts['strings']} strings: {facts['right']:.1%} right, "
        f"true cuts among the candidates in {facts['coverage']:.1%}",
        err=True,
    )
    joint = fitted.get("joint")
    if joint is not None:
        right = joint["fitted_on"]["right"]
        typer.echo(f"together with the second reader {second}: {right:.1%} right", err=True)
