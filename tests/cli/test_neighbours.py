"""With which training glyphs a page's digits are compared; what is said where there are none."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_line import run_reader, write_line
from drawn_digits import drawn_digit, write_digits
from reader.cli import neighbours
from reader.cli.neighbours import nearest_of
from reader.errors import DataError, DeviceError
from reader.imaging.normalize import normalize_glyph
from reader.recognition import Model, load_model
from reader.recognition.manifest import (
    find_model_folder,
    hash_file,
    read_manifest,
    write_manifest,
)
from reader.recognition.neighbours import NEIGHBOURS_FILE, KeptGlyphs, write_kept_glyphs

pytest.importorskip("tensorflow", reason="what the net makes of a glyph needs the extra train")

GLYPHS = np.stack([normalize_glyph(drawn_digit(digit, 0)) for digit in (4, 7)])
MNIST = ({"name": "mnist", "share": 1.0, "role": "digits", "what": "MNIST training part"},)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped model with ten training glyphs of its own, all of one set."""
    folder = tmp_path / "model"
    shutil.copytree(find_model_folder("digits"), folder)
    glyphs = np.stack([normalize_glyph(drawn_digit(digit, 1)) for digit in range(10)])
    path = folder / NEIGHBOURS_FILE
    write_kept_glyphs(path, KeptGlyphs(glyphs, tuple("0123456789"), ("mnist",) * 10))
    manifest = read_manifest(folder)
    files = {**manifest.files, NEIGHBOURS_FILE: hash_file(path)}
    write_manifest(folder, dataclasses.replace(manifest, files=files, data=MNIST))
    return folder


@pytest.fixture
def model(folder: Path) -> Model:
    return load_model(folder, device="cpu")


def without(model: Model, **changed: Any) -> Model:
    return dataclasses.replace(model, manifest=dataclasses.replace(model.manifest, **changed))


def test_the_kept_glyphs_nearest_to_each_glyph_are_found(model: Model, folder: Path) -> None:
    found = nearest_of(GLYPHS, model, name=str(folder), data=None)
    assert [one.found[0].label for one in found] == ["4", "7"]
    assert [len(one.found) for one in found] == [6, 6]
    assert found[0].found[0].distance < 0.2 < found[0].found[-1].distance
    assert "of 10 training glyphs kept with the model" in found[0].among
    assert "Compared with: 10 of mnist (MNIST training part)." in found[0].among


def test_a_data_folder_is_compared_with_instead(model: Model, folder: Path, tmp_path: Path) -> None:
    write_digits(tmp_path / "mnist.npz", copies=3)
    found = nearest_of(GLYPHS, model, name=str(folder), data=tmp_path)
    assert [one.found[0].label for one in found] == ["4", "7"]
    assert f"of 30 training glyphs out of {tmp_path}" in found[0].among


def test_a_folder_without_the_sets_is_refused(model: Model, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist.npz: data file not found"):
        nearest_of(GLYPHS, model, name=str(folder), data=tmp_path)


def test_a_model_of_unknown_sets_is_refused(model: Model, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"model digits names no set .*leave out --neighbours"):
        nearest_of(GLYPHS, without(model, data=()), name=str(folder), data=tmp_path)


def test_a_model_that_keeps_none_says_so(model: Model, folder: Path) -> None:
    files = {name: digest for name, digest in model.manifest.files.items() if "npz" not in name}
    (one, _) = nearest_of(GLYPHS, without(model, files=files), name=str(folder), data=None)
    assert one.found == ()
    assert "this model keeps none; --neighbours FOLDER draws them from there" in one.among


def test_without_keras_file_or_keras_it_is_said(
    model: Model, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {NEIGHBOURS_FILE: model.manifest.files[NEIGHBOURS_FILE]}
    (one, _) = nearest_of(GLYPHS, without(model, files=files), name=str(folder), data=None)
    assert one.among.endswith("the model has no model.keras")

    def absent(*words: object, **options: object) -> None:
        raise DeviceError("Keras is not installed")

    monkeypatch.setattr(neighbours, "read_features", absent)
    (one, _) = nearest_of(GLYPHS, model, name=str(folder), data=None)
    assert "they need Keras; pip install 'digit-reader[train]'" in one.among


def test_of_many_sets_the_largest_are_named(model: Model) -> None:
    sets = tuple(f"set{k}" for k in range(10) for _ in range(10 - k))
    kept = KeptGlyphs(np.zeros((55, 28, 28), np.uint8), ("1",) * 55, sets)
    said = neighbours._among(kept, model, "here")
    assert "Compared with: 10 of set0, 9 of set1" in said
    assert said.endswith("3 of set7, 3 of 2 others.")


def test_a_page_without_digits_is_compared_with_nothing(model: Model, folder: Path) -> None:
    assert nearest_of(GLYPHS[:0], model, name=str(folder), data=None) == []


def test_a_changed_file_of_glyphs_is_one_clear_error(folder: Path, tmp_path: Path) -> None:
    (folder / NEIGHBOURS_FILE).write_bytes(b"something else")
    write_line(tmp_path / "line.png", "471")
    words = ("inspect", "line.png", "-o", "o.png", "--layout", "line", "--model", "model")
    done = run_reader(*words, "--trace", "t", folder=tmp_path)
    assert done.returncode == 5
    assert "neighbours.npz: wrong checksum" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "o.png").exists()
    assert not list((tmp_path / "t").iterdir())


def test_neighbours_without_a_trace_are_refused(tmp_path: Path) -> None:
    write_line(tmp_path / "line.png", "471")
    words = ("inspect", "line.png", "-o", "o.png", "--neighbours", "data")
    done = run_reader(*words, folder=tmp_path)
    assert done.returncode == 2
    assert "--neighbours goes with --trace DIR" in done.stderr
