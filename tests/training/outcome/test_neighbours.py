"""What a training keeps of its glyphs, for people who look at what the net learned from."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from drawn_digits import write_digits
from reader.errors import DataError
from reader.imaging.normalize import normalize_glyph
from reader.recognition.manifest import (
    GLYPHS,
    Manifest,
    find_model_folder,
    model_names,
    read_manifest,
)
from reader.recognition.neighbours import NEIGHBOURS_FILE, load_kept_glyphs
from reader.training.glyphs.stock import load_stock
from reader.training.learned import recipe_of
from reader.training.outcome import neighbours
from reader.training.outcome.neighbours import draw_kept_glyphs
from reader.training.recipe import DataRecipe
from reader.training.recipe_file import load_recipe

RECIPES = Path(__file__).resolve().parents[3] / "configs" / "training"
RECIPE = DataRecipe(sets={"mnist": 3.0, "nist_raw": 1.0}, validation=0.25)


@pytest.fixture
def two_sets(data_folder: Path) -> Path:
    write_digits(data_folder / "nist_raw.npz")
    return data_folder


def test_each_set_has_its_share_and_every_class_as_many(
    two_sets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "KEPT", 40)
    kept = draw_kept_glyphs(RECIPE, two_sets, seed=1)
    assert kept.counts() == {"mnist": 30, "nist_raw": 10}
    assert set(Counter(kept.labels).values()) == {4}


def test_only_plain_glyphs_of_the_training_part_are_kept(two_sets: Path) -> None:
    kept = draw_kept_glyphs(RECIPE, two_sets, seed=1)
    known = {
        normalize_glyph(ink).tobytes()
        for one, _ in load_stock(RECIPE, two_sets, training=True).digits
        for ink in one.ink
    }
    assert {glyph.tobytes() for glyph in kept.glyphs} == known


def test_the_same_seed_keeps_the_same(two_sets: Path) -> None:
    one, same = (draw_kept_glyphs(RECIPE, two_sets, seed=1) for _ in range(2))
    np.testing.assert_array_equal(one.glyphs, same.glyphs)


def test_only_the_sets_that_are_allowed_are_kept(two_sets: Path) -> None:
    some = dataclasses.replace(RECIPE, neighbours=("nist_raw",))
    assert set(draw_kept_glyphs(some, two_sets, seed=1).sets) == {"nist_raw"}
    none = draw_kept_glyphs(dataclasses.replace(RECIPE, neighbours=()), two_sets, seed=1)
    assert none.glyphs.shape == (0, 28, 28)
    assert none.counts() == {}


def test_signs_are_kept_as_none_of_the_classes(two_sets: Path) -> None:
    signs = DataRecipe(sets={"mnist": 1.0}, signs={"nist_raw": 1.0}, neighbours=("nist_raw",))
    assert set(draw_kept_glyphs(signs, two_sets, seed=1).labels) == {""}


def test_the_sets_of_a_model_are_found_in_its_manifest() -> None:
    data = (
        {"name": "mnist", "share": 0.7, "role": "digits"},
        {"name": "mdas", "share": 0.3, "role": "not one digit"},
        {"name": "mine", "share": 0.3, "role": "digits"},
    )
    manifest = Manifest("m", "1", (*"0123456789", ""), {}, data=data, made={"validation": 0.1})
    found = recipe_of(manifest)
    assert (found.sets, found.signs) == ({"mnist": 0.7}, {"mdas": 0.3})
    assert (found.classes, found.validation) == ("0123456789", 0.1)


def test_a_set_that_is_none_of_the_recipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text('[data]\nneighbours = ["bd62"]\n[data.sets]\nmnist = 1\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"neighbours names 'bd62', which is none .*some of mnist"):
        load_recipe(path)


@pytest.mark.parametrize("name", model_names(GLYPHS))
def test_with_a_shipped_model_only_our_own_drawing_is_kept(name: str) -> None:
    folder = find_model_folder(name)
    manifest = read_manifest(folder)
    if NEIGHBOURS_FILE not in manifest.files:
        pytest.skip("this model keeps no training glyphs")
    kept = load_kept_glyphs(folder / NEIGHBOURS_FILE, classes=manifest.classes)
    assert all(one.startswith("synth") for one in set(kept.sets))
    assert (folder / NEIGHBOURS_FILE).stat().st_size < 400_000


@pytest.mark.parametrize("name", ["digits", "digits-fast", "letters"])
def test_no_recipe_of_a_shipped_model_keeps_foreign_pictures(name: str) -> None:
    kept = load_recipe(RECIPES / f"{name}.toml").data.neighbours
    assert all(one.startswith("synth") for one in kept)
