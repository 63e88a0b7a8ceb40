"""A recipe of a second reader is checked before hours are spent."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import run_reader
from reader.errors import DataError
from reader.training.lines.recipe import LinesRecipe
from reader.training.recipe_file import load_any_recipe, load_recipe

SHIPPED = Path(__file__).resolve().parents[3] / "configs" / "training" / "lines-first.toml"


def _written(folder: Path, change: tuple[str, str]) -> Path:
    path = folder / "recipe.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    return path


def test_the_shipped_recipes_read_lines_and_each_begins_with_the_one_before() -> None:
    names = (
        *(
            f"lines-{n}"
            for n in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
        ),
        "lines",
    )
    recipes = [load_any_recipe(SHIPPED.with_name(f"{name}.toml")) for name in names]
    assert all(isinstance(recipe, LinesRecipe) for recipe in recipes)
    assert tuple(recipe.name for recipe in recipes) == names
    starts = [recipe.start for recipe in recipes if isinstance(recipe, LinesRecipe)]
    assert starts == ["", *(f"trained/{name}" for name in names[:-1])]
    nets = [recipe.net for recipe in recipes if isinstance(recipe, LinesRecipe)]
    assert nets[0] == nets[1] == nets[2]
    assert nets[3] == nets[4] == nets[5]
    assert nets[6] == nets[7]
    assert len(nets[6].along) == len(nets[5].along) + 1


def test_it_is_no_recipe_for_single_digits() -> None:
    with pytest.raises(
        DataError, match=r'lines-first.toml: reads = "lines"; expected the recipe of'
    ):
        load_recipe(SHIPPED)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('reads = "lines"', 'reads = "words"'), r"reads = 'words'; expected one of digits, lines"),
        (("[24, 48, 64, 96]", "[24, 48]"), r"widths = \(24, 48\); expected 4 whole numbers"),
        (
            ('name = "lines-first"', 'name = "x"\nprecision = "half"'),
            r"precision = 'half'; expected one of float32, mixed_bfloat16",
        ),
        (
            ('name = "lines-first"', 'name = "x"\nkeep = 0.5'),
            r"keep = 0.5; expected a share from 0",
        ),
        (("lines = 150000", "lines = 0"), r"lines = 0; expected a whole number from 1 on"),
        (("paged = 0.2 ", "paged = 2"), r"paged = 2; expected a share from 0 to 1"),
        (("mnist = 0.40", "mnist = 0"), r"share of mnist = 0; expected more than 0"),
        (("mnist = 0.40", "mnits = 0.4"), r"unknown data set 'mnits'; known: "),
        (("letters_ocr = 1.0", ""), r"\[data.letters\] is empty; name a set with its share"),
        (("along = [5, 5, 5]", "alonk = [1]"), r"unknown key alonk; did you mean along\?"),
        (("along = [5, 5, 5]", "along = [0]"), r"along = \(0,\); expected whole numbers from 1"),
    ],
)
def test_what_cannot_be_trained_is_refused(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        load_any_recipe(_written(tmp_path, change))


def test_a_recipe_that_draws_nothing_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, ("", ""))
    text = path.read_text(encoding="utf-8")
    for key in ("drawn", "real", "cheques", "words", "blank", "sheets"):
        text = "\n".join(
            f"{key} = 0" if line.startswith(f"{key} =") else line for line in text.splitlines()
        )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"are 0; expected a share above 0"):
        load_any_recipe(path)


def test_sheets_of_digits_are_not_for_lines(tmp_path: Path) -> None:
    done = run_reader("train", str(SHIPPED), "--preview", "sheets", folder=tmp_path)
    assert done.returncode == 2
    assert "--preview and --report show single digits; this recipe reads lines" in done.stderr
