"""``scripts/measure``: every set present, one ledger, and what moved in it."""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from command_line import REPOSITORY, write_line

SCRIPTS = REPOSITORY / "scripts"


@pytest.fixture(scope="module")
def ledger() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ledger", SCRIPTS / "ledger.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["ledger"] = module
    spec.loader.exec_module(module)
    return module


def row(ledger: ModuleType, figure: float, *, commit: str = "aaa", **changes: object) -> object:
    facts: dict[str, object] = {
        "date": "2026-11-20",
        "commit": commit,
        "machine": "m",
        "model": "digits",
        "dataset": "cheques",
        "measure": "right",
        "n": 100,
        "figure": figure,
        "low": figure - 5,
        "high": figure + 5,
        "note": "",
    }
    return ledger.Row(**{**facts, **changes})


def test_rows_come_back_from_the_ledger_as_they_were(ledger: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "strings.csv"
    rows = [row(ledger, 80.0), row(ledger, 2.5, measure="coverage", note='a "note", with comma')]
    assert ledger.read_rows(path) == []
    ledger.append_rows(path, rows[:1])
    ledger.append_rows(path, rows[1:])
    assert ledger.read_rows(path) == rows
    assert path.read_text().count("date,commit") == 1


def test_a_figure_that_does_not_exist_is_an_empty_cell(ledger: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "strings.csv"
    ledger.append_rows(path, [row(ledger, math.nan, low=math.nan, high=math.nan)])
    assert path.read_text().splitlines()[1].endswith(",100,,,,")
    (back,) = ledger.read_rows(path)
    assert math.isnan(back.figure)


@pytest.mark.parametrize(
    ("measure", "figure", "said"),
    [
        ("right", 90.0, "better: cheques, right: 90.0 (was 80.0 [75.0, 85.0] at aaa)"),
        ("right", 70.0, "WORSE: cheques, right: 70.0 (was 80.0 [75.0, 85.0] at aaa)"),
        ("wrong among accepted", 70.0, "better: cheques, wrong among accepted: 70.0"),
        ("right", 84.0, "nothing moved beyond its interval"),
    ],
)
def test_what_leaves_the_interval_of_the_last_commit_has_moved(
    ledger: ModuleType, measure: str, figure: float, said: str
) -> None:
    known = [row(ledger, 10.0, measure=measure), row(ledger, 80.0, measure=measure)]
    new = row(ledger, figure, commit="bbb", measure=measure)
    lines = list(ledger.moved([new], known))
    assert next(line for line in lines if line).startswith(said)


def test_figures_of_the_same_commit_are_not_compared(ledger: ModuleType) -> None:
    known = [row(ledger, 80.0), row(ledger, 50.0, commit="bbb")]
    (_, line) = ledger.moved([row(ledger, 81.0, commit="bbb")], known)
    assert line == "nothing moved beyond its interval"


def test_a_first_measurement_has_nothing_to_compare_with(ledger: ModuleType) -> None:
    assert list(ledger.moved([row(ledger, 80.0)], []))[-1] == "nothing to compare with yet"


def test_a_figure_without_interval_moves_by_more_than_a_point(ledger: ModuleType) -> None:
    alone = {"measure": "calibration error", "low": math.nan, "high": math.nan}
    known = [row(ledger, 5.0, **alone)]
    assert "nothing" in list(ledger.moved([row(ledger, 5.9, commit="b", **alone)], known))[-1]
    assert "WORSE" in list(ledger.moved([row(ledger, 6.1, commit="b", **alone)], known))[-1]


def measure(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "measure_strings.py"), *map(str, words)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )


def test_the_sets_that_are_there_are_read_in_their_layout(tmp_path: Path) -> None:
    rows, cells = tmp_path / "dev" / "vote_rows", tmp_path / "dev" / "digits" / "answer_cells"
    for name in ("a", "b"):
        write_line(rows / f"{name}.png", "147")
    write_line(rows / "crosses.png", "")
    write_line(cells / "7_0001.png", "7")
    write_line(tmp_path / "dev" / "hsf_fields" / "147_a.png", "147")
    truth = "file,text,status\na.png,147,\nb.png,999999999999,\ncrosses.png,,filler\n"
    (rows / "truth.csv").write_text(truth)
    ledger = tmp_path / "strings.csv"
    words = ("--data", tmp_path / "dev", "-j", 1, "--results", ledger, "--report", tmp_path / "r")
    words += ("--sheets", tmp_path / "s")
    done = measure(*words, "--note", "drawn", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "nothing to compare with yet" in done.stdout
    written = [line.split(",") for line in ledger.read_text().splitlines()[1:]]
    counts = {(cells[4], cells[5]): int(cells[6]) for cells in written}
    assert counts["vote_rows", "right"] == 3
    assert counts["vote_rows", "coverage"] == 2  # of the strings that are written
    assert counts["digits/answer_cells", "right"] == 1
    (right,) = (float(cells[7]) for cells in written if cells[4:6] == ["vote_rows", "right"])
    assert 33 <= right <= 67  # b cannot be right
    assert counts["line sets pooled", "right"] == 4
    assert (tmp_path / "r" / "digits_answer_cells" / "report.html").is_file()
    assert (tmp_path / "s" / "vote_rows_1.png").is_file()
    causes = [line.split(",") for line in (tmp_path / "causes.csv").read_text().splitlines()[1:]]
    assert sum(int(cells[6]) for cells in causes if cells[4] == "vote_rows") == 3
    assert {cells[4] for cells in causes} == {name for name, _ in counts}


def test_dry_prints_only(tmp_path: Path) -> None:
    write_line(tmp_path / "dev" / "digits" / "answer_cells" / "7_0001.png", "7")
    ledger = tmp_path / "strings.csv"
    words = ("--data", tmp_path / "dev", "--results", ledger, "-j", 1, "--dry")
    done = measure(*words, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not ledger.exists()


def test_a_folder_without_sets_is_said(tmp_path: Path) -> None:
    done = measure("--data", tmp_path, folder=tmp_path)
    assert done.returncode == 1
    assert "holds none of the sets cheque_amounts" in done.stderr


def test_a_set_without_pictures_is_said(tmp_path: Path) -> None:
    (tmp_path / "vote_rows").mkdir()
    done = measure("--data", tmp_path, folder=tmp_path)
    assert done.returncode == 1
    assert "no pictures and no PDFs found" in done.stderr


def test_the_script_can_be_run() -> None:
    assert (SCRIPTS / "measure").stat().st_mode & 0o111


def test_a_variant_does_not_pass_for_the_model(ledger: ModuleType) -> None:
    assert ledger.as_set("digits", []) == "digits"
    alone = ledger.as_set("digits", ["decoding.second_reader=off"])
    assert alone == "digits (decoding.second_reader=off)"
    known = [row(ledger, 50.0, commit="old", model=alone)]
    assert list(ledger.moved([row(ledger, 90.0)], known)) == ["", "nothing to compare with yet"]
