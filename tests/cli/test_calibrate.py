"""``reader calibrate`` hands its words on and says what it was fitted on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from command_line import run_reader
from reader.cli.calibrate import calibrate


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    found.command()(calibrate)
    return found


def test_the_calibration_is_called_and_its_figures_are_said(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def fake(model: str, **options: Any) -> dict[str, Any]:
        options["tick"]()
        calls.append((model, options["data"], options["drawn"]))
        return {
            "digit": {"temperature": 1.382, "shift": -0.5, "fitted_on": {"digits": 2784}},
            "fitted_on": {"strings": 1200, "right": 0.874, "coverage": 0.9913},
        }

    monkeypatch.setattr("reader.training.calibration.calibrate.calibrate_model", fake)
    result = CliRunner().invoke(app, ["models/x", "--data", "somewhere", "--drawn", "40"])
    assert result.exit_code == 0, result.output
    assert calls == [("models/x", Path("somewhere"), 40)]
    assert "calibrated on 1200 strings: 87.4% right" in result.output
    said = "temperature 1.38, shift of not one digit -0.50, fitted on 2,784 digits kept"
    assert said in result.output
    assert "true cuts among the candidates in 99.1%" in result.output


def test_of_letters_only_single_ones_are_calibrated(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    digit = {"temperature": 1.1, "shift": -2.0, "fitted_on": {"letters": 3586}}
    monkeypatch.setattr(
        "reader.training.calibration.calibrate.calibrate_model", lambda *_, **__: {"digit": digit}
    )
    result = CliRunner().invoke(app, ["models/letters", "--data", "somewhere"])
    assert result.exit_code == 0, result.output
    assert "shift of not one letter -2.00, fitted on 3,586 letters kept" in result.output
    assert "strings" not in result.output


def test_a_model_that_is_not_there_is_exit_code_5(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    done = run_reader("calibrate", "nothing-here", "--data", ".", folder=tmp_path)
    assert done.returncode == 5
    assert "nothing-here" in done.stderr


def test_data_that_are_not_there_are_exit_code_4(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    done = run_reader("calibrate", "digits", "--data", "nowhere", folder=tmp_path)
    assert done.returncode == 4
    assert "nowhere: data folder not found" in done.stderr
