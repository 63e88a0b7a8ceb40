"""Without the extra a training is refused before it begins."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from reader.errors import DeviceError
from reader.training import installed, train_model
from reader.training.recipe import DataRecipe, Recipe


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"keras"}, "needs keras, not installed"),
        ({"tensorflow", "jax", "torch"}, "needs tensorflow, not installed"),
        ({"keras", "onnx"}, "needs keras and onnx, not installed"),
    ],
)
def test_what_is_missing_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: set[str], words: str
) -> None:
    def found(name: str) -> object:
        return None if name in missing else importlib.util.find_spec("json")

    monkeypatch.setattr(installed, "find_spec", found)
    recipe = Recipe(data=DataRecipe(sets={"mnist": 1.0}))
    with pytest.raises(DeviceError, match=rf"{words} here; pip install 'digit-reader\[train\]'"):
        train_model(recipe, tmp_path / "m", data=tmp_path)
    assert not list(tmp_path.iterdir())


def test_one_backend_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "find_spec", lambda name: None if name == "tensorflow" else name)
    installed.check_installed()
