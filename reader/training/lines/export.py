"""A trained second reader becomes a model folder: ONNX, Keras, manifest, card."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reader.alphabet import DIGITS
from reader.errors import ModelError
from reader.imaging.strips import STRIP_HEIGHT, STRIP_VIEWS
from reader.recognition.log_probs import log_softmax
from reader.recognition.manifest import (
    KERAS_FILE,
    ONNX_FILE,
    STRIP_SHAPE,
    STRIPS,
    Manifest,
    hash_file,
)
from reader.recognition.onnx_engine import open_session
from reader.training.lines.card import write_lines_card
from reader.training.lines.recipe import LinesRecipe
from reader.training.outcome.card import licence_of, provenance
from reader.training.outcome.export import AGREEMENT, save_keras, write_whole

__all__ = ["write_lines_folder", "write_lines_onnx"]

CLASSES = (*DIGITS, "")
"""Classes in the order of the outputs; ``""`` is *nothing here*."""

CHECKED_WIDTHS = (32, 224)
"""Widths in pixels at which the exported net is compared with Keras."""


def write_lines_folder(
    folder: Path, net: Any, *, recipe: LinesRecipe, metrics: Mapping[str, Any]
) -> Manifest:
    """Write the whole folder.

    Raises
    ------
    OutputError
        If it cannot be written.
    ModelError
        If the ONNX file does not say what the net says.
    """

    def fill(draft: Path) -> Manifest:
        save_keras(net, draft / KERAS_FILE)
        write_lines_onnx(net, draft / ONNX_FILE)
        shown = {**recipe.data.letters, **recipe.data.signs}
        data = dataclasses.replace(recipe.data.as_sets(), signs=shown)
        manifest = Manifest(
            name=recipe.name,
            version=recipe.version,
            classes=CLASSES,
            files={name: hash_file(draft / name) for name in (ONNX_FILE, KERAS_FILE)},
            input_shape=STRIP_SHAPE,
            weights=int(net.count_params()),
            data=provenance(data),
            metrics=metrics,
            licence=licence_of(data),
            made={
                "date": datetime.date.today().isoformat(),
                "seed": recipe.seed,
                "validation": recipe.data.validation,
                "lines": recipe.data.lines,
                "start": recipe.start,
                "keep": recipe.keep,
                "kept": recipe.kept or recipe.start,
            },
            kind=STRIPS,
        )
        write_lines_card(draft, manifest)
        return manifest

    return write_whole(folder, fill)


def write_lines_onnx(net: Any, path: Path) -> None:
    """Export a net, behind a uint8 input (n, 2, 40, width), and check it against Keras.

    Raises
    ------
    ModelError
        If the two differ by more than ``AGREEMENT`` in log-probability.
    """
    import keras

    strips = keras.Input((STRIP_VIEWS, STRIP_HEIGHT, None), dtype="uint8", name="strips")
    signal = keras.layers.Permute((2, 3, 1))(keras.ops.cast(strips, "float32"))
    shell = keras.Model(strips, net(signal))
    shell(_noise(CHECKED_WIDTHS[0]))  # Keras exports no net it never saw run
    shell.export(path, format="onnx", verbose=False)
    session = open_session(path, device="cpu")
    for width in CHECKED_WIDTHS:
        noise = _noise(width)
        wanted = log_softmax(np.asarray(shell.predict(noise, verbose=0))[0])
        found = log_softmax(np.asarray(session.run(None, {"strips": noise})[0])[0])
        difference = float(np.abs(found - wanted).max())
        if difference > AGREEMENT:
            raise ModelError(
                f"{path}: differs from the Keras net by {difference:.2g} in log-probability; "
                f"expected at most {AGREEMENT}; the export is wrong, nothing was kept"
            )


def _noise(width: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (1, STRIP_VIEWS, STRIP_HEIGHT, width)).astype(np.uint8)
