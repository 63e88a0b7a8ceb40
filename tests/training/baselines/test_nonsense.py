"""Pictures that are neither digit nor letter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reader.errors import DataError
from reader.training.baselines.nonsense import COUNT, nonsense_samples
from reader.training.baselines.samples import NOBODY


def test_there_are_three_kinds_and_none_is_blank(tmp_path: Path) -> None:
    characters = np.zeros((COUNT, 28, 28), np.uint8)
    characters[:, 5:20, 9:12] = 255
    np.savez(tmp_path / "omniglot.npz", x=characters, y=np.repeat(["x", "y"], COUNT // 2))
    kinds = nonsense_samples(tmp_path)
    assert [kind.name for kind in kinds] == [
        "nonsense: noise",
        "nonsense: scribbles",
        "nonsense: foreign characters",
    ]
    for kind in kinds:
        assert len(kind.pictures) == COUNT
        assert all(picture.any() for picture in kind.pictures)
        assert kind.glyphs.any(axis=(1, 2)).all()
        assert set(kind.labels) == {NOBODY}


def test_the_characters_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"omniglot\.npz"):
        nonsense_samples(tmp_path)
