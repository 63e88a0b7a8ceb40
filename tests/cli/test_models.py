"""``reader models``: what is there, and whether it is whole."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from reader.cli import main, model_facts
from reader.errors import ModelError
from reader.recognition.manifest import ONNX_FILE, Manifest, hash_file, write_manifest
from tiny_models import write_tiny_line_model

CLASSES = (*"0123456789", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder as the manifest describes it; nothing here loads the weights."""
    home = tmp_path / "mine"
    home.mkdir()
    (home / ONNX_FILE).write_bytes(b"weights")
    (home / "calibration.json").write_text(json.dumps({"fitted_on": {"strings": 1234}}))
    (home / "CARD.md").write_text("# mine\n\nMade for a test.\n")
    files = {name: hash_file(home / name) for name in (ONNX_FILE, "calibration.json")}
    write_manifest(
        home,
        Manifest(
            "mine",
            "3",
            CLASSES,
            files,
            weights=351787,
            data=({"name": "drawn", "licence": "MIT"}, {"name": "other"}),
            metrics={"drawn": {"n": 2000, "error_percent": 0.5}},
            licence="MIT",
        ),
    )
    return home


def reader(*words: object) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["models", *map(str, words)])
    return ended.value.code


def test_the_shipped_models_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert reader() in (0, None)
    said = capsys.readouterr().out
    assert said.startswith("digits, version ")
    assert "all right" in said


def test_a_model_is_shown_with_its_card(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reader(folder) in (0, None)
    said = capsys.readouterr().out
    for words in (
        "mine, version 3",
        "351,787",
        "not one digit",
        "drawn (MIT); other",
        "drawn 0.50 % errors of 2,000",
        "on 1,234 strings",
        "Made for a test.",
    ):
        assert words in said


def test_damage_is_said_and_ends_with_5(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ONNX_FILE).write_bytes(b"changed")
    (folder / "calibration.json").unlink()
    assert reader(folder) == 5
    said = " ".join(capsys.readouterr().out.split())
    assert "wrong checksum" in said
    assert "missing, though the manifest names it" in said
    assert "no; run reader calibrate" in said


@pytest.mark.parametrize("content", ["", "[]", '{"format": 99}'])
def test_a_broken_manifest_is_said(
    folder: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "manifest.json").write_text(content)
    assert reader(folder) == 5
    assert "manifest.json" in capsys.readouterr().out


def test_a_model_that_is_not_there_does_not_hide_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reader("nonsense", folder) == 5
    said = capsys.readouterr().out
    assert "model 'nonsense' not found" in said
    assert "mine, version 3" in said


def test_an_installation_without_a_model_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_facts, "model_names", lambda: ())
    with pytest.raises(ModelError, match="no model came with this installation"):
        model_facts.shipped_models()


def test_a_second_reader_is_shown_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reader(write_tiny_line_model(tmp_path / "lines")) in (0, None)
    said = capsys.readouterr().out
    assert "strips of whole lines: a second reader" in said
    assert "9, nothing here" in said
    assert "calibrated" not in said


def test_a_calibration_with_a_second_reader_is_said(folder: Path) -> None:
    facts = dataclasses.replace(
        model_facts.model_facts(str(folder)),
        calibration={"string": {}, "joint": {}, "fitted_on": {"strings": 1234}},
    )
    said = "\n".join(model_facts.describe(facts))
    assert "on 1,234 strings, alone and with a second reader" in said
