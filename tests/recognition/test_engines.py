"""Which engine is taken on which device, and what is said where there is no GPU."""

from __future__ import annotations

import dataclasses
import json
import logging
from pathlib import Path

import pytest

from reader.errors import DeviceError
from reader.recognition import Model, engines, load_model, onnx_engine
from reader.recognition.classifier import Classifier
from reader.recognition.manifest import KERAS_FILE, MANIFEST_FILE, hash_file

CUDA = "CUDAExecutionProvider"


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "gpu_providers", lambda: ())
    monkeypatch.setattr(engines, "shows_gpu", lambda: False)
    monkeypatch.setattr(engines.sys, "platform", "linux")


def add_keras_file(folder: Path) -> None:
    (folder / KERAS_FILE).write_bytes(b"a net")
    path = folder / MANIFEST_FILE
    facts = json.loads(path.read_text())
    facts["files"][KERAS_FILE] = hash_file(folder / KERAS_FILE)
    path.write_text(json.dumps(facts))


@pytest.mark.usefixtures("no_gpu")
def test_a_gpu_that_is_not_there_is_said_in_one_sentence(model_folder: Path) -> None:
    message = (
        r"^device gpu: none can be used here \(this ONNX Runtime has no GPU provider; "
        r"no driver of a GPU is loaded\); take --device cpu$"
    )
    with pytest.raises(DeviceError, match=message) as caught:
        load_model(model_folder, device="gpu")
    assert caught.value.exit_code == 5


@pytest.mark.usefixtures("no_gpu")
def test_auto_takes_the_processor_and_says_why(
    model_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        model = load_model(model_folder, second_reader="off")
    assert model.engine == (
        "onnxruntime CPUExecutionProvider (auto: this ONNX Runtime has no GPU provider; "
        "no driver of a GPU is loaded)"
    )
    assert caplog.messages == [f"tiny runs on {model.engine}"]


def test_the_processor_is_taken_where_it_is_asked_for(model_folder: Path) -> None:
    assert load_model(model_folder, device="cpu").engine == (
        "onnxruntime CPUExecutionProvider (cpu was asked for)"
    )


def test_a_provider_whose_libraries_are_missing_is_no_gpu(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, no_gpu: None
) -> None:
    monkeypatch.setattr(engines, "gpu_providers", lambda: (CUDA,))
    with pytest.raises(DeviceError, match=rf"{CUDA} finds no GPU or lacks its libraries"):
        load_model(model_folder, device="gpu")
    assert "finds no GPU" in load_model(model_folder).engine


def test_without_keras_a_driver_alone_is_no_gpu(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, no_gpu: None
) -> None:
    monkeypatch.setattr(engines, "shows_gpu", lambda: True)
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DeviceError, match=r"Keras is not installed \(extra gpu\)"):
        load_model(model_folder, device="gpu")


def test_a_model_without_keras_file_cannot_use_keras(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, no_gpu: None
) -> None:
    monkeypatch.setattr(engines, "shows_gpu", lambda: True)
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda name: object())
    with pytest.raises(DeviceError, match=r"model tiny has no model\.keras"):
        load_model(model_folder, device="gpu")


@pytest.mark.parametrize(
    ("precision", "taken"), [("float32", "onnxruntime CUDA"), ("mixed", "keras")]
)
def test_on_a_gpu_float32_is_for_onnx_runtime_and_mixed_precision_for_keras(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, precision: str, taken: str
) -> None:
    add_keras_file(model_folder)
    monkeypatch.setattr(engines, "gpu_providers", lambda: (CUDA,))
    monkeypatch.setattr(engines, "shows_gpu", lambda: True)
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda name: object())
    plain = load_model(model_folder, device="cpu").classifier

    def fake_onnx(path: Path, **words: object) -> Classifier:
        return dataclasses.replace(plain, device=f"onnxruntime {CUDA}")  # type: ignore[type-var]

    def fake_keras(path: Path, *, mixed: bool, **words: object) -> Classifier:
        return dataclasses.replace(plain, device=f"keras, mixed: {mixed}")  # type: ignore[type-var]

    from reader.recognition import keras_engine

    monkeypatch.setattr(engines, "load_onnx", fake_onnx)
    monkeypatch.setattr(keras_engine, "load_keras", fake_keras)
    assert load_model(model_folder, device="gpu", precision=precision).engine.startswith(taken)


def test_onnx_runtime_itself_refuses_a_gpu_it_cannot_start(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        onnx_engine, "_providers", lambda device, available: [("CPUExecutionProvider", {})]
    )
    with pytest.raises(DeviceError, match=r"finds no GPU or not the libraries it needs"):
        onnx_engine.load_onnx(
            model_folder / "model.onnx", classes=tuple("0123456789x"), checksum="", device="gpu"
        )


def test_onnx_runtime_without_gpu_provider_names_those_it_has(model_folder: Path) -> None:
    if onnx_engine.gpu_providers():
        pytest.skip("this machine's ONNX Runtime has a GPU provider")
    with pytest.raises(DeviceError, match=r"it has .*CPUExecutionProvider.*--device cpu"):
        onnx_engine.load_onnx(
            model_folder / "model.onnx", classes=tuple("0123456789x"), checksum="", device="gpu"
        )


def test_a_classifier_that_does_not_say_has_no_engine(model_folder: Path) -> None:
    from fakes import ConstantClassifier

    model = load_model(model_folder)
    assert Model(model.manifest, ConstantClassifier(), {}).engine == ""
