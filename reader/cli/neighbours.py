"""The training glyphs nearest to the digits of a page, for ``reader inspect --trace``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reader.errors import DataError, DeviceError
from reader.recognition import Model
from reader.recognition.activations import read_features
from reader.recognition.manifest import KERAS_FILE, check_file, find_model_folder
from reader.recognition.neighbours import (
    NEIGHBOURS_FILE,
    KeptGlyphs,
    find_nearest,
    load_kept_glyphs,
)
from reader.records import Image
from reader.writers.stages.nearest import Nearest

__all__ = ["nearest_of"]

EXPLAINED, NAMED = 2, 8
"""Sets that there is room to explain in words, and to name."""


def nearest_of(glyphs: Image, model: Model, *, name: str, data: Path | None) -> list[Nearest]:
    """For each glyph of uint8 (n, 28, 28) its nearest training glyphs, or why there are none.

    ``data`` is the training's data folder, to compare with all its sets that the program knows;
    without it the comparison is with what is kept with the model.

    Raises
    ------
    ModelError
        If the model's files are not what its manifest says, or the kept glyphs are none.
    DataError
        If a set of the data folder is missing or damaged, or none of the model's sets is known.
    """
    if not len(glyphs):
        return []
    if data is None and NEIGHBOURS_FILE not in model.manifest.files:
        return _without(glyphs, "this model keeps none; --neighbours FOLDER draws them from there")
    if KERAS_FILE not in model.manifest.files:
        return _without(glyphs, f"the model has no {KERAS_FILE}")
    folder = find_model_folder(name)
    net = check_file(folder, model.manifest, name=KERAS_FILE)
    kept, where = _kept(model, folder) if data is None else _drawn(model, data)
    try:
        features = read_features(
            net, np.concatenate([glyphs, kept.glyphs]), classes=len(model.manifest.classes)
        )
    except DeviceError:
        return _without(glyphs, "they need Keras; pip install 'digit-reader[train]'")
    own, theirs = features[: len(glyphs)], features[len(glyphs) :]
    among = _among(kept, model, where)
    return [Nearest(among, find_nearest(kept, theirs, one)) for one in own]


def _without(glyphs: Image, why: str) -> list[Nearest]:
    return [Nearest(f"without the nearest training glyphs: {why}")] * len(glyphs)


def _kept(model: Model, folder: Path) -> tuple[KeptGlyphs, str]:
    path = check_file(folder, model.manifest, name=NEIGHBOURS_FILE)
    return load_kept_glyphs(path, classes=model.manifest.classes), "kept with the model"


def _drawn(model: Model, data: Path) -> tuple[KeptGlyphs, str]:
    from reader.training.learned import recipe_of
    from reader.training.outcome.neighbours import draw_kept_glyphs

    kept = draw_kept_glyphs(recipe_of(model.manifest), data, seed=0)
    if not kept.labels:
        raise DataError(
            f"{data}: the manifest of model {model.manifest.name} names no set that this program "
            "knows; leave out --neighbours"
        )
    return kept, f"out of {data}"


def _among(kept: KeptGlyphs, model: Model, where: str) -> str:
    counts = kept.counts()
    meaning = {one.get("name"): one.get("what") for one in model.manifest.data}
    explained = len(counts) <= EXPLAINED
    sets = [
        f"{count:,} of {name}" + (f" ({meaning[name]})" if explained and meaning.get(name) else "")
        for name, count in counts.items()
    ]
    if others := list(counts.values())[NAMED:]:
        sets[NAMED:] = [f"{sum(others):,} of {len(others)} others"]
    return (
        f"The nearest of {len(kept.labels):,} training glyphs {where}; what they are and how far: "
        f"0 is the same to the net, 1 has nothing in common.\nCompared with: {', '.join(sets)}."
    )
