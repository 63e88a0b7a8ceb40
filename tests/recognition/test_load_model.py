"""A model folder is checked once, and every fault is said with file, expectation and advice."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reader.errors import DeviceError, ModelError
from reader.recognition import load_model
from reader.recognition.line_reader import second_reader_checksum
from reader.recognition.manifest import (
    CALIBRATION_FILE,
    MANIFEST_FILE,
    ONNX_FILE,
    find_model_folder,
    hash_file,
    model_names,
    read_manifest,
    write_manifest,
)
from tiny_models import write_tiny_line_model


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_whole_folder_loads_with_its_classes_and_checksum(model_folder: Path) -> None:
    model = load_model(model_folder)
    assert model.manifest.name == "tiny"
    assert model.classifier.classes == (*"0123456789", "")
    assert model.classifier.checksum == hash_file(model_folder / ONNX_FILE)
    assert model.calibration == {}


def test_a_manifest_survives_writing_and_reading(model_folder: Path) -> None:
    manifest = read_manifest(model_folder)
    write_manifest(model_folder, manifest)
    assert read_manifest(model_folder) == manifest


def test_the_shipped_model_is_found_by_name_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "digits" in model_names()
    assert load_model("digits").manifest.weights <= 400_000


def test_a_folder_in_the_way_does_not_hide_the_shipped_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "digits").mkdir()
    monkeypatch.chdir(tmp_path)
    assert (find_model_folder("digits") / MANIFEST_FILE).is_file()


def test_a_calibration_is_loaded_and_changes_the_models_checksum(model_folder: Path) -> None:
    before = load_model(model_folder).checksum
    path = model_folder / CALIBRATION_FILE
    path.write_text('{"slope": 2.0}')
    files = {**read_manifest(model_folder).files, CALIBRATION_FILE: hash_file(path)}
    change_manifest(model_folder, files=files)
    model = load_model(model_folder)
    assert model.calibration == {"slope": 2.0}
    assert model.checksum != before


@pytest.mark.parametrize(("content", "message"), [("{", "not JSON"), ("[]", "JSON object")])
def test_a_damaged_calibration_is_refused(model_folder: Path, content: str, message: str) -> None:
    path = model_folder / CALIBRATION_FILE
    path.write_text(content)
    files = {**read_manifest(model_folder).files, CALIBRATION_FILE: hash_file(path)}
    change_manifest(model_folder, files=files)
    with pytest.raises(ModelError, match=rf"calibration.json.*{message}.*reader calibrate"):
        load_model(model_folder)


def test_a_model_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        ModelError, match=r"'digitz' not found: expected a folder .*shipped models \(.*digits"
    ):
        load_model("digitz")


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest.json: manifest cannot be read"):
        load_model(tmp_path)


def test_a_manifest_that_is_no_json_is_refused(model_folder: Path) -> None:
    (model_folder / MANIFEST_FILE).write_text("{")
    with pytest.raises(ModelError, match=r"not JSON .*restore"):
        load_model(model_folder)


def test_a_manifest_that_is_no_object_is_refused(model_folder: Path) -> None:
    (model_folder / MANIFEST_FILE).write_text("[]")
    with pytest.raises(ModelError, match=r"expected a JSON object, found list"):
        load_model(model_folder)


def test_a_newer_manifest_is_refused(model_folder: Path) -> None:
    change_manifest(model_folder, format=2)
    with pytest.raises(ModelError, match=r"format 2, this program knows 1; update digit-reader"):
        load_model(model_folder)


def test_a_manifest_without_classes_is_refused(model_folder: Path) -> None:
    facts = json.loads((model_folder / MANIFEST_FILE).read_text())
    del facts["classes"]
    (model_folder / MANIFEST_FILE).write_text(json.dumps(facts))
    with pytest.raises(ModelError, match=r"lacks classes"):
        load_model(model_folder)


def test_another_input_shape_is_refused(model_folder: Path) -> None:
    change_manifest(model_folder, input_shape=[32, 32])
    with pytest.raises(ModelError, match=r"input is uint8 \[32, 32\], expected uint8 \[28, 28\]"):
        load_model(model_folder)


@pytest.mark.parametrize("classes", [list("1023456789"), list("0012"), [""], ["0", "1"]])
def test_another_class_order_is_refused(model_folder: Path, classes: list[str]) -> None:
    change_manifest(model_folder, classes=classes)
    with pytest.raises(ModelError, match=r"class order is .*expected distinct names in ascending"):
        load_model(model_folder)


def test_a_changed_onnx_file_is_refused(model_folder: Path) -> None:
    with (model_folder / ONNX_FILE).open("ab") as stream:
        stream.write(b"!")
    with pytest.raises(ModelError, match=r"model.onnx: wrong checksum: expected SHA-256 .*found"):
        load_model(model_folder)


def test_a_missing_onnx_file_is_refused(model_folder: Path) -> None:
    (model_folder / ONNX_FILE).unlink()
    with pytest.raises(ModelError, match=r"model.onnx: missing, though the manifest names it"):
        load_model(model_folder)


def test_a_manifest_that_names_no_onnx_file_is_refused(model_folder: Path) -> None:
    change_manifest(model_folder, files={})
    with pytest.raises(ModelError, match=r"names no model\.onnx"):
        load_model(model_folder)


def test_an_unknown_device_is_refused(model_folder: Path) -> None:
    with pytest.raises(DeviceError, match=r"device 'tpu' is unknown; expected auto, cpu or gpu"):
        load_model(model_folder, device="tpu")


def test_a_batch_size_of_nothing_is_refused(model_folder: Path) -> None:
    with pytest.raises(ModelError, match=r"batch size 0: expected a whole number from 1 on"):
        load_model(model_folder, batch_size=0)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write_tiny_line_model(tmp_path / "lines")


def calibrate_with(folder: Path, second_reader: str) -> None:
    """Gives the model a calibration that is fitted together with a second reader."""
    joint = {"joint": {"second_reader": second_reader}}
    (folder / CALIBRATION_FILE).write_text(json.dumps(joint))
    files = {name: hash_file(folder / name) for name in (ONNX_FILE, CALIBRATION_FILE)}
    change_manifest(folder, files=files)


def test_a_model_reads_together_with_the_second_reader_it_was_calibrated_with(
    model_folder: Path, lines: Path
) -> None:
    calibrate_with(model_folder, second_reader_checksum(lines))
    model = load_model(model_folder, second_reader=lines)
    assert model.line_reader is not None
    (said,) = model.read_strips([np.zeros((2, 40, 80), np.uint8)])
    assert said.shape == (20, 11)


def test_the_second_reader_is_a_part_of_the_models_checksum(
    model_folder: Path, lines: Path
) -> None:
    calibrate_with(model_folder, second_reader_checksum(lines))
    alone = load_model(model_folder, second_reader="off")
    assert alone.line_reader is None
    assert alone.read_strips([]) == []
    assert load_model(model_folder, second_reader=lines).checksum != alone.checksum


@pytest.mark.parametrize("second_reader", ["", "another one's checksum"])
def test_a_model_that_does_not_know_the_second_reader_reads_alone_and_says_so(
    model_folder: Path, lines: Path, second_reader: str, caplog: pytest.LogCaptureFixture
) -> None:
    if second_reader:
        calibrate_with(model_folder, second_reader)
    with caplog.at_level("INFO"):
        assert load_model(model_folder, second_reader=lines).line_reader is None
    assert [r.message for r in caplog.records if "tiny reads alone: it was not" in r.message]


def test_a_second_reader_that_is_not_there_is_refused(model_folder: Path) -> None:
    with pytest.raises(ModelError, match="model 'nowhere' not found"):
        load_model(model_folder, second_reader="nowhere")


def test_a_model_of_letters_asks_for_no_second_reader() -> None:
    assert load_model("letters", second_reader="nowhere").line_reader is None
