"""Training glyphs kept with a model: written, read again, and the nearest of them found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reader.errors import ModelError
from reader.recognition.neighbours import (
    KeptGlyphs,
    find_nearest,
    load_kept_glyphs,
    write_kept_glyphs,
)

CLASSES = (*"0123456789", "")
GLYPHS = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)
KEPT = KeptGlyphs(GLYPHS, ("7", "1", ""), ("drawn", "drawn", "signs"))


def test_the_nearest_points_the_same_way() -> None:
    features = np.array([[0, 2], [3, 3], [5, 0]], np.float32)
    found = find_nearest(KEPT, features, np.array([0, 1], np.float32), count=2)
    assert [(one.label, one.source) for one in found] == [("7", "drawn"), ("1", "drawn")]
    assert [round(one.distance, 3) for one in found] == [0.0, 0.293]
    assert (found[1].glyph == GLYPHS[1]).all()


def test_of_fewer_than_asked_for_all_are_found() -> None:
    assert len(find_nearest(KEPT, np.eye(3, dtype=np.float32), np.ones(3, np.float32))) == 3


def test_a_glyph_that_says_nothing_to_the_net_is_far_from_all() -> None:
    found = find_nearest(KEPT, np.eye(3, dtype=np.float32), np.zeros(3, np.float32))
    assert {one.distance for one in found} == {1.0}


def test_what_is_written_is_read_in_sixteen_levels(tmp_path: Path) -> None:
    write_kept_glyphs(tmp_path / "neighbours.npz", KEPT)
    found = load_kept_glyphs(tmp_path / "neighbours.npz", classes=CLASSES)
    assert (found.labels, found.sets) == (KEPT.labels, KEPT.sets)
    assert found.counts() == {"drawn": 2, "signs": 1}
    assert np.abs(found.glyphs.astype(int) - GLYPHS).max() <= 8
    assert (found.glyphs % 17 == 0).all()


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"text"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "neighbours.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"neighbours.npz: no file of training glyphs .*restore"):
        load_kept_glyphs(path, classes=CLASSES)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "neighbours.npz"
    write_kept_glyphs(path, KEPT)
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(ModelError, match=r"neighbours.npz: no file of training glyphs"):
        load_kept_glyphs(path, classes=CLASSES)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"glyphs": GLYPHS.astype(float)}, r"float64 glyphs of shape \(3, 28, 28\) with 3 labels"),
        ({"glyphs": GLYPHS[:, :20]}, r"uint8 glyphs of shape \(3, 20, 28\)"),
        ({"sets": np.array(["drawn"])}, r"with 3 labels and 1 sets; expected uint8 \(n, 28, 28\)"),
        ({"labels": np.array(["7", "Q", ""])}, r"label 'Q' is none of the model's classes"),
    ],
)
def test_a_file_of_something_else_is_refused(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    whole = {"glyphs": GLYPHS, "labels": np.array(KEPT.labels), "sets": np.array(KEPT.sets)}
    np.savez(tmp_path / "neighbours.npz", **{**whole, **changed})
    with pytest.raises(ModelError, match=message):
        load_kept_glyphs(tmp_path / "neighbours.npz", classes=CLASSES)
