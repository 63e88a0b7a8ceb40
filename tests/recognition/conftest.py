"""A folder with a tiny model."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.recognition.manifest import ONNX_FILE, Manifest, hash_file, write_manifest
from tiny_models import write_tiny_onnx

DIGIT_CLASSES = (*"0123456789", "")


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    write_tiny_onnx(folder / ONNX_FILE)
    write_manifest(
        folder,
        Manifest(
            name="tiny",
            version="1",
            classes=DIGIT_CLASSES,
            files={ONNX_FILE: hash_file(folder / ONNX_FILE)},
        ),
    )
    return folder
