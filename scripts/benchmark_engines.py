#!/usr/bin/env python3
"""How many digits a second the engines classify: ONNX Runtime, keras.predict, and a GPU if any.

Glyphs in memory, all cores; the engines take turns, so that the ratio is of one run. Appends a
row each to results/speed.csv. Where there is no GPU, that is said and everything else measured.

    python scripts/benchmark_engines.py --machine "2 cores of a server" --note "..."
    python scripts/benchmark_engines.py --dry
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speed_ledger import append_speeds, speed_row

from reader.errors import DeviceError
from reader.imaging.normalize import normalize_glyph
from reader.recognition import Model, load_model
from reader.recognition.classifier import Classifier
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


def main() -> None:
    """Measure what is there; print and append the figures."""
    given = _arguments()
    if not given.dry and os.getloadavg()[0] > BUSY:
        raise SystemExit(
            f"{os.getloadavg()[0]:.1f} processes run already: figures would be wrong; "
            "wait, or look only with --dry"
        )
    rows = list(_rows_on_processor(given)) + list(_rows_on_gpu(given))
    for row in rows:
        print("{measure:42s} {figure:12,.2f}  [{low:,.2f}, {high:,.2f}]".format(**row))
    if not given.dry:
        dataset = f"{given.model}: drawn glyphs in memory"
        append_speeds(rows, machine=given.machine, dataset=dataset, note=given.note)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description="Measure digits a second of the engines.")
    words.add_argument("--model", default="digits")
    words.add_argument("--glyphs", type=int, default=20_000)
    words.add_argument("--gpu-glyphs", type=int, default=2_000_000)
    words.add_argument("--repeats", type=int, default=5)
    words.add_argument("--machine", default=f"{os.cpu_count()} cores")
    words.add_argument("--note", default="")
    words.add_argument("--dry", action="store_true", help="append nothing")
    return words.parse_args()


def _rows_on_processor(given: argparse.Namespace) -> Iterator[dict[str, object]]:
    glyphs = _glyphs(given.glyphs)
    model = load_model(given.model, device="cpu")
    engines = {
        "onnx_digits_per_second": model.classifier.log_probs,
        "keras_predict_digits_per_second": _keras_predict(model, given.model),
    }
    speeds = _measured(engines, glyphs, repeats=given.repeats)
    for name, found in speeds.items():
        yield speed_row(name, found)
    yield speed_row(
        "onnx_to_keras_predict",
        [a / b for a, b in zip(*speeds.values(), strict=True)],
    )


def _rows_on_gpu(given: argparse.Namespace) -> Iterator[dict[str, object]]:
    """Both precisions on a GPU, with how far their log-probabilities are from the processor's."""
    try:
        engines = {
            precision: load_model(given.model, device="gpu", precision=precision)
            for precision in ("float32", "mixed")
        }
    except DeviceError as error:
        print(f"no figures of a GPU: {error}")
        return
    few = _glyphs(2_000)
    expected = load_model(given.model, device="cpu").classifier.log_probs(few)
    glyphs = _glyphs(given.gpu_glyphs)
    for precision, model in engines.items():
        away = np.abs(model.classifier.log_probs(few) - expected)
        moved = np.abs(np.exp(model.classifier.log_probs(few)) - np.exp(expected)).max()
        print(f"{model.engine}: log-probabilities within {away.max():.4f}, "
              f"probabilities within {moved:.4f} of the processor's")  # fmt: skip
        found = _measured({precision: _of(model.classifier)}, glyphs, repeats=given.repeats)
        yield speed_row(f"gpu_{precision}_digits_per_second", found[precision])


def _of(classifier: Classifier) -> Callable[[Image], object]:
    return classifier.log_probs


def _keras_predict(model: Model, name: str) -> Callable[[Image], object]:
    net = load_net(find_model_folder(name) / KERAS_FILE, classes=len(model.manifest.classes))

    def predict(glyphs: Image) -> object:
        return net.predict(glyphs[..., None], batch_size=KERAS_BATCH, verbose=0)

    return predict


def _measured(
    engines: Mapping[str, Callable[[Image], object]], glyphs: Image, *, repeats: int
) -> dict[str, Speeds]:
    """Digits a second of each engine, taking turns; a first call of each is not counted."""
    speeds: dict[str, Speeds] = {name: [] for name in engines}
    for run in engines.values():
        run(glyphs[:5_000])
    for _ in range(repeats):
        for name, run in engines.items():
            started = time.perf_counter()
            run(glyphs)
            speeds[name].append(len(glyphs) / (time.perf_counter() - started))
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
