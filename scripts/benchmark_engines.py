#!/usr/bin/env python3
"""How many digits a second the engines classify: ONNX Runtime, keras.predict, and a GPU if any.

Glyphs in memory, all cores. Models and engines take turns, each turn the other way round, so that
a ratio is of two calls beside each other; reported is the median of the turns. Appends a row each
to results/speed.csv. Where there is no GPU, that is said and everything else measured; the same
words on a machine with one add its rows.

    python scripts/benchmark_engines.py digits digits-fast --machine "2-core x86" --note "idle"
    python scripts/benchmark_engines.py --dry
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speed_ledger import append_speeds, speed_row

from reader.errors import DeviceError
from reader.imaging.normalize import normalize_glyph
from reader.recognition import Model, load_model
from reader.recognition.keras_engine import load_net
from reader.recognition.manifest import KERAS_FILE, find_model_folder
from reader.records import Image
from reader.synthesis import draw_string, draw_writer

ROOT = Path(__file__).resolve().parents[1]

KERAS_BATCH = 256
"""Glyphs a batch of keras.predict: on two cores it is near its fastest, by default it is not."""

DRAWN = 200
"""Different glyphs; they are repeated to the number asked for."""

BUSY = 1.0
"""Processes that run already beside which nothing is recorded."""

Speeds = list[float]

Key = TypeVar("Key")


def main() -> None:
    """Measure what is there; print and append the figures."""
    given = _arguments()
    if not given.dry and os.getloadavg()[0] > BUSY:
        raise SystemExit(
            f"{os.getloadavg()[0]:.1f} processes run already: figures would be wrong; "
            "wait, or look only with --dry"
        )
    found = _rows_on_processor(given)
    for name in given.models:
        found[name] += _rows_on_gpu(given, name)
    for name, rows in found.items():
        print(name)
        for row in rows:
            print("  {measure:42s} {figure:12,.2f}  [{low:,.2f}, {high:,.2f}]".format(**row))
        if not given.dry:
            dataset = f"{Path(name).name}: drawn glyphs in memory"
            append_speeds(rows, machine=given.machine, dataset=dataset, note=given.note)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description="Measure digits a second of the engines.")
    words.add_argument("models", nargs="*", default=["digits"], help="names or folders")
    words.add_argument("--glyphs", type=int, default=20_000)
    words.add_argument("--gpu-glyphs", type=int, default=2_000_000)
    words.add_argument("--repeats", type=int, default=5)
    words.add_argument("--machine", default=f"{os.cpu_count()} cores")
    words.add_argument("--note", default="")
    words.add_argument("--dry", action="store_true", help="append nothing")
    return words.parse_args()


Rows = list[dict[str, object]]


def _rows_on_processor(given: argparse.Namespace) -> dict[str, Rows]:
    """The rows of every model: ONNX Runtime, keras.predict, and the one beside the other."""
    engines: dict[tuple[str, str], Callable[[Image], object]] = {}
    for name in given.models:
        model = load_model(name, device="cpu")
        engines[name, "onnx"] = model.classifier.log_probs
        engines[name, "keras_predict"] = _keras_predict(model, name)
    speeds = _measured(engines, _glyphs(given.glyphs), repeats=given.repeats)
    return {
        name: [
            speed_row("onnx_digits_per_second", speeds[name, "onnx"]),
            speed_row("keras_predict_digits_per_second", speeds[name, "keras_predict"]),
            speed_row(
                "onnx_to_keras_predict",
                np.divide(speeds[name, "onnx"], speeds[name, "keras_predict"]).tolist(),
            ),
        ]
        for name in given.models
    }


def _rows_on_gpu(given: argparse.Namespace, name: str) -> Rows:
    """Both precisions on a GPU; printed is how far their probabilities are from the processor's."""
    try:
        engines = {
            precision: load_model(name, device="gpu", precision=precision)
            for precision in ("float32", "mixed")
        }
    except DeviceError as error:
        print(f"{name}: no figures of a GPU here ({error}); give the same words where there is one")
        return []
    few = _glyphs(2_000)
    expected = load_model(name, device="cpu").classifier.log_probs(few)
    for model in engines.values():
        said = model.classifier.log_probs(few)
        away, moved = np.abs(said - expected).max(), np.abs(np.exp(said) - np.exp(expected)).max()
        print(
            f"{name}: {model.engine}: log-probabilities within {away:.4f}, probabilities within "
            f"{moved:.4f} of the processor's, {(said.argmax(1) != expected.argmax(1)).sum()} of "
            f"{len(few):,} digits others"
        )
    calls = {precision: model.classifier.log_probs for precision, model in engines.items()}
    speeds = _measured(calls, _glyphs(given.gpu_glyphs), repeats=given.repeats)
    return [speed_row(f"gpu_{key}_digits_per_second", found) for key, found in speeds.items()]


def _keras_predict(model: Model, name: str) -> Callable[[Image], object]:
    net = load_net(find_model_folder(name) / KERAS_FILE, classes=len(model.manifest.classes))

    def predict(glyphs: Image) -> object:
        return net.predict(glyphs[..., None], batch_size=KERAS_BATCH, verbose=0)

    return predict


def _measured(
    engines: Mapping[Key, Callable[[Image], object]], glyphs: Image, *, repeats: int
) -> dict[Key, Speeds]:
    """Digits a second of each engine, taking turns; a first call of each is not counted."""
    speeds: dict[Key, Speeds] = {name: [] for name in engines}
    for run in engines.values():
        run(glyphs[:5_000])
    order = list(engines)
    for _ in range(repeats):
        for name in order:
            started = time.perf_counter()
            engines[name](glyphs)
            speeds[name].append(len(glyphs) / (time.perf_counter() - started))
        order.reverse()
    return speeds


def _glyphs(count: int) -> Image:
    """Handwritten digits of our own, again and again."""
    rng = np.random.default_rng(2026)
    drawn = [
        normalize_glyph(draw_string(rng, draw_writer(rng), str(k % 10), height=40).ink)
        for k in range(DRAWN)
    ]
    return np.resize(np.stack(drawn), (count, *drawn[0].shape))


if __name__ == "__main__":
    main()
