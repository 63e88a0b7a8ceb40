"""The engine says the same of a glyph, alone or among others, in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reader.errors import ModelError
from reader.recognition import load_model
from reader.recognition.onnx_engine import load_onnx
from tiny_models import write_tiny_onnx

GLYPHS = np.random.default_rng(3).integers(0, 256, (150, 28, 28)).astype(np.uint8)
GLYPHS[::2] *= np.random.default_rng(4).random((75, 28, 28)) < 0.2


def test_no_glyphs_give_no_rows(model_folder: Path) -> None:
    rows = load_model(model_folder).classifier.log_probs(np.zeros((0, 28, 28), np.uint8))
    assert rows.shape == (0, 11)
    assert rows.dtype == np.float32


def test_a_row_holds_logs_of_probabilities_that_add_up_to_one(model_folder: Path) -> None:
    rows = load_model(model_folder).classifier.log_probs(GLYPHS)
    np.testing.assert_allclose(np.exp(rows).sum(axis=1), 1, atol=1e-3)


def test_the_brightest_row_of_the_tiny_model_wins(model_folder: Path) -> None:
    glyph = np.zeros((1, 28, 28), np.uint8)
    glyph[0, 2 * 7] = 255  # the tiny model's class 7 looks at row 14
    assert load_model(model_folder).classifier.log_probs(glyph).argmax() == 7


@pytest.mark.parametrize("name", ["tiny", "digits"])
def test_a_row_depends_neither_on_the_others_nor_on_their_order(
    model_folder: Path, name: str
) -> None:
    classifier = load_model(model_folder if name == "tiny" else name).classifier
    together = classifier.log_probs(GLYPHS)
    order = np.random.default_rng(5).permutation(len(GLYPHS))
    np.testing.assert_array_equal(classifier.log_probs(GLYPHS[order]), together[order])
    np.testing.assert_array_equal(classifier.log_probs(GLYPHS[:1]), together[:1])
    alone = np.concatenate([classifier.log_probs(GLYPHS[k : k + 7]) for k in range(0, 150, 7)])
    np.testing.assert_array_equal(alone, together)


def test_one_thread_says_the_same_as_two() -> None:
    one = load_model("digits", threads=1).classifier.log_probs(GLYPHS)
    np.testing.assert_array_equal(load_model("digits", threads=2).classifier.log_probs(GLYPHS), one)


def test_log_probs_come_in_steps_of_a_ten_thousandth(model_folder: Path) -> None:
    rows = load_model(model_folder).classifier.log_probs(GLYPHS).astype(np.float64) / 1e-4
    assert np.abs(rows - np.round(rows)).max() < 0.05


def test_a_blank_glyph_has_finite_log_probs() -> None:
    rows = load_model("digits").classifier.log_probs(np.zeros((1, 28, 28), np.uint8))
    assert np.isfinite(rows).all()


def test_a_file_that_is_no_onnx_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"model.onnx: ONNX Runtime cannot load it"):
        load_onnx(path, classes=("0", "1"), checksum="")


@pytest.mark.parametrize(("classes", "kind"), [(9, "uint8"), (11, "float32")])
def test_an_onnx_model_of_another_shape_is_refused(tmp_path: Path, classes: int, kind: str) -> None:
    write_tiny_onnx(tmp_path / "model.onnx", classes=classes, kind=kind)
    with pytest.raises(ModelError, match=r"input and output are .*does not fit its manifest"):
        load_onnx(tmp_path / "model.onnx", classes=tuple("0123456789x"), checksum="")


def test_what_several_callers_say_is_what_one_says(model_folder: Path) -> None:
    one = load_model(model_folder, device="cpu", threads=1).classifier
    four = load_model(model_folder, device="cpu", threads=4).classifier
    glyphs = np.random.default_rng(8).integers(0, 256, (333, 28, 28)).astype(np.uint8)
    np.testing.assert_array_equal(one.log_probs(glyphs), four.log_probs(glyphs))
