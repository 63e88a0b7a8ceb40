"""A real training, killed and given again, ends with the very weights of an undisturbed one."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import numpy as np
import pytest

from command_line import run_reader, start_reader
from drawn_digits import write_digits

keras = pytest.importorskip("keras", reason="needs the extra train")

RECIPE = """
name = "tiny"
seed = 4
[net]
widths = [8, 8, 8]
[data]
glyphs = 600
validation = 0.25
[data.sets]
mine = { share = 1, path = "mine.npz" }
[fit]
passes = 3
batch_size = 4
"""

WORDS = ("train", "tiny.toml", "--data", ".", "-j", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiny.toml").write_text(RECIPE, encoding="utf-8")
    write_digits(tmp_path / "mine.npz")
    return tmp_path


def weights(folder: Path) -> list[np.ndarray]:
    return list(keras.models.load_model(folder / "model.keras", compile=False).get_weights())


def stop_after_a_checkpoint(folder: Path, name: str, number: signal.Signals) -> int:
    training = start_reader(*WORDS, "-o", name, folder=folder)
    kept = folder / f"{name}.unfinished" / "checkpoint.npz"
    while not kept.exists() and training.poll() is None:
        time.sleep(0.02)
    training.send_signal(number)
    training.communicate(timeout=300)
    return training.returncode


@pytest.mark.slow
def test_a_training_ends_alike_undisturbed_again_interrupted_and_killed(folder: Path) -> None:
    for name in ("one", "again"):
        done = run_reader(*WORDS, "-o", name, folder=folder, limit=600)
        assert done.returncode == 0, done.stderr
    stopped = {"interrupted": signal.SIGINT, "killed": signal.SIGKILL}
    for name, number in stopped.items():
        assert stop_after_a_checkpoint(folder, name, number) in {130, -signal.SIGKILL}
        assert not (folder / name).exists()
        done = run_reader(*WORDS, "-o", name, folder=folder, limit=600)
        assert done.returncode == 0, done.stderr
        assert not (folder / f"{name}.unfinished").exists()
    expected = weights(folder / "one")
    for name in ("again", *stopped):
        for found, value in zip(weights(folder / name), expected, strict=True):
            np.testing.assert_array_equal(found, value)
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
