"""A trained net becomes a model folder (ONNX, Keras, manifest, card), whole or not at all."""

from __future__ import annotations

import contextlib
import datetime
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reader.errors import ModelError, OutputError
from reader.imaging.normalize import GLYPH_SIDE
from reader.recognition.manifest import (
    KERAS_FILE,
    ONNX_FILE,
    Manifest,
    hash_file,
    write_manifest,
)
from reader.recognition.neighbours import NEIGHBOURS_FILE, KeptGlyphs, write_kept_glyphs
from reader.recognition.onnx_engine import load_onnx
from reader.training.fitting.architectures import SCALE_LAYER
from reader.training.fitting.unfinished import unfinished_folder
from reader.training.outcome.card import licence_of, provenance, write_card
from reader.training.recipe import Recipe

__all__ = [
    "AGREEMENT",
    "check_target",
    "save_keras",
    "write_model_folder",
    "write_onnx",
    "write_whole",
]

AGREEMENT = 1e-3
"""Greatest difference of log-probabilities between ONNX Runtime and Keras in float32."""


def check_target(folder: Path) -> None:
    """Refuse, before hours of training, a folder that could not be written.

    Raises
    ------
    OutputError
        If the parent folder is missing, or ``folder`` is a file or holds anything but a model.
    """
    if not folder.parent.is_dir():
        raise OutputError(f"{folder}: folder {folder.parent} does not exist; create it first")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; expected the name of a model folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "manifest.json").is_file():
        raise OutputError(f"{folder}: holds other files and no model; name another folder")


def write_model_folder(
    folder: Path,
    net: Any,
    *,
    recipe: Recipe,
    metrics: Mapping[str, Any],
    kept: KeptGlyphs | None = None,
) -> Manifest:
    """Write a classifier's folder; ``kept`` are training glyphs that go with it, if any.

    Raises
    ------
    OutputError
        If it cannot be written.
    ModelError
        If the ONNX file does not say what the net says.
    """

    def fill(draft: Path) -> Manifest:
        save_keras(net, draft / KERAS_FILE)
        write_onnx(net, draft / ONNX_FILE, classes=recipe.data.outputs)
        names = [ONNX_FILE, KERAS_FILE]
        if kept is not None and kept.labels:
            write_kept_glyphs(draft / NEIGHBOURS_FILE, kept)
            names.append(NEIGHBOURS_FILE)
        manifest = Manifest(
            name=recipe.name,
            version=recipe.version,
            classes=recipe.data.outputs,
            files={name: hash_file(draft / name) for name in names},
            weights=int(net.count_params()),
            data=provenance(recipe.data),
            metrics=metrics,
            licence=licence_of(recipe.data),
            made={
                "date": datetime.date.today().isoformat(),
                "seed": recipe.seed,
                "validation": recipe.data.validation,
                "teachers": list(recipe.teachers.models),
                "kept_glyphs": kept.counts() if kept is not None else {},
            },
        )
        write_card(draft, manifest)
        return manifest

    return write_whole(folder, fill)


def write_whole(folder: Path, fill: Callable[[Path], Manifest]) -> Manifest:
    """Let ``fill`` write a model's files beside its place, then put them there in one step.

    Until then all is in the folder of the unfinished training: killed, it leaves nothing else
    behind. ``fill`` gives the manifest, which is written last.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    check_target(folder)
    workshop = unfinished_folder(folder)
    draft = workshop / "model"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        manifest = fill(draft)
        write_manifest(draft, manifest)
        _put(draft, folder, old=workshop / "replaced")
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty: a training's glyphs and checkpoint
            workshop.rmdir()
    return manifest


def save_keras(net: Any, path: Path) -> None:
    """Write the net alone: an optimiser's averages would make its file four times as large."""
    _without_optimizer(net).save(path)


def _without_optimizer(net: Any) -> Any:
    """Built anew from its layers, as Keras's own clone is compiled with an optimiser too."""
    alone = type(net).from_config(net.get_config())
    alone.set_weights(net.get_weights())
    return alone


def write_onnx(net: Any, path: Path, *, classes: tuple[str, ...]) -> None:
    """Export a net, behind a uint8 input (n, 28, 28), and check it against Keras.

    Its first layer, the scale, goes before the channel: ONNX Runtime multiplies arrays whose last
    dimension is 1 number by number.

    Raises
    ------
    ModelError
        If the two differ by more than ``AGREEMENT``.
    """
    import keras

    scale = net.get_layer(SCALE_LAYER)
    rest = keras.Model(scale.output, net.output)
    glyphs = keras.Input((GLYPH_SIDE, GLYPH_SIDE), dtype="uint8", name="glyphs")
    signal = keras.ops.cast(glyphs, "float32") * scale.scale
    shell = keras.Model(glyphs, rest(keras.layers.Reshape((GLYPH_SIDE, GLYPH_SIDE, 1))(signal)))
    shell(np.zeros((1, GLYPH_SIDE, GLYPH_SIDE), np.uint8))  # Keras exports no net it never saw run
    shell.export(path, format="onnx", verbose=False)
    _check_agreement(net, path, classes)


def _check_agreement(net: Any, path: Path, classes: tuple[str, ...]) -> None:
    rng = np.random.default_rng(0)
    glyphs = rng.integers(0, 256, (64, GLYPH_SIDE, GLYPH_SIDE)).astype(np.uint8)
    glyphs[:32] *= rng.random((32, GLYPH_SIDE, GLYPH_SIDE)) < 0.15
    logits = np.asarray(net.predict(glyphs[..., None].astype(np.float32), verbose=0), np.float64)
    logits -= logits.max(axis=1, keepdims=True)
    expected = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    found = load_onnx(path, classes=classes, checksum="", device="cpu").log_probs(glyphs)
    difference = float(np.abs(found - expected).max())
    if difference > AGREEMENT:
        raise ModelError(
            f"{path}: differs from the Keras net by {difference:.2g} in log-probability; "
            f"expected at most {AGREEMENT}; the export is wrong, nothing was kept"
        )


def _put(draft: Path, folder: Path, *, old: Path) -> None:
    """Exchange the finished draft for what may stand in its place, by way of ``old``."""
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
