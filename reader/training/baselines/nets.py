"""The nets themselves, in Keras 3."""

from __future__ import annotations

from typing import Any

from reader.imaging.normalize import GLYPH_SIDE
from reader.training.baselines.recipe import Net

__all__ = ["build_baseline"]

NORMAL_DEVIATION = 0.05
"""Standard deviation of ``normal_weights``: what Keras takes unless told otherwise."""


def build_baseline(net: Net, classes: int, *, channels: int = 1) -> Any:
    """The net, untrained; takes float32 (n, 28, 28, channels), gives probabilities or logits."""
    import keras

    pictures = keras.Input((GLYPH_SIDE, GLYPH_SIDE, channels))
    signal = pictures
    for number, maps in enumerate(net.maps):
        signal = keras.layers.Conv2D(maps, 3, activation="relu")(signal)
        if number < net.poolings:
            signal = keras.layers.MaxPooling2D(2)(signal)
        if net.dropout_maps:
            signal = keras.layers.Dropout(net.dropout_maps[number])(signal)
    signal = keras.layers.Flatten()(signal)
    if net.dropout_flat:
        signal = keras.layers.Dropout(net.dropout_flat)(signal)
    if not net.bypassed:
        for width in net.hidden:
            signal = _dense(net, width, "relu")(signal)
        if net.dropout_dense:
            signal = keras.layers.Dropout(net.dropout_dense)(signal)
    last = _dense(net, classes, None if net.logits else "softmax")(signal)
    return keras.Model(pictures, last)


def _dense(net: Net, width: int, activation: str | None) -> Any:
    import keras

    weights: Any = "glorot_uniform"
    if net.normal_weights:
        weights = keras.initializers.RandomNormal(stddev=NORMAL_DEVIATION)
    return keras.layers.Dense(width, activation=activation, kernel_initializer=weights)
