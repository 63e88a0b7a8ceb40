"""A recipe and a data folder become a model folder that reads, whole or not at all."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drawn_digits import drawn_digit
from reader.errors import DataError, ModelError, OutputError
from reader.imaging.normalize import normalize_glyph
from reader.recognition import load_model
from reader.training import train_model
from reader.training.recipe import DataRecipe, FitRecipe, NetRecipe, Recipe

keras = pytest.importorskip("keras", reason="needs the extra train")

TINY = Recipe(
    name="tiny",
    net=NetRecipe(widths=(8, 8, 8), dropout=0.0),
    data=DataRecipe(sets={"mnist": 1.0}, glyphs=600, rubbish=0.15, validation=0.25, plain=0.9),
    fit=FitRecipe(passes=25, batch_size=50, learning_rate=0.01, ema=0.8),
)


@pytest.mark.slow
def test_a_trained_folder_reads_the_digits_it_learned(data_folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    manifest = train_model(
        TINY,
        tmp_path / "tiny",
        data=data_folder,
        processes=1,
        tick=lambda stage, done, total, note: told.append(f"{stage} {done}/{total}"),
    )
    assert told[0] == "glyphs 600/600"
    assert told[-1] == "fit 300/300"
    assert manifest.metrics["mnist"]["n"] == 20
    model = load_model(tmp_path / "tiny")
    glyphs = np.stack([normalize_glyph(drawn_digit(d, 7)) for d in range(10)])
    said = model.classifier.log_probs(glyphs).argmax(axis=1)
    assert (said == np.arange(10)).sum() >= 8
    card = (tmp_path / "tiny" / "CARD.md").read_text(encoding="utf-8")
    assert "CC BY-SA 3.0" in card
    assert "20 | " in card
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_recipe_without_data_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"names no data folder; name it with --data FOLDER"):
        train_model(TINY, tmp_path / "tiny")


def test_damaged_data_leave_nothing_behind(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "mnist.npz").write_bytes(b"")
    with pytest.raises(DataError, match=r"damaged data file"):
        train_model(TINY, tmp_path / "tiny", data=data_folder, processes=1)
    assert not (tmp_path / "tiny").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/tiny", r"folder .*missing does not exist; create it first"),
        ("file", r"file: is a file; expected the name of a model folder"),
        ("other", r"other: holds other files and no model; name another folder"),
    ],
)
def test_a_place_that_cannot_hold_the_model_is_refused_before_training(
    data_folder: Path, tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("x")
    with pytest.raises(OutputError, match=message):
        train_model(TINY, tmp_path / name, data=data_folder)


def test_an_interrupted_training_keeps_the_older_model(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "manifest.json").write_text("old")

    def interrupted(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reader.training.fitting.fit.fit_net", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train_model(TINY, folder, data=data_folder, processes=1)
    assert (folder / "manifest.json").read_text() == "old"
    assert [p.name for p in folder.iterdir()] == ["manifest.json"]


def test_the_net_is_kept_without_its_optimiser() -> None:
    from reader.training.fitting.architectures import build_net
    from reader.training.outcome import export

    net = build_net("residual", 11, widths=(8, 8, 8))
    net.compile("adam", "mse")
    net.optimizer.build(net.trainable_variables)
    alone = export._without_optimizer(net)
    assert getattr(alone, "optimizer", None) is None
    for kept, weights in zip(alone.get_weights(), net.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, weights)


def test_an_export_that_says_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.training.fitting.architectures import build_net
    from reader.training.outcome import export

    net = build_net("residual", 11, widths=(8, 8, 8))
    monkeypatch.setattr(export, "AGREEMENT", -1.0)
    with pytest.raises(ModelError, match=r"differs from the Keras net .*nothing was kept"):
        export.write_onnx(net, tmp_path / "model.onnx", classes=TINY.data.outputs)


def test_a_folder_that_cannot_be_written_is_said(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.training.fitting.architectures import build_net
    from reader.training.outcome import export

    def full(*arguments: Any, **named: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "write_onnx", full)
    with pytest.raises(OutputError, match=r"tiny: cannot be written: No space left on device"):
        export.write_model_folder(
            tmp_path / "tiny", build_net("residual", 11, widths=(8, 8, 8)), recipe=TINY, metrics={}
        )
    assert list(tmp_path.glob("*tiny*")) == []


def test_a_model_is_made_in_the_unfinished_folder_and_replaces_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.training.fitting.architectures import build_net
    from reader.training.outcome import export

    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "manifest.json").write_text("old")
    left_by_a_kill = tmp_path / "tiny.unfinished" / "model"
    left_by_a_kill.mkdir(parents=True)
    (left_by_a_kill / "half").write_bytes(b"")
    seen: list[list[str]] = []

    def written(net: Any, path: Path, **options: Any) -> None:
        path.write_bytes(b"onnx")
        seen.append(sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.onnx")))

    monkeypatch.setattr(export, "write_onnx", written)
    net = build_net("residual", 11, widths=(8, 8, 8))
    export.write_model_folder(folder, net, recipe=TINY, metrics={})
    assert seen == [["tiny.unfinished/model/model.onnx"]]
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "CARD.md",
        "manifest.json",
        "model.keras",
        "model.onnx",
    ]


def test_a_recipe_is_a_value() -> None:
    assert dataclasses.replace(TINY, seed=2) != TINY
