"""A temperature makes probabilities modest, changes no order, and is applied once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fakes import ConstantClassifier
from reader.errors import ModelError
from reader.recognition import load_model
from reader.recognition.scaling import ScaledClassifier, scaled_classifier
from tiny_models import put_calibration

GLYPHS = np.random.default_rng(3).integers(0, 256, (20, 28, 28)).astype(np.uint8)


def test_odds_of_a_hundred_to_one_are_ten_to_one_at_temperature_two() -> None:
    class Sure(ConstantClassifier):
        def log_probs(self, glyphs: np.ndarray) -> np.ndarray:
            return np.log(np.array([[100 / 101, 1 / 101]], np.float32))

    found = ScaledClassifier(Sure(classes=("0", "1")), 2.0).log_probs(GLYPHS[:1])
    np.testing.assert_allclose(np.exp(found), [[10 / 11, 1 / 11]], atol=1e-4)


def test_the_loaded_model_is_scaled_once_and_keeps_its_order(model_folder: Path) -> None:
    plain = load_model(model_folder).classifier.log_probs(GLYPHS).astype(np.float64)
    put_calibration(model_folder, {"digit": {"temperature": 1.5}})
    model = load_model(model_folder)
    found = model.classifier.log_probs(GLYPHS)

    wide = plain / 1.5
    expected = wide - np.logaddexp.reduce(wide, axis=1)[:, None]
    np.testing.assert_allclose(found, expected, atol=2e-4)
    np.testing.assert_array_equal(found.argmax(axis=1), plain.argmax(axis=1))
    assert found.dtype == np.float32
    assert model.engine.startswith("onnxruntime")
    assert model.classifier.classes == (*"0123456789", "")
    assert model.classifier.checksum == model.manifest.files["model.onnx"]


def test_not_one_digit_is_shifted_and_nothing_else() -> None:
    class Torn(ConstantClassifier):
        def log_probs(self, glyphs: np.ndarray) -> np.ndarray:
            return np.log(np.array([[0.25, 0.25, 0.5]], np.float32))

    found = ScaledClassifier(Torn(classes=("0", "1", "")), 1.0, -float(np.log(2))).log_probs(GLYPHS)
    np.testing.assert_allclose(np.exp(found), [[1 / 3, 1 / 3, 1 / 3]], atol=1e-4)
    without = ScaledClassifier(Torn(classes=("0", "1", "2")), 1.0, -5.0).log_probs(GLYPHS)
    np.testing.assert_allclose(np.exp(without), [[0.25, 0.25, 0.5]], atol=1e-4)


def test_no_glyphs_give_no_rows() -> None:
    scaled = ScaledClassifier(ConstantClassifier(), 2.0)
    assert scaled.log_probs(np.zeros((0, 28, 28), np.uint8)).shape == (0, 11)
    assert (scaled.device, scaled.why) == ("", "")


def test_a_calibration_without_temperature_leaves_the_model_as_it_was() -> None:
    plain = ConstantClassifier()
    assert scaled_classifier(plain, {"string": {}}, where="calibration.json") is plain


@pytest.mark.parametrize("digit", [{}, [1.5], {"temperature": 0}, {"temperature": "warm"}])
def test_what_is_no_temperature_is_refused(model_folder: Path, digit: object) -> None:
    put_calibration(model_folder, {"digit": digit})
    with pytest.raises(ModelError, match=r"calibration\.json: digit: expected a temperature"):
        load_model(model_folder)


@pytest.mark.parametrize("shift", ["far", None, float("inf")])
def test_what_is_no_shift_is_refused(model_folder: Path, shift: object) -> None:
    put_calibration(model_folder, {"digit": {"temperature": 1.5, "shift": shift}})
    with pytest.raises(ModelError, match=r"calibration\.json: digit: expected a shift in nats"):
        load_model(model_folder)
