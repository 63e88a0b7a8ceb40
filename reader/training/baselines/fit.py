"""A baseline's net, trained as its author did, or taken from the folder of nets trained before."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.training.baselines.inputs import Floats, lesson_inputs, sharpened
from reader.training.baselines.lessons import Lessons, class_names, load_lessons
from reader.training.baselines.nets import build_baseline
from reader.training.baselines.recipe import Baseline, Fit, Net, Variant

__all__ = ["fit_baseline", "net_file", "probabilities", "trained_net"]

PORTION = 1000
"""Pictures that a net is given at once when it is measured."""


def trained_net(
    baseline: Baseline,
    variant: Variant,
    *,
    data: Path,
    work: Path,
    say: Callable[[str], None] = lambda _: None,
) -> Any:
    """The variant's net from ``work``; trained, and kept there, if it is not yet.

    Raises
    ------
    DataError
        If it must be trained and the training data are missing or damaged.
    """
    import keras

    path = work / net_file(baseline, variant)
    if path.is_file():
        return keras.models.load_model(path, compile=False)
    say(f"{baseline.name}, {variant.name}: training, {variant.fit.epochs} epochs")
    lessons = load_lessons(data, variant.fit.learns)
    net = fit_baseline(baseline.net, variant.fit, lessons, channels=variant.input.channels)
    work.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    net.save(unfinished)
    unfinished.replace(path)
    return net


def net_file(baseline: Baseline, variant: Variant) -> str:
    """File name of a net; variants that differ only in what they read share one."""
    facts = [dataclasses.asdict(baseline.net), dataclasses.asdict(variant.fit)]
    words = json.dumps([*facts, variant.input.channels], sort_keys=True)
    return f"{baseline.name}-{hashlib.sha256(words.encode()).hexdigest()[:10]}.keras"


def fit_baseline(net: Net, fit: Fit, lessons: Lessons, *, channels: int = 1) -> Any:
    """The net after ``fit.epochs`` passes over the lessons; nothing is chosen on held-out data."""
    import keras

    keras.utils.set_random_seed(fit.seed)
    model = build_baseline(net, len(class_names(fit.learns)), channels=channels)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=net.logits)
    model.compile(keras.optimizers.get(fit.optimizer), loss)
    for glyphs, labels in _batches(fit, lessons, channels):
        model.train_on_batch(glyphs, labels)
    return model


def probabilities(model: Any, inputs: Floats, *, logits: bool) -> NDArray[np.float32]:
    """What the net says of (n, 28, 28, channels): probabilities (n, classes), n may be 0."""
    if not len(inputs):
        return np.zeros((0, model.output_shape[1]), np.float32)
    parts = [
        np.asarray(model.predict_on_batch(inputs[k : k + PORTION]))
        for k in range(0, len(inputs), PORTION)
    ]
    said = np.concatenate(parts)
    if not logits:
        return said
    weights = np.exp(said - said.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _batches(fit: Fit, lessons: Lessons, channels: int) -> Any:
    """Batches in an order drawn anew for every epoch; the sharpened copies behind the originals."""
    rng = np.random.default_rng(fit.seed)
    count = len(lessons.labels)
    total = 2 * count if fit.sharpened else count
    for _ in range(fit.epochs):
        order = rng.permutation(total)
        for start in range(0, total, fit.batch_size):
            index = order[start : start + fit.batch_size]
            pixels = lessons.pictures[index % count].astype(np.float32)
            copies = index >= count
            pixels[copies] = sharpened(pixels[copies])
            glyphs = lesson_inputs(pixels, divisor=fit.divisor, channels=channels)
            yield glyphs, lessons.labels[index % count]
