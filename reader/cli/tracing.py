"""What ``reader inspect --trace`` does: a picture of every digit's way through the net."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from reader.cli.neighbours import nearest_of
from reader.errors import DeviceError
from reader.recognition import Model
from reader.recognition.activations import LayerValues, read_activations
from reader.recognition.manifest import KERAS_FILE, check_file, find_model_folder
from reader.writers.stages import InspectedPage, StagePicture
from reader.writers.stages.trace import TracedGlyph, draw_trace, traced_glyphs

__all__ = ["TRACE_FILE", "draw_traces"]

MOST = 60
"""Digits of a page that are drawn: a second each. The others can be had line by line."""

TRACE_FILE = re.compile(r"glyph-[0-9]{3,}-[0-9]{2,}-\w+\.png")
"""Files of ``--trace``: what an earlier page left there would be taken for this one's."""


def draw_traces(
    seen: InspectedPage, model: Model, *, name: str, data: Path | None = None
) -> Iterator[StagePicture]:
    """A picture a digit read, up to 60; says on stderr what is left out, and why.

    ``name`` is the model's name or folder; ``data`` a data folder to draw training glyphs from
    instead of those kept with the model.

    Raises
    ------
    ModelError
        If the model's Keras file or its kept glyphs are not what its manifest says.
    DataError
        If the data folder lacks a set that the model learned from.
    """
    everyone = list(traced_glyphs(seen))
    traced = list(islice(everyone, MOST))
    if len(everyone) > MOST:
        _say(f"--trace: the first {MOST} of {len(everyone)} digits; give it a line at a time")
    layers, without = _layers(traced, model, name)
    glyphs = np.array([one.glyph for one in traced], np.uint8)
    nearest = nearest_of(glyphs, model, name=name, data=data)
    for one, values, alike in zip(traced, layers, nearest, strict=True):
        yield draw_trace(one, model.classifier, values, without=without, nearest=alike)


def _layers(
    traced: Sequence[TracedGlyph], model: Model, name: str
) -> tuple[Sequence[Sequence[LayerValues]], str]:
    """Each glyph's layers; or none, and why."""
    nothing: list[tuple[LayerValues, ...]] = [()] * len(traced)
    if not traced:
        return nothing, ""
    if KERAS_FILE not in model.manifest.files:
        without = f"without the layers: model {model.manifest.name} has no {KERAS_FILE}"
    else:
        path = check_file(find_model_folder(name), model.manifest, name=KERAS_FILE)
        glyphs = np.stack([one.glyph for one in traced])
        try:
            return read_activations(path, glyphs, classes=len(model.manifest.classes)), ""
        except DeviceError:
            without = "without the layers: they need Keras; pip install 'digit-reader[train]'"
    _say(f"--trace: {without}")
    return nothing, without


def _say(words: str) -> None:
    print(f"reader: {words}", file=sys.stderr)
