"""``scripts/compare_baselines``: what it refuses, and the tables it writes."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
from pathlib import Path

from command_line import REPOSITORY
from reader.training.baselines.compare import OURS, Compared
from reader.training.baselines.figures import Figure
from reader.training.baselines.ledger import append_figures

SCRIPT = REPOSITORY / "scripts" / "compare_baselines.py"


def said(*words: str | Path) -> str:
    done = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    return done.stderr


def test_a_system_that_is_not_there_is_named() -> None:
    assert "no system dense-12; see --only" in said("--only", "dense-12")


def test_data_that_are_not_there_are_named(tmp_path: Path) -> None:
    assert "train: not found; name its place with --data" in said("--data", tmp_path)


def test_both_pages_have_a_place_for_the_tables(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    for name in ("README.md", "results/README.md"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    ledger = tmp_path / "results" / "baselines.csv"
    figure = Figure("right", 10, 12.34, math.nan, math.nan)
    rows = [Compared("ours", "shipped", OURS, name, figure) for name in ("mnist_test", "usps_test")]
    append_figures(ledger, rows, facts={})
    script = (
        f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import compare_baselines as c"
    )
    call = f"from pathlib import Path; c.write_tables(Path({str(ledger)!r}), ['ours'])"
    subprocess.run([sys.executable, "-c", f"{script}; {call}"], check=True)
    for name in ("README.md", "results/README.md"):
        assert "| ours: `ours` | 12.3 |" in (tmp_path / name).read_text(encoding="utf-8")
