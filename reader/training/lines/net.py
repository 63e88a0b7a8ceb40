"""The net of the second reader, written in Keras 3 for any of its backends.

Fully convolutional: strips of any width in, a column of logits for every two columns of the
strip out, to be trained with connectionist temporal classification (Graves et al. 2006,
doi:10.1145/1143844.1143891). Strips are a net's shape (n, 40, width, 2), float32 in 0..255; the
logits (n, width / 2, 11) are those of the digits and, last, of *nothing here*.
"""

from __future__ import annotations

from typing import Any

from reader.imaging.strips import STRIP_HEIGHT, STRIP_VIEWS
from reader.training.fitting.architectures import conv
from reader.training.lines.recipe import LinesNet

__all__ = ["COLUMN", "OUTPUTS", "PARTS", "build_lines_net"]

OUTPUTS = 11
"""Ten digits and *nothing here*."""

PARTS = 2
"""Logits that each of the net's own columns, of four columns of the strip, says side by side: of
small zeros written in one go, one such column may hold the end of one and the pause behind it."""

COLUMN = 4 // PARTS
"""Pixels of a strip's width to one column of logits."""


def build_lines_net(recipe: LinesNet) -> Any:
    """The untrained net.

    Four resolutions, of which the later two are halved in height alone: what stands beside a
    stroke is needed at its full place. Then the column as a vector, and residual convolutions
    along the line that tell a digit from the comma or the frame beside it.
    """
    import keras

    layers = keras.layers
    strips = keras.Input((STRIP_HEIGHT, None, STRIP_VIEWS), name="strips")
    signal = layers.Rescaling(1 / 255.0, name="unit")(strips)
    first, second, third, fourth = recipe.widths
    signal = conv(signal, first, "stem", size=5, strides=2)
    signal = conv(signal, second, "strokes")
    signal = layers.MaxPooling2D((2, 2), name="halved")(signal)
    signal = conv(signal, third, "parts")
    for number in range(1, recipe.parts + 1):
        signal = _block(signal, third, _numbered("parts_block", number))
    signal = layers.MaxPooling2D((2, 1), name="lowered")(signal)
    signal = conv(signal, fourth, "digits")
    for number in range(1, recipe.digits + 1):
        signal = _block(signal, fourth, _numbered("digits_block", number))
    rows = STRIP_HEIGHT // 8
    signal = layers.Conv2D(recipe.context, (rows, 1), use_bias=False, name="column_conv")(signal)
    signal = layers.BatchNormalization(momentum=0.98, name="column_norm")(signal)
    signal = layers.ReLU(name="column_relu")(signal)
    for number, wide in enumerate(recipe.along, start=1):
        signal = _along(signal, recipe.context, f"along{number}", wide=wide)
    signal = layers.Dropout(recipe.dropout, name="dropout")(signal)
    signal = layers.Conv2D(PARTS * OUTPUTS, 1, dtype="float32", name="logits")(signal)
    columns = layers.Reshape((-1, OUTPUTS), dtype="float32", name="columns")(signal)
    return keras.Model(strips, columns)


def _numbered(name: str, number: int) -> str:
    """The name of a block; the first one's is what it was when there was but one."""
    return name if number == 1 else f"{name}{number}"


def _block(signal: Any, width: int, name: str) -> Any:
    return _added(signal, width, name, size=(3, 3), convolutions=1)


def _along(signal: Any, width: int, name: str, *, wide: int) -> Any:
    return _added(signal, width, name, size=(1, wide), convolutions=2)


def _added(signal: Any, width: int, name: str, *, size: tuple[int, int], convolutions: int) -> Any:
    """A residual block (He et al. 2016, doi:10.1109/CVPR.2016.90) that adds nothing at first
    (Goyal et al. 2017, arXiv:1706.02677), so that a net with more blocks than the one it begins
    with says the same at first."""
    import keras

    inner = signal
    for number in range(1, convolutions + 1):
        part, is_last = f"{name}_{number}", number == convolutions
        inner = keras.layers.Conv2D(
            width, size, padding="same", use_bias=False, name=f"{part}_conv"
        )(inner)
        inner = keras.layers.BatchNormalization(
            momentum=0.98, gamma_initializer="zeros" if is_last else "ones", name=f"{part}_norm"
        )(inner)
        if not is_last:
            inner = keras.layers.ReLU(name=f"{part}_relu")(inner)
    added = keras.layers.Add(name=f"{name}_add")([signal, inner])
    return keras.layers.ReLU(name=f"{name}_relu")(added)
