"""Options that several commands share: declared once, with one help text each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = [
    "ConfigOption",
    "DeviceName",
    "DeviceOption",
    "LayoutName",
    "LayoutOption",
    "ModelOption",
    "OutputsOption",
    "SetOption",
    "overrides",
]


class LayoutName(StrEnum):
    """The values of ``--layout``: those of :class:`reader.records.Layout`, which needs numpy."""

    PAGE = "page"
    LINE = "line"
    DIGIT = "digit"


class DeviceName(StrEnum):
    """The values of ``--device``."""

    AUTO = "auto"
    CPU = "cpu"
    GPU = "gpu"


OutputsOption = Annotated[
    list[str],
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Where to write: .xlsx, .csv, .json or .jsonl; - is CSV on stdout. Repeatable.",
        show_default=False,
    ),
]

LayoutOption = Annotated[
    LayoutName | None,
    typer.Option(
        help="What a picture holds: a page of strings, one string, or one digit. Default: page.",
        show_default=False,
    ),
]

ModelOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|DIR",
        help="A shipped model or a model folder. Default: digits.",
        show_default=False,
    ),
]

DeviceOption = Annotated[DeviceName, typer.Option(help="Where the model runs.")]

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Settings in TOML; configs/default.toml lists them all.",
        show_default=False,
    ),
]

SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="SECTION.KEY=VALUE",
        help="One setting. Repeatable.",
        show_default=False,
    ),
]


def overrides(assignments: Sequence[str] | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of ``--set``, then those of ``options`` that were given (are not None).

    Raises
    ------
    SettingsError
        If an assignment is not ``section.key=value``.
    """
    from reader.settings import parse_assignments

    chosen = {key: value for key, value in options.items() if value is not None}
    return {**parse_assignments(assignments or []), **chosen}
