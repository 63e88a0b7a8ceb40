"""The nets have the weights that their authors counted."""

from __future__ import annotations

import numpy as np
import pytest

from command_line import REPOSITORY
from reader.training.baselines.lessons import class_names
from reader.training.baselines.nets import NORMAL_DEVIATION, build_baseline
from reader.training.baselines.recipe import Net, load_baseline

RECIPES = REPOSITORY / "configs" / "training" / "baselines"


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("dense-784", 784 * 784 + 784 + 784 * 10 + 10),
        ("dense-letters", 208_626),  # reported
        ("cnn-93k", 93_322),  # reported
        ("cnn-negatives-small", 224 + 1168 + 4640 + 3 * 3 * 32 * 10 + 10),
        ("cnn-negatives", 896 + 18_496 + 36_928 + 3 * 3 * 64 * 128 + 128 + 1290),
        ("dense-128", 784 * 128 + 128 + 1290),
    ],
)
def test_weights_are_as_many_as_reported(name: str, weights: int) -> None:
    baseline = load_baseline(RECIPES / f"{name}.toml")
    variant = baseline.variants[0]
    classes = len(class_names(variant.fit.learns))
    net = build_baseline(baseline.net, classes, channels=variant.input.channels)
    assert net.count_params() == weights


def test_probabilities_add_up_and_logits_do_not() -> None:
    pictures = np.random.default_rng(1).random((3, 28, 28, 1), np.float32)
    said = build_baseline(Net(hidden=(4,)), 10).predict_on_batch(pictures)
    assert np.allclose(said.sum(axis=1), 1, atol=1e-5)
    logits = build_baseline(Net(hidden=(4,), logits=True), 10).predict_on_batch(pictures)
    assert not np.allclose(logits.sum(axis=1), 1, atol=1e-2)


def test_normal_weights_are_drawn_with_the_named_deviation() -> None:
    net = build_baseline(Net(hidden=(200,), normal_weights=True), 10)
    weights = net.get_weights()[0]
    assert abs(weights.std() - NORMAL_DEVIATION) < 0.002
    assert abs(weights).max() > 3 * NORMAL_DEVIATION


def test_dropout_stands_where_the_recipe_says() -> None:
    net = Net(hidden=(8,), maps=(2, 2), poolings=1, dropout_maps=(0.1, 0.2), dropout_dense=0.3)
    kinds = [type(layer).__name__ for layer in build_baseline(net, 10).layers]
    assert kinds[1:] == [
        *("Conv2D", "MaxPooling2D", "Dropout", "Conv2D", "Dropout"),
        *("Flatten", "Dense", "Dropout", "Dense"),
    ]
