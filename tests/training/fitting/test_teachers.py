"""Targets are labels mixed with what the teachers say; teachers know the same classes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from reader.errors import DataError
from reader.recognition import load_model
from reader.recognition.manifest import (
    ONNX_FILE,
    Manifest,
    hash_file,
    read_manifest,
    write_manifest,
)
from reader.training.fitting.teachers import soft_targets
from reader.training.glyphs.pool import Pool
from reader.training.recipe import TeacherRecipe
from tiny_models import write_tiny_onnx

CLASSES = (*"0123456789", "")
GLYPHS = np.random.default_rng(5).integers(0, 256, (30, 28, 28)).astype(np.uint8)
POOL = Pool(GLYPHS, np.arange(30) % 11)


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    folder = tmp_path / "teacher"
    folder.mkdir()
    write_tiny_onnx(folder / ONNX_FILE)
    files = {ONNX_FILE: hash_file(folder / ONNX_FILE)}
    write_manifest(folder, Manifest(name="teacher", version="1", classes=CLASSES, files=files))
    return folder


def test_targets_are_the_label_and_what_the_teachers_say_in_their_shares(teacher: Path) -> None:
    told = list[int]()
    recipe = TeacherRecipe(models=(str(teacher), str(teacher)), share=0.25)
    found = soft_targets(recipe, POOL, CLASSES, tick=told.append)

    said = np.exp(load_model(teacher).classifier.log_probs(GLYPHS))
    expected = 0.25 * said + 0.75 * np.eye(11)[POOL.labels]
    np.testing.assert_allclose(found, expected, atol=1e-3)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-5)
    assert (found.dtype, told) == (np.float32, [30, 30])


def test_a_teacher_of_another_alphabet_is_refused(teacher: Path) -> None:
    manifest = read_manifest(teacher)
    write_manifest(teacher, dataclasses.replace(manifest, classes=(*"ABCDEFGHIJ", "")))
    with pytest.raises(
        DataError, match="its classes 'ABCDEFGHIJ' are not the recipe's '0123456789'"
    ):
        soft_targets(TeacherRecipe(models=(str(teacher),)), POOL, CLASSES)
