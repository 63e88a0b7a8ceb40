"""A small net looks first, and a large one only where the small one doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import DIGIT_CLASSES, ConstantClassifier, certain_row
from reader.errors import ModelError
from reader.recognition import load_model
from reader.recognition.first_look import FIRST_LOOK, FirstLook, first_look_of
from reader.recognition.manifest import ONNX_FILE, hash_file, read_manifest
from reader.records import Layout
from tiny_models import put_calibration

GLYPHS = np.random.default_rng(3).integers(0, 256, (50, 28, 28)).astype(np.uint8)


@dataclass
class Doubting:
    """Sure that a glyph is a 4 where its first pixel is bright, else in doubt; counts glyphs."""

    classes: tuple[str, ...] = DIGIT_CLASSES
    checksum: str = "doubting"
    asked: list[int] = field(default_factory=list)

    def log_probs(self, glyphs: np.ndarray) -> NDArray[np.float32]:
        self.asked.append(len(glyphs))
        doubt = np.full(len(self.classes), -np.log(len(self.classes)), np.float32)
        sure = certain_row("4", self.classes)
        rows = [sure if glyph[0, 0] > 127 else doubt for glyph in glyphs]
        return np.array(rows, np.float32).reshape(len(glyphs), len(self.classes))


def test_the_large_net_is_asked_about_doubtful_glyphs_alone() -> None:
    large = Doubting()
    both = FirstLook(Doubting(), large, 0.9)
    doubtful = GLYPHS[:, 0, 0] <= 127
    both.log_probs(GLYPHS)
    assert large.asked == [doubtful.sum()]

    sevens = FirstLook(Doubting(), ConstantClassifier("7"), 0.9).log_probs(GLYPHS)
    texts = np.array(DIGIT_CLASSES)[sevens.argmax(axis=1)]
    np.testing.assert_array_equal(texts, np.where(doubtful, "7", "4"))


def test_what_is_said_of_a_glyph_does_not_depend_on_the_others() -> None:
    both = FirstLook(Doubting(), ConstantClassifier("7"), 0.9)
    whole = both.log_probs(GLYPHS)
    alone = [both.log_probs(GLYPHS[k : k + 1]) for k in range(len(GLYPHS))]
    np.testing.assert_array_equal(whole, np.concatenate(alone))
    assert both.log_probs(GLYPHS[:0]).shape == (0, 11)


def test_a_calibration_can_name_a_shipped_model_as_it_is_calibrated(model_folder: Path) -> None:
    asked = first_look_of("digits-fast")
    put_calibration(model_folder, {FIRST_LOOK: asked})
    both = load_model(model_folder).classifier_for(Layout.LINE)
    assert isinstance(both, FirstLook)
    fast = load_model("digits-fast").classifier.log_probs(GLYPHS)
    np.testing.assert_array_equal(both.first.log_probs(GLYPHS), fast)


def first_look(folder: Path, **changes: object) -> dict[str, object]:
    checksum = read_manifest(folder).files[ONNX_FILE]
    known = {"model": str(folder), "checksum": checksum, "temperature": 1.5, "enough": 0.2}
    return {FIRST_LOOK: {**known, **changes}}


def test_a_calibration_names_who_looks_first(model_folder: Path) -> None:
    alone = load_model(model_folder).classifier.log_probs(GLYPHS)
    put_calibration(model_folder, first_look(model_folder))
    model = load_model(model_folder)
    both = model.classifier_for(Layout.PAGE)
    assert isinstance(both, FirstLook)
    assert both.classes == DIGIT_CLASSES
    assert both.checksum == hash_file(model_folder / ONNX_FILE)
    assert both.device.startswith("onnxruntime")
    first = both.first.log_probs(GLYPHS)
    is_sure = np.exp(first.max(axis=1)) >= 0.2
    assert 0 < is_sure.sum() < len(GLYPHS)
    expected = np.where(is_sure[:, None], first, alone)
    np.testing.assert_array_equal(both.log_probs(GLYPHS), expected)


def test_of_a_single_digit_the_large_net_is_asked_alone(model_folder: Path) -> None:
    put_calibration(model_folder, first_look(model_folder))
    model = load_model(model_folder)
    assert model.classifier_for(Layout.DIGIT) is model.classifier
    assert not isinstance(model.classifier, FirstLook)
    assert model.classifier_for(Layout.LINE) is model.of_strings


def test_a_changed_model_does_not_look_first(
    model_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put_calibration(model_folder, first_look(model_folder, checksum="another"))
    with caplog.at_level("INFO"):
        model = load_model(model_folder)
    assert model.classifier_for(Layout.LINE) is model.classifier
    assert "does not look first" in caplog.text


@pytest.mark.parametrize("content", ["digits-fast", {"model": "x"}, {"enough": 0.9}])
def test_an_incomplete_first_look_is_refused(model_folder: Path, content: object) -> None:
    put_calibration(model_folder, {FIRST_LOOK: content})
    with pytest.raises(ModelError, match=r"calibration.json: first_look: expected a model.*again"):
        load_model(model_folder)
