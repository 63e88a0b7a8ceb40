"""``reader train`` hands its words to the training and says what came of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from reader.cli.train import train
from reader.errors import UsageError
from reader.recognition.manifest import Manifest


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    found.command()(train)
    return found


def test_the_training_is_called_and_its_figures_are_said(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def fake(recipe: Any, folder: Path, **options: Any) -> Manifest:
        options["tick"]("fit", 1, 1, "loss 0.1")
        calls.append(
            (recipe.name, folder, options["data"], options["processes"], options["report"])
        )
        metrics = {"mnist": {"n": 1200, "error_percent": 0.5}}
        return Manifest(name="digits", version="1", classes=("0", "1"), files={}, metrics=metrics)

    monkeypatch.setattr("reader.training.train_model", fake)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('name = "digits"\n[data.sets]\nmnist = 1\n', encoding="utf-8")
    words = [str(recipe), "-o", "models/x", "--data", "somewhere", "-j", "1", "--report", "r"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert calls == [("digits", Path("models/x"), Path("somewhere"), 1, Path("r"))]
    assert "mnist: 0.50 % errors on 1,200 digits left out" in result.output
    assert "model digits written to models/x" in result.output
    assert "report written to r/report.html" in result.output


@pytest.mark.parametrize(
    ("kept", "said"),
    [(True, r"goes on from what is kept in .*x\.unfinished"), (False, "begins anew")],
)
def test_ctrl_c_says_how_to_go_on(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool, said: str
) -> None:
    def interrupted(recipe: Any, folder: Path, **options: Any) -> Manifest:
        raise KeyboardInterrupt

    monkeypatch.setattr("reader.training.train_model", interrupted)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('name = "digits"\n[data.sets]\nmnist = 1\n', encoding="utf-8")
    if kept:
        (tmp_path / "x.unfinished").mkdir()
    result = CliRunner().invoke(app, [str(recipe), "-o", str(tmp_path / "x")])
    assert result.exit_code == 130
    assert re.search(f"interrupted; the same command again {said}", result.output)


def test_a_preview_alone_trains_nothing(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "reader.training.glyphs.preview.write_previews", lambda *_, seed: [Path("a.png")] * 28
    )
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('name = "digits"\n[data.sets]\nmnist = 1\n', encoding="utf-8")
    result = CliRunner().invoke(app, [str(recipe), "--data", "d", "--preview", "sheets"])
    assert result.exit_code == 0, result.output
    assert result.output == "28 sheets written to sheets\n"


def test_neither_output_nor_preview_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing to do: name the model folder with -o, or a"):
        CliRunner().invoke(app, [str(tmp_path / "r.toml")], catch_exceptions=False)


def test_a_report_without_a_training_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    words = [str(tmp_path / "r.toml"), "--preview", "a", "--report", "b"]
    with pytest.raises(UsageError, match=r"--report tells of a training: name its model folder"):
        CliRunner().invoke(app, words, catch_exceptions=False)
