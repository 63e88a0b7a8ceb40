"""Fit the weights of reader/layout/print_shapes.py on printed and handwritten characters.

python scripts/fit_print_shapes.py --data ../shared/data   writes reader/layout/print_shapes.npz.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from characters import SETS, iter_own, iter_print, iter_set

from reader.imaging.turn import THUMB, thumb_of
from reader.layout.print_shapes import SHAPE_WEIGHTS

HIDDEN = 48
"""Units of the hidden layer: 12,000 weights."""

NUMBERS, SLANT = 0.5, 0.06
"""Share of printed lines that hold digits alone, and how much print leans."""


def main() -> None:
    """Gather characters, fit, write."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="the data folder")
    words.add_argument("--lines", type=int, default=4000, help="printed lines")
    words.add_argument("--strings", type=int, default=4000, help="own handwritten strings")
    words.add_argument("--epochs", type=int, default=20)
    words.add_argument("--output", type=Path, default=SHAPE_WEIGHTS)
    given = words.parse_args()
    rng = np.random.default_rng(2027)
    groups = {name: list(iter_set(rng, given.data / "train", name)) for name in SETS}
    groups["own"] = list(iter_own(rng, given.strings))
    groups["print"] = list(iter_print(rng, given.lines, numbers=NUMBERS, slant=SLANT))
    for name, masks in groups.items():
        print(f"{name}: {len(masks)} characters", flush=True)
    thumbs = np.stack([thumb_of(mask) for masks in groups.values() for mask in masks])
    names = np.repeat(list(groups), [len(masks) for masks in groups.values()])
    fitted = _fitted(thumbs, names, epochs=given.epochs)
    np.savez_compressed(given.output, **{k: v.astype(np.float16) for k, v in fitted.items()})
    print(f"{given.output}: {given.output.stat().st_size} bytes")


def _fitted(thumbs: np.ndarray, names: np.ndarray, *, epochs: int) -> dict[str, np.ndarray]:
    import keras

    keras.utils.set_random_seed(1)
    inked = thumbs.reshape(len(thumbs), THUMB * THUMB).astype(np.float32) / 255.0
    printed = (names == "print").astype(np.float32)
    # Print weighs as much as all handwriting; every set of that as the root of its size.
    kinds, places, counts = np.unique(names, return_inverse=True, return_counts=True)
    weights = (counts**-0.5)[places]
    weights[printed > 0] *= weights[printed == 0].sum() / weights[printed > 0].sum()
    weights /= weights.mean()
    kept = np.random.default_rng(3).random(len(thumbs)) < 0.9
    hidden = keras.layers.Dense(
        HIDDEN, activation="relu", kernel_regularizer=keras.regularizers.L2(2e-5)
    )
    output = keras.layers.Dense(1)
    start = keras.Input((THUMB * THUMB,))
    net = keras.Model(start, output(keras.layers.Dropout(0.2)(hidden(start))))
    steps = epochs * int(kept.sum()) // 128
    net.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)),
        keras.losses.BinaryCrossentropy(from_logits=True),
    )
    net.fit(
        inked[kept],
        printed[kept],
        sample_weight=weights[kept],
        batch_size=128,
        epochs=epochs,
        verbose=0,
    )
    said = net.predict(inked[~kept], verbose=0)[:, 0]
    for number, kind in enumerate(kinds):
        own = places[~kept] == number
        print(f"  {kind}: taken for print {np.mean(said[own] > 0):.3f} of {own.sum()}")
    kernel, offset = hidden.get_weights()
    weight, bias = output.get_weights()
    return {"hidden": kernel, "offset": offset, "output": weight[:, 0], "bias": bias}


if __name__ == "__main__":
    main()
