"""Pages of errors looked at again, with the model and the settings of their run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import write_line
from evaluation_results import truth
from reader.evaluation import Cause, evaluate_readings
from reader.evaluation.command import evaluate_run
from reader.evaluation.second_look import SecondLook, open_second_look
from reader.pipeline import read_page
from reader.recognition import load_model
from reader.recognition.manifest import ONNX_FILE, Manifest, hash_file, write_manifest
from reader.records import PageResult
from reader.runs import load_run, open_run
from reader.settings import load_settings
from reader.sources import Source, hash_source, load_page
from tiny_models import write_tiny_onnx


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    write_tiny_onnx(folder / ONNX_FILE)
    files = {ONNX_FILE: hash_file(folder / ONNX_FILE)}
    write_manifest(folder, Manifest("tiny", "1", (*"0123456789", ""), files))
    return folder


@pytest.fixture
def run(tmp_path: Path, model_folder: Path) -> Path:
    """A run of one picture, read by a tiny model."""
    settings = load_settings(
        overrides={"layout.mode": "line", "recognition.model": str(model_folder)}
    )
    model = load_model(model_folder)
    source = Source("scan.png", write_line(tmp_path / "scan.png", "47"))
    path = tmp_path / "numbers.run"
    with open_run(
        path, settings=settings, model_name="tiny", model_checksum=model.checksum
    ) as opened:
        opened.begin([(source.name, source.path, hash_source(source))])
        opened.set_pages(source.name, 1)
        opened.record(read_page(load_page(source, 0, settings.sources), model, settings))
    return path


def looked(run: Path) -> tuple[SecondLook | None, str, tuple[PageResult, ...]]:
    with load_run(run) as opened:
        sources = {source.name: source for source in opened.iter_sources()}
        return *open_second_look(opened.facts(), sources), tuple(opened.iter_results())


def test_an_error_is_seen_again_as_it_was_read(run: Path) -> None:
    look, why_not, results = looked(run)
    assert why_not == ""
    text = results[0].readings[0].text
    told = truth("9" * len(text) if text[0] != "9" else "8" * len(text), file="scan.png")
    (outcome,) = evaluate_readings(results, [told]).matches.outcomes
    assert look is not None
    sight = look(outcome)
    assert sight is not None
    assert len(sight.read) == len(text)


def test_strings_that_are_too_long_for_the_candidates_have_that_cause(run: Path) -> None:
    look, _, results = looked(run)
    evaluation = evaluate_readings(results, [truth("1" * 60, file="scan.png")], look=look)
    assert list(evaluation.errors) == [Cause.UNCUT]
    assert evaluation.causes == (Cause.UNCUT,)


@pytest.mark.parametrize("change", ["gone", "changed", "broken"])
def test_a_picture_that_is_gone_or_changed_is_not_looked_at(run: Path, change: str) -> None:
    picture = run.parent / "scan.png"
    if change == "gone":
        picture.unlink()
    elif change == "changed":
        write_line(picture, "123456")
    else:
        picture.write_bytes(b"")
    look, _, results = looked(run)
    evaluation = evaluate_readings(results, [truth("1" * 60, file="scan.png")], look=look)
    assert evaluation.causes[0] in (Cause.UNKNOWN, Cause.LOST)


def test_another_model_is_not_asked(run: Path, model_folder: Path) -> None:
    manifest = json.loads((model_folder / "manifest.json").read_text())
    write_tiny_onnx(model_folder / ONNX_FILE, classes=10)
    manifest["files"][ONNX_FILE] = hash_file(model_folder / ONNX_FILE)
    manifest["classes"] = [*"012345678", ""]
    (model_folder / "manifest.json").write_text(json.dumps(manifest))
    look, why_not, _ = looked(run)
    assert look is None
    assert why_not == "model tiny has changed since the run was read"


def test_a_missing_model_leaves_the_rows(run: Path, model_folder: Path) -> None:
    model_folder.rename(model_folder.with_name("elsewhere"))
    look, why_not, _ = looked(run)
    assert look is None
    assert "not found" in why_not
    (run.parent / "truth.csv").write_text("file,text\nscan.png,1\n")
    report = run.parent / "report"
    evaluate_run(run, truth=str(run.parent / "truth.csv"), report=report)
    assert "told from the rows alone" in (report / "report.html").read_text(encoding="utf-8")
