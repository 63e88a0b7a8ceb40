"""A second reader is trained from its recipe to its folder, or goes on from another."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reader.errors import DataError, ModelError
from reader.recognition.line_reader import load_line_reader
from reader.training import train_model
from reader.training.lines import export, pool
from reader.training.lines.export import write_lines_onnx
from reader.training.lines.fit import fit_lines
from reader.training.lines.net import build_lines_net
from reader.training.lines.pool import StripPool, pool_of
from reader.training.lines.recipe import LinesData, LinesNet, LinesRecipe
from reader.training.lines.scene_source import Strip
from reader.training.recipe import FitRecipe

pytest.importorskip("keras", reason="needs the extra train")

TINY = LinesRecipe(
    name="tiny",
    net=LinesNet(widths=(4, 4, 4, 4), context=8, along=(5,)),
    data=LinesData(sets={"mnist": 1.0}, letters={"letters_ocr": 1.0}, lines=8),
    fit=FitRecipe(passes=1, batch_size=4, ema=0.5),
)


def _pool(*_: Any, **__: Any) -> StripPool:
    rng = np.random.default_rng(0)
    return pool_of([Strip(rng.integers(0, 256, (2, 40, 64), np.uint8), "12") for _ in range(8)])


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pool, "draw_strips", _pool)
    monkeypatch.setattr(pool, "draw_validation_strips", lambda *_, **__: {"kept lines": _pool()})
    train_model(TINY, tmp_path / "tiny", data=tmp_path)
    return tmp_path / "tiny"


def test_a_trained_folder_reads_strips(trained: Path) -> None:
    reader = load_line_reader(trained, device="cpu")
    said = reader.log_probs([np.zeros((2, 40, 50), np.uint8)])
    assert said[0].shape == (25, 11)
    card = (trained / "CARD.md").read_text(encoding="utf-8")
    assert "| kept lines | 8 |" in card
    assert not trained.with_name("tiny.unfinished").exists()


def test_a_training_goes_on_from_another_net(trained: Path) -> None:
    still = FitRecipe(passes=1, batch_size=4, learning_rate=0.0, weight_decay=0.0, ema=0.5)
    further = dataclasses.replace(TINY, start=str(trained), fit=still)
    fitted = fit_lines(further, _pool())
    import keras

    begun = keras.models.load_model(trained / "model.keras")
    for one, other in zip(fitted.net.trainable_variables, begun.trainable_variables, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), atol=1e-6)


def test_another_net_is_no_start(trained: Path) -> None:
    other = dataclasses.replace(TINY.net, context=16)
    with pytest.raises(
        DataError, match=r"its layer column_conv is not one of the recipe's net; give"
    ):
        fit_lines(dataclasses.replace(TINY, net=other, start=str(trained)), _pool())


def test_a_start_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"model 'nowhere' not found"):
        fit_lines(dataclasses.replace(TINY, start="nowhere"), _pool())


def test_an_export_that_says_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AGREEMENT", -1.0)
    with pytest.raises(ModelError, match=r"model.onnx: differs from the Keras net by"):
        write_lines_onnx(build_lines_net(TINY.net), tmp_path / "model.onnx")
