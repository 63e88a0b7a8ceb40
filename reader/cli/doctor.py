"""``reader doctor``: what works here."""

from __future__ import annotations

from typing import Annotated

import typer

from reader.cli.options import DeviceName, DeviceOption

__all__ = ["doctor"]


def doctor(
    model: Annotated[
        str, typer.Option(metavar="NAME|DIR", help="The model to check: a shipped one or a folder.")
    ] = "digits",
    device: DeviceOption = DeviceName.AUTO,
) -> None:
    """Say what works here.

    Versions, devices, formats, the model, and a page read.
    """
    from reader.cli.checkup import check_up, exit_code

    findings = []
    heading = ""
    for finding in check_up(model, device=device.value):
        if finding.part != heading:
            typer.echo(("\n" if heading else "") + finding.part)
            heading = finding.part
        typer.echo(f"  {finding.mark:<5} {finding.words}")
        findings.append(finding)
    raise typer.Exit(exit_code(findings))
