"""``reader evaluate``: words in, a table out."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation_results import page, read
from reader.cli import main
from reader.runs import open_run
from reader.settings import Settings


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.run"
    with open_run(path, settings=Settings(), model_name="m", model_checksum="ab" * 32) as run:
        run.begin([("7_a.png", "/scans/7_a.png", "0" * 64)])
        run.set_pages("7_a.png", 1)
        run.record(page(read("7"), file="7_a.png"))
    return path


def reader(*words: object) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", *map(str, words)])
    return ended.value.code


def test_the_table_goes_to_stdout_and_the_report_to_its_folder(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reader(run, "--truth", "names", "--report", tmp_path / "report") == 0
    assert "1      1  100.0" in capsys.readouterr().out
    assert (tmp_path / "report" / "report.html").is_file()


def test_a_truth_file_that_is_missing_ends_with_4(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reader(run, "--truth", "no.csv") == 4
    assert "no.csv: truth file cannot be read" in capsys.readouterr().err
