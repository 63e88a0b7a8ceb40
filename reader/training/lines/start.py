"""Where a fit begins: with the weights of another net, than which the recipe's may be larger."""

from __future__ import annotations

from typing import Any

from reader.errors import DataError
from reader.recognition.manifest import (
    KERAS_FILE,
    STRIPS,
    check_file,
    find_model_folder,
    read_manifest,
)

__all__ = ["start_from"]


def start_from(net: Any, start: str) -> None:
    """Give ``net``, in place, the weights of the model ``start`` (a name or a folder).

    Layers are known by their names. Blocks that the model does not have stay as they were built:
    adding nothing, so that the larger net says at first what the model says.

    Raises
    ------
    ModelError
        If there is no such model, or it is of another kind.
    DataError
        If the model has a layer that ``net`` has not, or of another size.
    """
    import keras

    folder = find_model_folder(start, kind=STRIPS)
    path = check_file(folder, read_manifest(folder), name=KERAS_FILE)
    layers = {layer.name: layer for layer in net.layers}
    for layer in keras.models.load_model(path).layers:
        weights = layer.get_weights()
        if not weights:
            continue
        taker = layers.get(layer.name)
        if taker is None or [w.shape for w in taker.get_weights()] != [w.shape for w in weights]:
            raise DataError(
                f"start = {start!r}: its layer {layer.name} is not one of the recipe's net; "
                "give [net] at least what that model's recipe has, or leave start out"
            )
        taker.set_weights(weights)
