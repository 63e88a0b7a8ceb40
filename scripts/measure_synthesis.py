#!/usr/bin/env python3
"""How much of real handwriting does ours cover? A small net, trained on it alone, tells.

    python scripts/measure_synthesis.py DATA [--count 120000] [--epochs 6]

DATA is the folder with ``dev/digits``. Every digit, drawn or real, goes through the production
normaliser. Nothing real is trained on; the test sets are measured once, at the end, and the
figures, in per cent, are appended to ``results/synthesis.csv``; so are pages an hour.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import time
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.imaging.normalize import normalize_glyph
from reader.synthesis import PageStyle, draw_digit, draw_form_page, draw_page_style, draw_writer
from reader.synthesis.worn import worn_ink

RESULTS = Path(__file__).resolve().parents[1] / "results" / "synthesis.csv"
COLUMNS = ("date", "commit", "machine", "dataset", "n", "figure", "low", "high", "note")
SETS = {
    "mnist_test": "mnist_test.npz",
    "usps_test": "usps_test.npz",
    "turkish": "optdigits_unseen_writers.npz",
}
DIGITS_A_WRITER = 12
BATCH = 128
Z_95 = 1.959964
SPEED_PAGES = 12


def main() -> None:
    """Draw, train, measure, write down."""
    words = argparse.ArgumentParser(
        description="Train on drawn digits alone, measure on real ones."
    )
    words.add_argument("data", type=Path, help="folder with dev/digits")
    words.add_argument("--count", type=int, default=120_000, help="how many digits to draw")
    words.add_argument("--epochs", type=int, default=6)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--note", default="")
    words.add_argument("--machine", default="2-core x86")
    words.add_argument("--dry", action="store_true", help="do not write results/synthesis.csv")
    words.add_argument("--save", type=Path, help="keep the net here (.keras)")
    given = words.parse_args()
    started = time.time()
    glyphs, labels = draw_glyphs(given.count, seed=given.seed)
    print(f"drawn {len(glyphs)} digits in {time.time() - started:.0f} s", flush=True)
    net = fit_net(glyphs, labels, epochs=given.epochs, threads=given.threads, seed=given.seed)
    if given.save:
        net.save(given.save)
    rows = []
    for name, file in SETS.items():
        found = given.data / "dev" / "digits" / file
        if found.exists():
            right, count = measure(net, found)
            low, high = wilson(right, count)
            print(f"{name}: {right / count:.4f} [{low:.4f}, {high:.4f}] of {count}", flush=True)
            rows.append((name, count, 100 * right / count, 100 * low, 100 * high))
    for name, figure in pages_an_hour():
        print(f"{name}: {figure:.0f} pages an hour on one core", flush=True)
        rows.append((name, SPEED_PAGES, figure, figure, figure))
    if not given.dry:
        write_rows(rows, note=given.note, machine=given.machine)


def draw_glyphs(count: int, *, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """``count`` normalised digits (n, 28, 28) of many writers, and their labels."""
    rng = np.random.default_rng(seed)
    glyphs, labels = np.zeros((count, 28, 28), np.uint8), rng.integers(10, size=count)
    writer = draw_writer(rng)
    for i, label in enumerate(labels):
        if i % DIGITS_A_WRITER == 0:
            writer = draw_writer(rng)
        glyphs[i] = normalize_glyph(worn_ink(rng, draw_digit(rng, writer, str(label), 44)))
    return glyphs, labels


def fit_net(
    glyphs: NDArray[np.uint8], labels: NDArray[np.int64], *, epochs: int, threads: int, seed: int
) -> Any:
    """A CNN of about 90,000 weights; a fixed number of epochs, nothing is chosen."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.keras.utils.set_random_seed(seed)
    layers = tf.keras.layers
    net = tf.keras.Sequential([layers.Input((28, 28, 1)), layers.Rescaling(1 / 255.0)])
    for width, stride in ((24, 1), (32, 2), (48, 1), (64, 2), (64, 1)):
        net.add(layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False))
        net.add(layers.BatchNormalization())
        net.add(layers.ReLU())
    net.add(layers.Dropout(0.3))
    net.add(layers.GlobalAveragePooling2D())
    net.add(layers.Dense(10))
    steps = epochs * len(glyphs) // BATCH
    net.compile(
        tf.keras.optimizers.AdamW(
            tf.keras.optimizers.schedules.CosineDecay(2e-3, steps), weight_decay=1e-3
        ),
        tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    net.fit(glyphs[..., None], labels, batch_size=BATCH, epochs=epochs, verbose=2)
    return net


def measure(net: Any, path: Path) -> tuple[int, int]:
    """How many digits of an npz are read rightly, and how many there are."""
    held = np.load(path)
    glyphs = np.stack([normalize_glyph(ink) for ink in held["x"]])
    read = net.predict(glyphs[..., None], batch_size=500, verbose=0).argmax(axis=1)
    return int((read == held["y"].astype(int)).sum()), len(read)


def pages_an_hour() -> list[tuple[str, float]]:
    """A4 pages at 300 dpi with about 150 digits: plain ones, and any. By processor time."""
    cv2.setNumThreads(1)
    found = []
    for name, wild in (("pages_plain", False), ("pages_wild", True)):
        rng = np.random.default_rng(1)
        started = time.process_time()
        for _ in range(SPEED_PAGES):
            draw_form_page(rng, style=draw_page_style(rng) if wild else PageStyle())
        found.append((name, SPEED_PAGES * 3600.0 / (time.process_time() - started)))
    return found


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    share, z2 = right / count, Z_95**2 / count
    middle = (share + z2 / 2) / (1 + z2)
    reach = Z_95 * np.sqrt(share * (1 - share) / count + z2 / (4 * count)) / (1 + z2)
    return float(middle - reach), float(middle + reach)


def write_rows(
    rows: list[tuple[str, int, float, float, float]], *, note: str, machine: str
) -> None:
    """Append the figures to the ledger."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    fresh = not RESULTS.exists()
    with RESULTS.open("a", newline="", encoding="utf-8") as file:
        ledger = csv.writer(file, lineterminator="\n")
        if fresh:
            ledger.writerow(COLUMNS)
        for name, count, *figures in rows:
            rounded = [f"{figure:.2f}" for figure in figures]
            ledger.writerow([date.today(), commit, machine, name, count, *rounded, note])


if __name__ == "__main__":
    main()
