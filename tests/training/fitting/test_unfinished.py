"""An interrupted training goes on as if it had never stopped, and leaves nothing half-written."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reader.errors import DataError, OutputError
from reader.training import train_model
from reader.training.fitting import loop
from reader.training.fitting.fit import fit_net
from reader.training.fitting.unfinished import Checkpoint, open_unfinished
from reader.training.glyphs.pool import Pool
from reader.training.recipe import DataRecipe, FitRecipe, NetRecipe, Recipe

pytest.importorskip("keras", reason="needs the extra train")

TINY = Recipe(
    name="tiny",
    net=NetRecipe(widths=(4, 4, 4), dropout=0.3),
    data=DataRecipe(sets={"mnist": 1.0}, glyphs=60, validation=0.25),
    fit=FitRecipe(passes=2, batch_size=10, ema=0.5),
)


@pytest.fixture(autouse=True)
def _checkpoints_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "CHECKPOINT_STEPS", 4)


def random_pool() -> Pool:
    rng = np.random.default_rng(1)
    glyphs = rng.integers(0, 256, (60, 28, 28)).astype(np.uint8)
    return Pool(glyphs, rng.integers(0, 11, 60))


def _arrays(pool: Pool) -> dict[str, Any]:
    return {"glyphs": pool.glyphs, "labels": pool.labels}


def interrupted_at(step: int) -> Any:
    def listen(progress: loop.Progress) -> None:
        if progress.step == step:
            raise KeyboardInterrupt

    return listen


def test_a_fit_that_goes_on_ends_where_an_undisturbed_one_ends() -> None:
    whole = fit_net(TINY, random_pool())
    kept: list[Checkpoint] = []
    with pytest.raises(KeyboardInterrupt):
        fit_net(TINY, random_pool(), listener=interrupted_at(10), keep=kept.append)
    assert [one.step for one in kept] == [4, 8]

    steps: list[int] = []
    resumed = fit_net(TINY, random_pool(), start=kept[-1], listener=lambda p: steps.append(p.step))
    assert steps == [9, 10, 11, 12]
    assert [step for step, _ in resumed.curve] == [step for step, _ in whole.curve]
    for one, other in zip(resumed.net.get_weights(), whole.net.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_the_same_command_goes_on_and_clears_up(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(stop: int | None, told: list[str]) -> None:
        def tick(stage: str, done: int, total: int, note: str) -> None:
            told.append(stage)
            if stage == "fit" and done == stop:
                raise KeyboardInterrupt

        report = tmp_path / "report"
        train_model(
            TINY, tmp_path / "tiny", data=data_folder, processes=1, report=report, tick=tick
        )

    first: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        train(6, first)
    assert not (tmp_path / "tiny").exists()
    kept = sorted(path.name for path in (tmp_path / "tiny.unfinished").iterdir())
    assert kept == ["checkpoint.npz", "glyphs.npz", "recipe.sha256"]

    again: list[str] = []
    train(None, again)
    assert again == ["fit"] * 8
    assert (tmp_path / "tiny" / "manifest.json").is_file()
    assert not (tmp_path / "tiny.unfinished").exists()
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "step 4: loss" in page  # learned before the interruption


def test_another_recipe_does_not_go_on_from_there(tmp_path: Path) -> None:
    open_unfinished(tmp_path / "tiny", TINY, tmp_path).keep_pool(**_arrays(random_pool()))
    with pytest.raises(OutputError, match=r"tiny.unfinished: an unfinished training with another"):
        open_unfinished(tmp_path / "tiny", dataclasses.replace(TINY, seed=2), tmp_path)
    with pytest.raises(OutputError, match=r"delete it, or name another output"):
        open_unfinished(tmp_path / "tiny", TINY, tmp_path / "other")
    assert open_unfinished(tmp_path / "tiny", TINY, tmp_path).pool() is not None


def test_nothing_is_made_before_there_is_something_to_keep(tmp_path: Path) -> None:
    unfinished = open_unfinished(tmp_path / "tiny", TINY, tmp_path)
    assert unfinished.pool() is None
    assert unfinished.checkpoint() is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tiny.unfinished").mkdir()
    assert open_unfinished(tmp_path / "tiny", TINY, tmp_path).pool() is None
    (tmp_path / "tiny.unfinished" / "thesis.txt").write_text("x")
    with pytest.raises(OutputError, match=r"tiny.unfinished: is no unfinished training; name"):
        open_unfinished(tmp_path / "tiny", TINY, tmp_path)


@pytest.mark.parametrize("name", ["glyphs.npz", "checkpoint.npz"])
def test_damage_is_named(tmp_path: Path, name: str) -> None:
    unfinished = open_unfinished(tmp_path / "tiny", TINY, tmp_path)
    unfinished.keep_pool(**_arrays(random_pool()))
    (tmp_path / "tiny.unfinished" / name).write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(DataError, match=name + r": damaged \(.*delete the file and go on"):
        unfinished.pool() if name == "glyphs.npz" else unfinished.checkpoint()


def test_a_checkpoint_of_another_net_is_refused() -> None:
    other = Checkpoint(4, 1.0, (), (np.zeros(3),))
    with pytest.raises(DataError, match=r"checkpoint of the unfinished training is of another net"):
        fit_net(TINY, random_pool(), start=other)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any, **arrays: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OutputError, match=r"unfinished: cannot be written: No space .*make room"):
        open_unfinished(tmp_path / "tiny", TINY, tmp_path).keep_pool(**_arrays(random_pool()))


@pytest.mark.parametrize("name", ["MemoryError", "ResourceExhaustedError"])
def test_a_full_memory_is_said(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    import keras

    def full(*arguments: Any) -> None:
        raise type(name, (Exception,), {})

    monkeypatch.setattr(keras.Model, "train_on_batch", full)
    with pytest.raises(DataError, match=r"out of memory with batch_size = 10; lower it in the rec"):
        fit_net(TINY, random_pool())


def test_other_errors_of_a_fit_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    def broken(*arguments: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(keras.Model, "train_on_batch", broken)
    with pytest.raises(ZeroDivisionError, match="a defect"):
        fit_net(TINY, random_pool())
