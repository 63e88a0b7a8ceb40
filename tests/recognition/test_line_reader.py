"""The second reader says the same of a strip, alone or among others, in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reader.errors import ModelError
from reader.recognition import load_model
from reader.recognition.line_reader import load_line_reader, second_reader_checksum
from reader.recognition.manifest import (
    ONNX_FILE,
    STRIPS,
    hash_file,
    model_names,
    read_manifest,
    write_manifest,
)
from reader.records import Image
from tiny_models import write_tiny_line_model

WIDTHS = (8, 31, 32, 33, 200, 8, 768, 199, 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_line_model(tmp_path / "lines")


def strips() -> list[Image]:
    rng = np.random.default_rng(3)
    return [rng.integers(0, 256, (2, 40, width)).astype(np.uint8) for width in WIDTHS]


def test_no_strips_nothing_said(folder: Path) -> None:
    assert load_line_reader(folder, device="cpu").log_probs([]) == []


def test_a_strip_has_the_columns_of_its_own_width_and_no_more(folder: Path) -> None:
    found = load_line_reader(folder, device="cpu").log_probs(strips())
    assert [len(one) for one in found] == [-(-width // 4) for width in WIDTHS]
    assert all(one.shape[1] == 11 and one.dtype == np.float32 for one in found)


def test_every_column_holds_logs_of_probabilities_in_steps_of_a_ten_thousandth(
    folder: Path,
) -> None:
    found = np.concatenate(load_line_reader(folder, device="cpu").log_probs(strips()))
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1, atol=1e-3)
    steps = found.astype(np.float64) / 1e-4
    assert np.abs(steps - np.round(steps)).max() < 0.05


def test_the_brightest_row_of_the_tiny_model_wins_where_it_is(folder: Path) -> None:
    strip = np.zeros((2, 40, 80), np.uint8)
    strip[:, 3 * 7, 16:20] = 255  # the tiny model's class 7 looks at row 21
    strip[:, 3 * 10] = 60  # and the last class, nothing here, at row 30
    (found,) = load_line_reader(folder, device="cpu").log_probs([strip])
    assert found.argmax(axis=1).tolist() == [10] * 4 + [7] + [10] * 15


@pytest.mark.parametrize("portion", [1, 4])
def test_a_strip_depends_neither_on_the_others_nor_on_their_order(
    folder: Path, portion: int
) -> None:
    reader = load_line_reader(folder, device="cpu", threads=3)
    object.__setattr__(reader, "portion", portion)
    together = reader.log_probs(strips())
    turned = reader.log_probs(strips()[::-1])[::-1]
    alone = [reader.log_probs([strip])[0] for strip in strips()]
    for one, two, three in zip(together, turned, alone, strict=True):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_array_equal(one, three)


def test_a_second_reader_is_known_by_its_weights(folder: Path) -> None:
    reader = load_line_reader(folder, device="cpu")
    assert reader.checksum == hash_file(folder / ONNX_FILE) == second_reader_checksum(folder)
    assert reader.classes[-1] == ""
    assert "CPU" in reader.device


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="model 'nowhere' not found"):
        load_line_reader("nowhere")


def test_a_damaged_file_is_refused(folder: Path) -> None:
    (folder / ONNX_FILE).write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"model.onnx: wrong checksum"):
        load_line_reader(folder)


def test_a_model_of_single_digits_is_no_second_reader_and_the_other_way_round(
    folder: Path, model_folder: Path
) -> None:
    with pytest.raises(ModelError, match="model tiny reads glyphs, not strips of lines; expected"):
        load_line_reader(model_folder)
    with pytest.raises(ModelError, match="model lines reads strips of lines: it is a second"):
        load_model(folder)


@pytest.mark.parametrize(
    "changes", [{"name": "glyphs"}, {"height": 44}, {"classes": 12}], ids=lambda c: next(iter(c))
)
def test_a_net_of_another_shape_is_refused(tmp_path: Path, changes: dict[str, int]) -> None:
    folder = write_tiny_line_model(tmp_path / "lines", **changes)
    with pytest.raises(ModelError, match=r"input and output are .*does not fit its manifest"):
        load_line_reader(folder, device="cpu")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "words"}, "reads 'words'; expected one of glyphs, strips"),
        ({"input_shape": (2, 44)}, r"input is uint8 \[2, 44\], expected uint8 \[2, 40\]"),
        ({"classes": ("", *"0123456789")}, "class order is"),
    ],
)
def test_a_manifest_of_other_strips_is_refused(
    folder: Path, changes: dict[str, object], message: str
) -> None:
    import dataclasses

    write_manifest(folder, dataclasses.replace(read_manifest(folder), **changes))
    with pytest.raises(ModelError, match=message):
        load_line_reader(folder)


def test_shipped_models_can_be_told_by_what_they_read() -> None:
    assert "digits" in model_names()
    assert "digits" not in model_names(STRIPS)
