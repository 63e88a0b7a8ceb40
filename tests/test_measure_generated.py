"""``scripts/measure_generated.py``: lines that nothing learned from, and what is said of them."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from command_line import REPOSITORY
from evaluation_results import page, read, truth
from reader.evaluation import evaluate_readings
from reader.records import Layout, Status
from scripts_alone import load_script


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("measure_generated")


def test_its_seeds_are_no_recipe_s_and_no_calibration_s(script: ModuleType) -> None:
    pytest.importorskip("scipy")
    from reader.training.calibration.calibrate import DRAWN_SEED
    from reader.training.calibration.digit_fit import SEED

    recipes = (REPOSITORY / "configs" / "training").rglob("*.toml")
    taken = {tomllib.loads(path.read_text()).get("seed", 0) for path in recipes}
    assert not set(script.SEEDS.values()) & (taken | {DRAWN_SEED, SEED})


def test_a_line_is_the_same_whenever_it_is_drawn(script: ModuleType) -> None:
    for kind in script.SEEDS:
        first, again = script.drawn(kind, 3), script.drawn(kind, 3)
        assert first.text == again.text
        assert np.array_equal(first.image, again.image)
        assert not np.array_equal(script.drawn(kind, 4).image, first.image)


def test_strings_have_two_to_ten_digits_and_blank_lines_none(script: ModuleType) -> None:
    for number in range(30):
        assert 2 <= len(script.drawn(script.STRINGS, number).text) <= 10
        plain = script.drawn(script.PLAIN, number)
        assert (plain.frame, plain.marks) == ("none", ())
        assert script.drawn(script.BLANK, number).text == ""


def test_pictures_come_with_their_truth(script: ModuleType, tmp_path: Path) -> None:
    script.write_pictures(tmp_path, script.STRINGS, 2, jobs=1)
    with (tmp_path / "truth.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    lines = [script.drawn(script.STRINGS, number) for number in (0, 1)]
    assert [(row["text"], row["field"]) for row in rows] == [(n.text, n.frame) for n in lines]
    assert all((tmp_path / row["file"]).is_file() for row in rows)


def test_of_blank_lines_it_is_told_what_was_read_and_what_accepted(script: ModuleType) -> None:
    sets = load_script("string_sets")
    pages = [
        page("", file="a.png"),
        page(read("1"), file="b.png"),
        page(read("11", status=Status.ACCEPTED), file="c.png"),
        page(file="d.png"),
    ]
    found = evaluate_readings(pages, [truth("", file=one.source) for one in pages])
    measured = sets.Measured("blank", Layout.LINE, Path(), found, 0)
    told = {one.measure: one.figure for one in script.blank_figures(measured)}
    assert told == {"blank": 50.0, "accepted as digits": 25.0}


def test_a_few_lines_are_drawn_read_and_kept(script: ModuleType, tmp_path: Path) -> None:
    ledger = tmp_path / "strings.csv"
    words = ["--count", 3, "-j", 1, "--results", ledger, "--only", script.BLANK]
    words += ["--sheets", tmp_path / "sheets"]
    command = [sys.executable, str(REPOSITORY / "scripts" / "measure_generated.py")]
    done = subprocess.run(
        [*command, *map(str, words)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    with ledger.open() as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["dataset"], row["measure"], row["n"]) for row in rows] == [
        (script.BLANK, "blank", "3"),
        (script.BLANK, "accepted as digits", "3"),
    ]
    assert (tmp_path / "causes.csv").is_file()
