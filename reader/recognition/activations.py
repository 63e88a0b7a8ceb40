"""What goes on inside a net: every layer's values for a glyph, by way of Keras."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reader.recognition.keras_engine import import_keras, load_net
from reader.records import Image

__all__ = ["LayerValues", "read_activations", "read_features"]

UNCHANGED = ("InputLayer", "Dropout", "Flatten", "Reshape", "BatchNormalization")
"""Layers that in reading only hand on what they get, or scale and shift each channel of it."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerValues:
    """A layer's output for one glyph: float32 (height, width, channels) or (channels,)."""

    name: str
    kind: str
    values: NDArray[np.float32]


def read_activations(
    path: Path, glyphs: Image, *, classes: int
) -> tuple[tuple[LayerValues, ...], ...]:
    """For each glyph of uint8 (n, 28, 28) the values of all layers, from input to logits.

    ``path`` is a model's Keras file. Layers that change nothing are left out.

    Raises
    ------
    DeviceError
        If Keras or a backend for it is not installed.
    ModelError
        If the file is no Keras model of these classes.
    """
    keras = import_keras()
    with keras.device("cpu:0"):
        net = load_net(path, classes=classes)
        layers = [one for one in net.layers if type(one).__name__ not in UNCHANGED]
        every = keras.Model(net.inputs, [layer.output for layer in layers])
        outputs = every([glyphs[..., None].astype(np.float32)], training=False)
    values = [np.asarray(keras.ops.convert_to_numpy(one), np.float32) for one in outputs]
    return tuple(_of_glyph(layers, values, index) for index in range(len(glyphs)))


def read_features(path: Path, glyphs: Image, *, classes: int) -> NDArray[np.float32]:
    """What the last layer gets of each glyph of uint8 (n, 28, 28): float32 (n, d).

    ``path`` is a model's Keras file.

    Raises
    ------
    DeviceError
        If Keras or a backend for it is not installed.
    ModelError
        If the file is no Keras model of these classes.
    """
    keras = import_keras()
    with keras.device("cpu:0"):
        net = load_net(path, classes=classes)
        before = keras.Model(net.inputs, net.layers[-1].input)
        found = [
            np.asarray(keras.ops.convert_to_numpy(before([portion], training=False)), np.float32)
            for portion in _portions(glyphs[..., None].astype(np.float32))
        ]
    return np.concatenate(found).reshape(len(glyphs), -1)


PORTION = 512
"""Glyphs at a time: their maps need 30 MB."""


def _portions(signal: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    for start in range(0, max(1, len(signal)), PORTION):
        yield signal[start : start + PORTION]


def _of_glyph(
    layers: Sequence[object], values: Sequence[NDArray[np.float32]], index: int
) -> tuple[LayerValues, ...]:
    return tuple(
        LayerValues(getattr(layer, "name", ""), type(layer).__name__, one[index])
        for layer, one in zip(layers, values, strict=True)
    )
