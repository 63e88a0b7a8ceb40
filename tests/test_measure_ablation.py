"""``scripts/measure_ablation.py``: nets without one group each, their figures, what is kept."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from command_line import REPOSITORY, write_line
from drawn_digits import drawn_digit, write_digits
from reader.training.recipe_file import load_recipe

SCRIPT = REPOSITORY / "scripts" / "measure_ablation.py"


@pytest.fixture(scope="module")
def table(ablation: ModuleType) -> ModuleType:
    """Loaded by the script."""
    return sys.modules["ablation_table"]


@pytest.fixture(scope="module")
def ablation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure_ablation", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["measure_ablation"] = module
    spec.loader.exec_module(module)
    return module


def test_its_recipe_is_small_and_switches_nothing_off() -> None:
    recipe = load_recipe(REPOSITORY / "configs" / "training" / "ablation.toml")
    assert recipe.data.glyphs * recipe.fit.passes <= 300_000
    assert recipe.data.augmentation == type(recipe.data.augmentation)()


def test_a_group_is_off_and_nothing_else_differs(ablation: ModuleType) -> None:
    recipe = load_recipe(REPOSITORY / "configs" / "training" / "ablation.toml")
    less = ablation.switched(recipe, "paper", 7)
    assert less.data.augmentation.paper == 0
    assert ablation.switched(less, "none", recipe.seed) == recipe
    assert ablation.switched(recipe, "all", 7).data.augmentation.shape == 0


def test_a_difference_counts_the_same_pictures_with_its_interval(table: ModuleType) -> None:
    whole, less = np.zeros(400, bool), np.zeros(400, bool)
    less[:40] = whole[20:40] = True
    middle, low, high = table.difference([less], [whole])
    assert middle == pytest.approx(5.0)
    assert 2.5 < low < 3.5 < 6.5 < high < 7.5
    assert table.difference([less, whole], [whole, whole])[0] == pytest.approx(2.5)
    assert table.difference([whole], [whole]) == (0, 0, 0)


def test_the_summary_marks_what_is_beyond_its_interval(table: ModuleType) -> None:
    right = np.arange(1000) < 900
    found = {
        ("none", 1): table.Outcome({"cells": right}, 97.0),
        ("pen", 1): table.Outcome({"cells": np.arange(1000) < 800}, 96.5),
        ("paper", 1): table.Outcome({"cells": np.arange(1000) < 901}, 97.5),
        ("pen", 2): table.Outcome({"cells": right}, 97.0),
    }
    lines = table.summary(found).splitlines()
    assert lines[2] == "| none | 1 | 90.00 | 97.00 |"
    assert lines[3] == "| pen | 1 | -10.00* | -0.50 |"
    assert lines[4] == "| paper | 1 | +0.10 | +0.50 |"
    assert table.summary({}) == "nothing measured yet"


def test_what_varies_as_much_between_seeds_is_not_marked(table: ModuleType) -> None:
    def right(count: int) -> table.Outcome:
        return table.Outcome({"cells": np.arange(1000) < count}, 90.0 + count / 1000)

    found = {("none", seed): right(900) for seed in (1, 2, 3)}
    found |= {("pen", seed): right(count) for seed, count in ((1, 860), (2, 899), (3, 940))}
    found |= {("paper", seed): right(700) for seed in (1, 2, 3)}
    lines = table.summary(found).splitlines()
    assert lines[3] == "| pen | 3 | -0.03 | -0.00 |"
    assert lines[4] == "| paper | 3 | -20.00* | -0.20* |"
    assert lines[5] == "| noise of training | | 3.20 | 0.03 |"


def test_rows_known_already_are_not_added_again(table: ModuleType, tmp_path: Path) -> None:
    found = {
        ("none", 1): table.Outcome({"cells": np.arange(1000) < 900}, 97.0),
        ("pen", 1): table.Outcome({"cells": np.arange(1000) < 800}, 96.5),
    }
    path = tmp_path / "ablation.csv"
    rows = [{"run": "tiny"} | row for row in table.all_rows(found)]
    table.append_new(path, rows[:2])
    table.append_new(path, rows)
    with path.open() as stream:
        written = list(csv.DictReader(stream))
    assert len(written) == 4
    assert written[0]["figure"] == "90.00"
    assert written[0]["difference"] == ""
    assert (written[2]["group off"], written[2]["difference"]) == ("pen", "-10.00")
    assert float(written[2]["difference low"]) < -10 < float(written[2]["difference high"]) < 0
    assert (written[3]["dataset"], written[3]["low"]) == ("omniglot (auroc)", "")


def test_nets_are_trained_and_measured_once(tmp_path: Path) -> None:
    write_data(tmp_path / "data")
    (tmp_path / "recipe.toml").write_text(
        'name = "ablation"\n[net]\nwidths = [4, 4, 4]\n'
        "[data]\nglyphs = 256\nvalidation = 0.25\n[data.sets]\nmnist = 1\n[fit]\npasses = 1\n"
    )
    ledger = tmp_path / "ablation.csv"
    words = ["--data", tmp_path / "data", "--work", tmp_path / "work", "--results", ledger]
    words += ["--recipe", tmp_path / "recipe.toml", "--seeds", 1]

    def run(*more: object) -> str:
        command = [sys.executable, str(SCRIPT), *map(str, (*words, *more))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "nothing measured yet" in run("--minutes", 0)
    assert not ledger.exists()
    assert "| none | 1 |" in run("--minutes", 0.001)
    first = ledger.read_text()
    assert "answer_cells" in first
    assert "seed 1" not in run("--minutes", 0)
    assert ledger.read_text() == first


def write_data(folder: Path) -> None:
    (folder / "train").mkdir(parents=True)
    digits = folder / "dev" / "digits"
    digits.mkdir(parents=True)
    write_digits(folder / "train" / "mnist.npz")
    np.savez(folder / "train" / "omniglot.npz", x=np.stack([drawn_digit(3, 1)] * 4), y=np.arange(4))
    for name in ("mnist_test", "usps_test", "optdigits_unseen_writers"):
        write_digits(digits / f"{name}.npz", copies=1)
    paper = np.stack([255 - np.pad(drawn_digit(digit, 1), 18) for digit in range(10)])
    np.savez(digits / "church_records.npz", x=paper, y=np.arange(10))
    for name in ("own_handwriting", "answer_cells"):
        write_line(digits / name / "a.png", "7")
        (digits / name / "truth.csv").write_text("file,text\na.png,7\n")
