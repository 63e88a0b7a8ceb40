"""Fit the weights of reader/imaging/turn.py on printed and handwritten characters.

python scripts/fit_turn.py --data ../shared/data   writes reader/imaging/turn.npz.

Handwriting: the digits and letters of ``train`` and our own drawings. Print: words in the fonts of
OpenCV, Pillow and matplotlib, at many sizes, as the reader's own binarising leaves them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from reader.imaging.components import find_components
from reader.imaging.turn import FEWEST_PIXELS, LONGEST, THUMB, WEIGHTS, thumb_of
from reader.records import Image, Mask
from reader.synthesis import draw_string, draw_writer
from reader.synthesis.prints import FAMILIES, Typeface, print_text
from reader.synthesis.words import COLUMN_WORDS, LABELS, SENTENCES, TITLES

SETS = {
    "mnist": 20000,
    "bhmsds": 15000,
    "nist_raw": 2000,
    "semeion": 1500,
    "optdigits": 1900,
    "hwd1000": 1000,
    "bd62": 6200,
    "letters_ocr": 10000,
}
"""Sets of ``train``, and how many characters of each are drawn by chance."""

UNCLEAR = set("xXoOzZNsSIHl") | {"dot", "minus", "plus", "slash"}
"""Characters that look the same or like another when turned: left out where a set names them."""

FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Bold"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "cmr10", "cmss10", "cmtt10"),
)
"""Fonts of matplotlib."""

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
    groups = {name: list(_of_set(rng, given.data / "train", name)) for name in SETS}
    groups["own"] = list(_own(rng, given.strings))
    groups["print"] = list(_print(rng, given.lines))
    samples, names = [], []
    for name, masks in groups.items():
        print(f"{name}: {len(masks)} characters", flush=True)
        samples += [thumb_of(mask) for mask in masks]
        names += [name] * len(masks)
    fitted = _fitted(np.stack(samples), np.array(names), epochs=given.epochs)
    np.savez_compressed(given.output, **{k: v.astype(np.float16) for k, v in fitted.items()})
    print(f"{given.output}: {given.output.stat().st_size} bytes")


def _of_set(rng: np.random.Generator, folder: Path, name: str) -> Iterator[Mask]:
    with np.load(folder / f"{name}.npz") as stored:
        pictures, labels = stored["x"], stored["y"].astype(str)
    usable = np.flatnonzero(~np.isin(labels, list(UNCLEAR)))
    for index in rng.choice(usable, min(SETS[name], usable.size), replace=False):
        ink = pictures[index]
        if name == "bd62":
            ink = 255 - ink
            ink = np.clip((ink.astype(float) - np.median(ink)) * 3, 0, 255).astype(np.uint8)
        if name == "letters_ocr":
            ink = cv2.resize(ink, None, fx=3.2, fy=4, interpolation=cv2.INTER_CUBIC)
        ink = ink * 255 if ink.max() == 1 else ink
        found = _masks(rng, _altered(rng, ink))
        if found:
            yield max(found, key=lambda mask: mask.size)


def _own(rng: np.random.Generator, count: int) -> Iterator[Mask]:
    for _ in range(count):
        text = "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(3, 8))))
        drawn = draw_string(rng, draw_writer(rng), text, height=float(rng.uniform(20, 60)))
        yield from _masks(rng, drawn.ink)


def _print(rng: np.random.Generator, count: int) -> Iterator[Mask]:
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    families = [*FAMILIES, *(str(folder / f"{name}.ttf") for name in FONTS)]
    for _ in range(count):
        text = str(rng.choice([*TITLES, *SENTENCES, *LABELS, *COLUMN_WORDS]))
        if rng.random() < 0.25:
            text = text.upper()
        if rng.random() < 0.2:
            text = " ".join(str(n) for n in rng.integers(0, 3000, 6))
        face = Typeface(str(rng.choice(families)), int(rng.choice((300, 400, 600))))
        ink, _ = print_text(text, face, height=float(np.exp(rng.uniform(np.log(11), np.log(70)))))
        yield from _masks(rng, _altered(rng, ink))


def _altered(rng: np.random.Generator, ink: Image) -> Image:
    """Slanted, tilted, squeezed, blurred a little: as scans and hands have it."""
    height, width = ink.shape
    tilt, slant = rng.normal(0, 0.06), rng.normal(0, 0.15)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    matrix = turn @ np.array([[rng.uniform(0.8, 1.2), slant], [0, 1]])
    size = np.ceil(np.abs(matrix) @ (width, height)).astype(int) + 6
    shift = size / 2 - matrix @ (width / 2, height / 2)
    moved = cv2.warpAffine(ink, np.column_stack([matrix, shift]), tuple(int(v) for v in size))
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), float(rng.uniform(0.3, 1.1))), np.uint8)


def _masks(rng: np.random.Generator, ink: Image) -> list[Mask]:
    mask = ink > rng.uniform(70, 150)
    found = find_components(mask, smallest=6)
    return [c.mask for c in found if _is_fitting(*c.mask.shape)]


def _is_fitting(height: int, width: int) -> bool:
    longer, shorter = max(height, width), min(height, width)
    return longer >= FEWEST_PIXELS and longer <= LONGEST * shorter


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
