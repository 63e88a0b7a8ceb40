"""Whether a model of another alphabet than the digits fits what is asked of it."""

from __future__ import annotations

from reader.alphabet import noun
from reader.errors import UsageError
from reader.recognition import Model
from reader.records import Layout
from reader.settings import Settings

__all__ = ["check_alphabet"]


def check_alphabet(model: Model, settings: Settings) -> None:
    """Refuse strings of a model that knows single letters: their confidence would mean nothing.

    Raises
    ------
    UsageError
        If strings are to be read, and the model's calibration knows only single letters.
    """
    what = noun(model.manifest.classes)
    if what == "digit" or settings.layout.mode is Layout.DIGIT or "string" in model.calibration:
        return
    raise UsageError(
        f"model {model.manifest.name} reads single {what}s, layout {settings.layout.mode.value} "
        f"is for strings; give it pictures of one {what} each and --layout digit"
    )
