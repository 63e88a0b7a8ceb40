"""Strips are shown in batches of like width; texts come out of columns."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from reader.errors import DataError
from reader.training.lines import fit
from reader.training.lines.fit import greedy_texts, padded, targets
from reader.training.lines.pool import StripPool, pool_of
from reader.training.lines.recipe import LinesData, LinesNet, LinesRecipe
from reader.training.lines.scene_source import Strip
from reader.training.recipe import FitRecipe

TINY = LinesRecipe(
    net=LinesNet(widths=(4, 4, 4, 4), context=8, along=(5,)),
    data=LinesData(sets={"mnist": 1.0}, letters={"letters_ocr": 1.0}),
    fit=FitRecipe(passes=2, batch_size=4, ema=0.5),
)


def _pool(widths: list[int], text: str = "12") -> StripPool:
    rng = np.random.default_rng(0)
    return pool_of([Strip(rng.integers(0, 256, (2, 40, w), np.uint8), text) for w in widths])


def test_a_batch_is_as_wide_as_its_widest_strip_and_blank_behind_the_others() -> None:
    batch = padded([np.full((2, 40, 70), 9, np.uint8), np.full((2, 40, 20), 9, np.uint8)])
    assert batch.shape == (2, 40, 96, 2)
    assert batch[1, :, :20].min() == 9.0
    assert not batch[1, :, 20:].any()


def test_targets_are_filled_up() -> None:
    assert targets(["12", ""]).tolist() == [[1, 2, -1, -1], [-1, -1, -1, -1]]


def test_repeats_and_nothing_are_taken_out_of_the_columns() -> None:
    columns = np.array([[10, 1, 1, 10, 1, 3, 3, 10], [10] * 8])
    logits = np.eye(11, dtype=np.float32)[columns]
    assert greedy_texts(logits) == ["113", ""]


def test_strips_too_narrow_for_their_text_are_left_out() -> None:
    pool = _pool([8, 80], text="1111")
    assert fit._usable(pool).tolist() == [1]


def test_every_pass_shows_every_batch_once_and_strips_of_like_width_together() -> None:
    pool = _pool([10, 500, 20, 510, 30, 520, 40, 530])
    batches = list(fit._batches(TINY, np.arange(8), pool.widths))
    assert [int(b[0]) for b in batches] == [0, 0, 1, 1]
    assert {frozenset(b[1:].tolist()) for b in batches} == {
        frozenset({0, 2, 4, 6}),
        frozenset({1, 3, 5, 7}),
    }


def test_a_fit_ends_with_a_net_for_any_width() -> None:
    pytest.importorskip("keras", reason="needs the extra train")
    steps: list[int] = []
    recipe = dataclasses.replace(TINY, fit=FitRecipe(passes=1, batch_size=4, ema=0.5))
    fitted = fit.fit_lines(recipe, _pool([60] * 8), listener=lambda p: steps.append(p.step))
    assert steps == [1, 2]
    said = fitted.net.predict(padded([np.zeros((2, 40, 96), np.uint8)]), verbose=0)
    assert said.shape == (1, 48, 11)


def test_a_fit_may_compute_with_fewer_bits_and_ends_with_exact_layers() -> None:
    keras = pytest.importorskip("keras", reason="needs the extra train")
    once = FitRecipe(passes=1, batch_size=4, ema=0.5)
    recipe = dataclasses.replace(TINY, fit=once, precision="mixed_bfloat16")
    net = fit.fit_lines(recipe, _pool([60] * 8)).net
    assert {layer.compute_dtype for layer in net.layers} == {"float32"}
    assert keras.config.dtype_policy().name == "float32"


@pytest.fixture
def started(tmp_path: Path) -> str:
    """A model folder to go on from, with weights of its own."""
    keras = pytest.importorskip("keras", reason="needs the extra train")
    from reader.training.lines.export import write_lines_folder
    from reader.training.lines.net import build_lines_net

    keras.utils.set_random_seed(3)
    net = build_lines_net(TINY.net)
    rng = np.random.default_rng(3)
    net.set_weights([w + rng.uniform(0.0, 0.05, w.shape) for w in net.get_weights()])
    write_lines_folder(tmp_path / "begun", net, recipe=TINY, metrics={})
    return str(tmp_path / "begun")


def test_a_larger_net_says_at_first_what_the_one_it_begins_with_says(started: str) -> None:
    import keras

    from reader.training.lines.net import build_lines_net
    from reader.training.lines.start import start_from

    larger = build_lines_net(dataclasses.replace(TINY.net, parts=2, digits=3, along=(5, 9)))
    start_from(larger, started)
    strips = padded([np.random.default_rng(0).integers(0, 256, (2, 40, 96)).astype(np.uint8)])
    begun = keras.models.load_model(Path(started) / "model.keras")
    np.testing.assert_allclose(
        larger.predict(strips, verbose=0), begun.predict(strips, verbose=0), rtol=1e-4, atol=1e-3
    )


def test_a_smaller_net_cannot_go_on_from_a_larger_one(started: str) -> None:
    from reader.training.lines.net import build_lines_net
    from reader.training.lines.start import start_from

    smaller = build_lines_net(dataclasses.replace(TINY.net, along=()))
    with pytest.raises(DataError, match=r"its layer along1_1_conv is not one of the recipe's net"):
        start_from(smaller, started)


def test_half_of_what_it_began_with_may_be_kept(started: str) -> None:
    from reader.training.lines.net import build_lines_net
    from reader.training.lines.start import start_from

    begun = build_lines_net(TINY.net)
    start_from(begun, started)
    ends = []
    for keep in (0.0, 0.5):
        once = FitRecipe(passes=1, batch_size=4, ema=0.5)
        recipe = dataclasses.replace(TINY, fit=once, start=started, keep=keep)
        ends.append(fit.fit_lines(recipe, _pool([60] * 8)).net.get_weights())
    other = dataclasses.replace(TINY, fit=once, start="", kept=started, keep=1 - 1e-9)
    for one, first in zip(
        fit.fit_lines(other, _pool([60] * 8)).net.get_weights(), begun.get_weights(), strict=True
    ):
        np.testing.assert_allclose(one, first, atol=1e-4)
    for end, mean, first in zip(*ends, begun.get_weights(), strict=True):
        np.testing.assert_allclose(mean, (end + first) / 2, atol=1e-4)
