"""Weights of a log-linear model, from a calibration file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from reader.errors import ModelError

__all__ = ["stored_weights"]

Weights = TypeVar("Weights")
"""A dataclass of floats."""


def stored_weights(
    kind: type[Weights], data: Mapping[str, Any], *, what: str, where: str
) -> Weights:
    """Weights of a kind under the names that it has; ``what`` they are is for the message.

    Raises
    ------
    ModelError
        If a name is missing or unknown.
    """
    names = {f.name for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if set(data) != names:
        odd = ", ".join(sorted(set(data) ^ names))
        raise ModelError(
            f"{where}: {what} do not fit this version: {odd}; run reader calibrate again"
        )
    return kind(**{name: float(value) for name, value in data.items()})
