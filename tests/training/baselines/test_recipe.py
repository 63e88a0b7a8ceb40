"""Recipes of the baselines: what stands in them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import REPOSITORY
from reader.errors import DataError
from reader.training.baselines.recipe import load_baseline

RECIPES = sorted((REPOSITORY / "configs" / "training" / "baselines").glob("*.toml"))


def written(folder: Path, text: str) -> Path:
    path = folder / "net.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", RECIPES, ids=lambda p: p.stem)
def test_every_shipped_recipe_loads_under_its_file_s_name(path: Path) -> None:
    baseline = load_baseline(path)
    assert baseline.name == path.stem
    assert len({variant.name for variant in baseline.variants}) == len(baseline.variants)


def test_a_variant_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    baseline = load_baseline(
        written(
            tmp_path,
            """
            [net]
            hidden = [5]
            [fit]
            epochs = 3
            batch_size = 7
            [input]
            erosion = 2
            [variants.longer.fit]
            epochs = 4
            [variants.raw]
            input = { divisor = 1 }
            reported = { mnist_test = "99" }
            """,
        )
    )
    longer, raw = baseline.variants
    assert (longer.fit.epochs, longer.fit.batch_size, longer.input.erosion) == (4, 7, 2)
    assert (raw.fit.epochs, raw.input.divisor, raw.input.erosion) == (3, 1, 2)
    assert raw.reported == {"mnist_test": "99"}
    assert baseline.windows is None


def test_without_variants_there_is_the_plain_one(tmp_path: Path) -> None:
    (variant,) = load_baseline(written(tmp_path, "[net]\nhidden = [5]")).variants
    assert variant.name == "plain"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[nett]", "unknown key nett; did you mean net"),
        ("[net]\nhiden = [5]", r"hidden is missing"),
        ("[net]\nhidden = [5]\nwidth = 3", r"\[net\]: unknown key width; known: bypassed"),
        ("[net]\nhidden = [5]\n[fit]\nepoch = 3", "unknown key epoch; did you mean epochs"),
        ("[net]\nhidden = [5]\n[input]\npading = 3", "unknown key pading; did you mean padding"),
        ("[net]\nhidden = [5]\n[variants.x]\nfits = 3", "unknown key fits; did you mean fit"),
        ("[net]\nhidden = [5]\n[variants.x.fit]\nepoch = 3", r"\[variants.x\]: unknown key epoch"),
        ("[net]\nhidden = [5]\n[fit]\nlearns = 'runes'", "learns = 'runes'; known: digits"),
        ("[net]\nhidden = [5]\n[fit]\nepochs = 0", "whole numbers from 1 on"),
        ("[net]\nhidden = [5]\n[input]\ninversion = '2 - x'", "inversion = '2 - x'; known: none"),
        ("[net]\nhidden = [5]\n[input]\nchannels = 2", "channels = 2; expected 1 or 3"),
        ("[net]\nhidden = [5]\nmaps = [2, 2]\ndropout_maps = [0.1]", "each of the 2 maps"),
        ("[net]\nhidden = [5]\n[windows]\nstep = 0.9", "step = 0.9; expected above 0"),
        ("[net", "not a TOML file"),
    ],
)
def test_what_is_not_as_described_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_baseline(written(tmp_path, text))


def test_a_recipe_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.toml: baseline cannot be read: No such file"):
        load_baseline(tmp_path / "none.toml")
