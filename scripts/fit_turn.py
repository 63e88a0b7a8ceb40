"""Fit the weights of reader/imaging/turn.py on printed and handwritten characters.

python scripts/fit_turn.py --data ../shared/data   writes reader/imaging/turn.npz.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from characters import SETS, iter_own, iter_print, iter_set

from reader.imaging.turn import THUMB, WEIGHTS, thumb_of

HIDDEN = 64
"""Units of the hidden layer: 16,000 weights."""


def main() -> None:
    """Gather characters, fit, write."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="the data folder")
    words.add_argument("--lines", type=int, default=4000, help="printed lines")
    words.add_argument("--strings", type=int, default=2500, help="own handwritten strings")
    words.add_argument("--epochs", type=int, default=24)
    words.add_argument("--output", type=Path, default=WEIGHTS)
    given = words.parse_args()
    rng = np.random.default_rng(2026)
    groups = {name: list(iter_set(rng, given.data / "train", name)) for name in SETS}
    groups["own"] = list(iter_own(rng, given.strings))
    groups["print"] = list(iter_print(rng, given.lines))
    samples, names = [], []
    for name, masks in groups.items():
        print(f"{name}: {len(masks)} characters", flush=True)
        samples += [thumb_of(mask) for mask in masks]
        names += [name] * len(masks)
    fitted = _fitted(np.stack(samples), np.array(names), epochs=given.epochs)
    np.savez_compressed(given.output, **{k: v.astype(np.float16) for k, v in fitted.items()})
    print(f"{given.output}: {given.output.stat().st_size} bytes")


def _fitted(thumbs: np.ndarray, names: np.ndarray, *, epochs: int) -> dict[str, np.ndarray]:
    import keras

    keras.utils.set_random_seed(1)
    turned = np.stack([np.rot90(thumbs, turns, axes=(1, 2)) for turns in range(4)], axis=1)
    inked = turned.reshape(len(thumbs), 4, THUMB * THUMB).astype(np.float32) / 255.0
    # Every group weighs as much as the root of its size: print is plentiful, but all of one kind.
    kinds, places, counts = np.unique(names, return_inverse=True, return_counts=True)
    weights = (counts**-0.5)[places]
    weights /= weights.mean()
    kept = np.random.default_rng(3).random(len(thumbs)) < 0.9
    hidden = keras.layers.Dense(
        HIDDEN, activation="relu", kernel_regularizer=keras.regularizers.L2(2e-5)
    )
    output = keras.layers.Dense(1, use_bias=False)
    start = keras.Input((4, THUMB * THUMB))
    looks = keras.layers.Reshape((4,))(output(keras.layers.Dropout(0.2)(hidden(start))))
    net = keras.Model(start, looks)
    steps = epochs * int(kept.sum()) // 128
    net.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    right = np.zeros(int(kept.sum()), np.int64)
    net.fit(
        inked[kept], right, sample_weight=weights[kept], batch_size=128, epochs=epochs, verbose=0
    )
    guess = net.predict(inked[~kept], verbose=0).argmax(axis=1)
    for number, kind in enumerate(kinds):
        own = places[~kept] == number
        print(f"  {kind}: upright told {np.mean(guess[own] == 0):.3f} of {own.sum()}")
    kernel, offset = hidden.get_weights()
    return {"hidden": kernel, "offset": offset, "output": output.get_weights()[0][:, 0]}


if __name__ == "__main__":
    main()
