"""A data folder of drawn digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawn_digits import write_digits


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_digits(folder / "mnist.npz")
    return folder
