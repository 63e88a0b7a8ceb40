"""A recipe is checked before hours are spent: file, key, expectation."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.errors import DataError
from reader.training.augmentation import Augmentation
from reader.training.fitting.architectures import build_net
from reader.training.recipe_file import load_recipe

SHIPPED = Path(__file__).resolve().parents[2] / "configs" / "training" / "digits.toml"


def written(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_recipe_is_whole() -> None:
    recipe = load_recipe(SHIPPED)
    assert recipe.name == "digits"
    assert recipe.data.sets["mnist"] < 0.5


def test_a_missing_recipe_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none.toml: training recipe cannot be read: No such file"):
        load_recipe(tmp_path / "none.toml")


def test_a_recipe_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"recipe.toml: not a TOML file"):
        load_recipe(written(tmp_path, "name ="))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sead = 1", r"unknown key sead; did you mean seed\?"),
        ('[data]\nclasses = "BA"\n[data.sets]\nmnist = 1', r"classes = 'BA'; expected two or more"),
        ("[data]\nclasses = 7\n[data.sets]\nmnist = 1", r"classes = 7; expected one string"),
        (
            "[data]\nclasses = [1, 2]\n[data.sets]\nmnist = 1",
            r"classes = \(1, 2\); expected one string",
        ),
        ("[fit]\nzzz = 1", r"\[fit\]: unknown key zzz; known: batch_size"),
        ('[net]\narchitecture = "resnet"', r"architecture = 'resnet'; known: residual"),
        ("[net]\nblocks = [0, 1, 1]", r"blocks = \(0, 1, 1\); expected whole numbers from 1 on"),
        ("[net]\nwidths = []", r"widths = \(\); expected whole numbers from 1 on"),
        ("[net]\nwidths = 32", r"widths = 32; expected whole numbers from 1 on"),
        ('[teachers]\nmodels = "digits"', r"models = 'digits'; expected a list"),
        (
            "[net]\nblocks = [1, 2]",
            r"blocks = \[1, 2\]; expected a number for each of the 3 widths",
        ),
        ("seed = 1", r"\[data.sets\] is empty; name at least one set"),
        ("[data.sets]\nmnits = 1", r"unknown data set 'mnits'; known: "),
        ("[data]\nrubbish = 1.5\n[data.sets]\nmnist = 1", r"rubbish = 1.5; expected a share"),
        (
            "[augmentation]\nelastik = 0",
            r"\[augmentation\]: unknown key elastik; did you mean elastic\?",
        ),
        (
            "[augmentation]\npen = -1",
            r"\[augmentation\]: pen = -1; expected a number from 0 \(off\)",
        ),
        ("[augmentation]\npen = true", r"\[augmentation\]: pen = True; expected a number"),
        ("[data.augmentation]\npen = 1", r"\[data\]: .*\[augmentation\] is a table of its own"),
        ("[fit]\npasses = 0\n[data.sets]\nmnist = 1", r"passes = 0; expected a whole number"),
    ],
)
def test_a_faulty_recipe_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=r"recipe.toml.*" + message):
        load_recipe(written(tmp_path, text))


def test_a_group_of_changes_can_be_switched_off(tmp_path: Path) -> None:
    path = written(tmp_path, "[augmentation]\nelastic = 0\npaper = 0.5\n[data.sets]\nmnist = 1")
    assert load_recipe(path).data.augmentation == Augmentation(elastic=0, paper=0.5)


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(DataError, match=r"unknown architecture 'x'; known: residual"):
        build_net("x", 11)


def test_a_base_gives_what_a_recipe_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        "seed = 3\n[data]\nrubbish = 0.3\nplain = 0.4\n[data.sets]\nmnist = 0.5\nbd62 = 0.5\n"
    )
    path = tmp_path / "own.toml"
    path.write_text('base = "base.toml"\n[data]\nplain = 0.1\n[data.sets]\nsynthesis = 1.0\n')
    recipe = load_recipe(path)
    assert (recipe.seed, recipe.data.rubbish, recipe.data.plain) == (3, 0.3, 0.1)
    assert recipe.data.sets == {"synthesis": 1.0}  # shares are of one table


def test_a_base_that_leads_back_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('base = "b.toml"')
    (tmp_path / "b.toml").write_text('base = "a.toml"')
    with pytest.raises(DataError, match=r"b\.toml: base = 'a\.toml'; expected another recipe"):
        load_recipe(tmp_path / "a.toml")
