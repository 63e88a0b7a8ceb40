"""Nets that classify glyphs, written in Keras 3 for any of its backends.

All take ``uint8``-valued glyphs as float32 of shape (n, 28, 28, 1) in 0..255 and give logits.
Layers are only those that :mod:`reader.training.outcome.export` can write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reader.errors import DataError
from reader.imaging.normalize import GLYPH_SIDE

__all__ = ["ARCHITECTURES", "SCALE_LAYER", "build_net", "conv"]

SCALE_LAYER = "unit"
"""Every net's first layer: levels 0..255 to 0..1."""


def residual(
    classes: int,
    *,
    widths: tuple[int, ...] = (32, 48, 96),
    blocks: tuple[int, ...] = (),
    dropout: float = 0.3,
) -> Any:
    """A small residual net: a width for each resolution (14, 7, 4 pixels).

    A strided stem and, at each resolution, one block or as many as ``blocks`` says (He et al. 2016,
    doi:10.1109/CVPR.2016.90); the last map is flattened, not averaged: where a stroke ends tells a
    5 from a 6.
    """
    import keras

    glyphs = keras.Input((GLYPH_SIDE, GLYPH_SIDE, 1), name="glyphs")
    signal = keras.layers.Rescaling(1 / 255.0, name=SCALE_LAYER)(glyphs)
    signal = conv(signal, widths[0], "stem", size=5, strides=2)
    for number, width in enumerate(widths):
        if number:
            signal = conv(signal, width, f"down{number}", strides=2)
        for again in range(blocks[number] if blocks else 1):
            signal = _block(signal, width, f"block{number}" + (f"_{again + 1}" if again else ""))
    signal = keras.layers.Flatten(name="flat")(signal)
    signal = keras.layers.Dropout(dropout, name="dropout")(signal)
    return keras.Model(glyphs, keras.layers.Dense(classes, name="logits")(signal))


ARCHITECTURES: Mapping[str, Callable[..., Any]] = {"residual": residual}


def build_net(name: str, classes: int, **options: Any) -> Any:
    """The named net, untrained.

    Raises
    ------
    DataError
        If there is no such architecture.
    """
    if name not in ARCHITECTURES:
        known = ", ".join(sorted(ARCHITECTURES))
        raise DataError(f"unknown architecture {name!r}; known: {known}")
    return ARCHITECTURES[name](classes, **options)


def conv(
    signal: Any, width: int, name: str, *, size: int | tuple[int, int] = 3, strides: int = 1
) -> Any:
    """A convolution that keeps the picture's size (but for ``strides``), its norm, and a ReLU."""
    import keras

    signal = keras.layers.Conv2D(
        width, size, strides=strides, padding="same", use_bias=False, name=f"{name}_conv"
    )(signal)
    signal = keras.layers.BatchNormalization(momentum=0.98, name=f"{name}_norm")(signal)
    return keras.layers.ReLU(name=f"{name}_relu")(signal)


def _block(signal: Any, width: int, name: str) -> Any:
    import keras

    inner = conv(signal, width, f"{name}_a")
    inner = keras.layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"{name}_b_conv")(
        inner
    )
    inner = keras.layers.BatchNormalization(momentum=0.98, name=f"{name}_b_norm")(inner)
    return keras.layers.ReLU(name=f"{name}_relu")(
        keras.layers.Add(name=f"{name}_add")([signal, inner])
    )
