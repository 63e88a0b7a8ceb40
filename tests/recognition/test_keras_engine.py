"""Keras says what ONNX Runtime says, whatever else is in the batch."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drawn_digits import drawn_digit
from reader.errors import DeviceError, ModelError
from reader.imaging.normalize import normalize_glyph
from reader.recognition.keras_engine import import_keras, load_keras
from reader.recognition.manifest import find_model_folder
from reader.recognition.onnx_engine import load_onnx

pytest.importorskip("tensorflow", reason="Keras's backend comes with the extra train")

CLASSES = (*"0123456789", "")
DIGITS = find_model_folder("digits") / "model.keras"
GLYPHS = np.stack([normalize_glyph(drawn_digit(k % 10, k // 10)) for k in range(40)])


@pytest.fixture(scope="module")
def keras_digits() -> Any:
    return load_keras(DIGITS, classes=CLASSES, checksum="", device="cpu", batch=32)


def test_log_probabilities_are_those_of_onnx_runtime(keras_digits: Any) -> None:
    onnx = load_onnx(DIGITS.with_name("model.onnx"), classes=CLASSES, checksum="", device="cpu")
    expected = onnx.log_probs(GLYPHS)
    found = keras_digits.log_probs(GLYPHS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_a_row_depends_neither_on_the_others_nor_on_their_order(keras_digits: Any) -> None:
    together = keras_digits.log_probs(GLYPHS)
    order = np.random.default_rng(5).permutation(len(GLYPHS))
    np.testing.assert_array_equal(keras_digits.log_probs(GLYPHS[order]), together[order])
    np.testing.assert_array_equal(keras_digits.log_probs(GLYPHS[:1]), together[:1])


def test_no_glyphs_give_no_rows(keras_digits: Any) -> None:
    assert keras_digits.log_probs(np.zeros((0, 28, 28), np.uint8)).shape == (0, 11)


def test_the_engine_says_what_it_is(keras_digits: Any) -> None:
    assert keras_digits.device.startswith("keras 3")
    assert keras_digits.device.endswith("with tensorflow on cpu:0, float32")


def test_mixed_precision_keeps_the_digit_and_moves_no_probability_by_a_hundredth(
    keras_digits: Any,
) -> None:
    mixed = load_keras(DIGITS, classes=CLASSES, checksum="", device="cpu", batch=32, mixed=True)
    exact, rough = np.exp(keras_digits.log_probs(GLYPHS)), np.exp(mixed.log_probs(GLYPHS))
    assert mixed.device.endswith("mixed precision")
    np.testing.assert_allclose(rough, exact, atol=0.01)
    np.testing.assert_array_equal(rough.argmax(axis=1), exact.argmax(axis=1))
    assert not np.array_equal(rough, exact)  # it really computes in float16


def test_a_gpu_that_keras_does_not_find_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    keras = import_keras()
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: [])
    with pytest.raises(DeviceError, match=r"Keras with tensorflow finds no GPU .*the extra gpu"):
        load_keras(DIGITS, classes=CLASSES, checksum="")


@pytest.mark.parametrize("refusal", [RuntimeError, AttributeError])
def test_backends_that_answer_with_an_error_have_no_gpu(
    monkeypatch: pytest.MonkeyPatch, refusal: type[Exception]
) -> None:
    keras = import_keras()

    def refuse(*words: object) -> None:  # JAX without a GPU; PyTorch has no list of devices
        raise refusal

    def no_such_device(*words: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(keras.distribution, "list_devices", refuse)
    monkeypatch.setattr(keras, "device", no_such_device)
    with pytest.raises(DeviceError, match=r"finds no GPU"):
        load_keras(DIGITS, classes=CLASSES, checksum="")


def test_a_file_that_is_no_keras_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"model\.keras: Keras cannot load it"):
        load_keras(tmp_path / "model.keras", classes=CLASSES, checksum="", device="cpu")


def test_a_net_for_other_classes_is_refused() -> None:
    with pytest.raises(ModelError, match=r"input and output are .*does not fit its manifest"):
        load_keras(DIGITS, classes=("0", "1"), checksum="", device="cpu")


def test_without_keras_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DeviceError, match=r"is not installed \(extra gpu\)"):
        import_keras()


def test_a_backend_that_cannot_be_loaded_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    with pytest.raises(DeviceError, match=r"Keras cannot load its backend .*set KERAS_BACKEND"):
        import_keras()
