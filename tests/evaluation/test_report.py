"""Table, CSV files and the page, from run file or CSV to the folder of a report."""

from __future__ import annotations

import csv
import html.parser
import math
import re
from pathlib import Path

import pytest

from evaluation_results import failed, page, read, truth
from example_results import ink_png
from reader.errors import ConfigurationError, OutputError, TruthError
from reader.evaluation import evaluate_readings, render_report, render_table
from reader.evaluation.charts import draw_error_reject, draw_reliability
from reader.evaluation.command import evaluate_run
from reader.evaluation.tables import percent
from reader.records import PageResult, Status
from reader.runs import open_run
from reader.settings import Settings
from reader.writers import write_outputs

RESULTS = (
    page(read("0042", status=Status.ACCEPTED, confidence=0.99), file="x/1.png"),
    page(read("17", confidence=0.4, crop=ink_png()), file="x/2.png"),
    page("12", "99", file="y/3.png"),
    failed("y/4.png"),
    page("5", file="y/unknown <b>.png"),
)
TRUTHS = (
    truth("0042", file="x/1.png", field="sum"),
    truth("11", file="x/2.png"),
    truth("12 34 99", file="y/3.png"),
    truth("7", file="y/4.png"),
    truth("8", file="z/absent.png"),
)
TRUTH_FILE = "file,text\nx/1.png,0042\nx/2.png,11\ny/3.png,12 34 99\ny/4.png,7\n"


def make_run(path: Path, results: tuple[PageResult, ...] = RESULTS) -> Path:
    with open_run(path, settings=Settings(), model_name="m", model_checksum="ab" * 32) as run:
        run.begin([(r.source, f"/scans/{r.source}", "0" * 64) for r in results])
        for result in results:
            run.set_pages(result.source, 1)
            run.record(result)
        write_outputs(run, [str(path.with_suffix(".csv"))])
    return path


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_table_has_a_line_for_each_folder_each_field_and_all() -> None:
    lines = render_table(evaluate_readings(RESULTS, TRUTHS)).splitlines()
    headings = "strings  right  %  95 %  CER %  missed  extra  accepted  wrong"
    assert lines[0].split() == headings.split()
    assert [line.split()[:4] for line in lines[1:5]] == [
        ["x", "2", "1", "50.0"],
        ["y", "4", "2", "50.0"],
        ["sum", "1", "1", "100.0"],
        ["all", "6", "3", "50.0"],
    ]
    text = "\n".join(lines)
    assert "pages wholly right: 1 of 4 (25.0 %)" in text
    assert "without truth, not measured: 1 files (y/unknown <b>.png)" in text
    assert "in the truth but not in the run, not measured: 1 files (z/absent.png)" in text


def test_a_rate_of_nothing_is_a_dash() -> None:
    assert percent(math.nan) == "-"


def test_the_page_is_well_formed_self_contained_and_safe() -> None:
    evaluation = evaluate_readings(RESULTS, TRUTHS)
    text = render_report(evaluation, title="<run> & co", facts={"model": "<m>"}).decode()
    assert balanced(text)
    assert not re.search(r"(src|href)=\"(?!data:)", text)
    assert "&lt;run&gt; &amp; co" in text
    assert "unknown &lt;b&gt;.png" in text
    assert "<b>.png" not in text


def test_every_error_is_shown_under_its_cause_with_its_picture() -> None:
    text = render_report(evaluate_readings(RESULTS, TRUTHS), title="t", facts={}).decode()
    assert "Errors by cause (3)" in text
    for heading in ("page could not be read: 1", "line missed: 1", "wrong digit: 1"):
        assert heading in text
    assert text.count("data:image/png;base64,") == 1
    assert '<td>1</td><td class="off">7</td>' in text


def test_a_page_without_errors_says_so() -> None:
    evaluation = evaluate_readings([page("12")], [truth("12")])
    assert "<p>None.</p>" in render_report(evaluation, title="t", facts={}).decode()


def test_charts_of_nothing_are_empty_axes() -> None:
    assert "<polyline" in draw_error_reject((), fixed_review_rate=0.2)
    assert "circle" not in draw_reliability(())


def test_a_run_is_evaluated_into_a_folder(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.run")
    told = written(tmp_path / "truth.csv", TRUTH_FILE)
    table = evaluate_run(run, truth=told, report=tmp_path / "deep/report")
    assert "all" in table
    names = sorted(path.name for path in (tmp_path / "deep/report").iterdir())
    assert names == [
        "confusion.csv", "error_reject.csv", "reliability.csv", "report.html", "strings.csv",
        "summary.csv",
    ]  # fmt: skip
    with (tmp_path / "deep/report/strings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["file"], row["truth"]): row for row in csv.DictReader(file)}
    assert rows["x/2.png", "11"]["cause"] == "wrong digit"
    assert rows["y/3.png", "34"]["status"] == ""
    assert rows["x/1.png", "0042"]["confidence"] == "0.9900"


def test_the_csv_of_a_run_gives_the_same_figures_as_the_run(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.run")
    told = written(tmp_path / "truth.csv", TRUTH_FILE)
    assert evaluate_run(run, truth=told) == evaluate_run(run.with_suffix(".csv"), truth=told)


def test_names_can_be_the_truth(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.run", (page("7", file="7(2)_x.jpg"), page("8", file="9_x.jpg")))
    assert "2      1  50.0" in evaluate_run(run, truth="names")


def test_a_truth_that_fits_no_file_is_refused(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.run")
    told = written(tmp_path / "truth.csv", "file,text\nother.png,1\n")
    with pytest.raises(TruthError, match=r"names no file of the run; the truth has other\.png"):
        evaluate_run(run, truth=told)


def test_a_truth_of_which_nothing_counts_is_refused(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.run", (page("1"),))
    told = written(tmp_path / "truth.csv", "file,text\na.png,?\n")
    with pytest.raises(TruthError, match="no string that could be measured"):
        evaluate_run(run, truth=told)


def test_a_missing_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such run file"):
        evaluate_run(tmp_path / "no.run", truth="names")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "no output of this program: column file is missing"),
        ("file,page,field,line,text,confidence,status\na,x,,1,1,,blank\n", "line 2: not a row"),
    ],
)
def test_another_csv_is_refused(tmp_path: Path, text: str, message: str) -> None:
    written(tmp_path / "a.csv", text)
    with pytest.raises(ConfigurationError, match=message):
        evaluate_run(tmp_path / "a.csv", truth="names")


def test_a_csv_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        evaluate_run(tmp_path / "no.csv", truth="names")
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="neither run file nor CSV in UTF-8"):
        evaluate_run(tmp_path / "a.csv", truth="names")


def test_a_report_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.run")
    (tmp_path / "file").touch()
    told = written(tmp_path / "truth.csv", TRUTH_FILE)
    with pytest.raises(OutputError, match="the report's folder cannot be made"):
        evaluate_run(run, truth=told, report=tmp_path / "file/report")


def balanced(text: str) -> bool:
    """Is every element that was opened closed, in order?"""
    lone, stack, fine = {"meta", "img"}, [], []

    class Checker(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in lone:
                stack.append(tag)

        def handle_endtag(self, tag: str) -> None:
            fine.append(stack.pop() == tag)

        def handle_startendtag(self, tag: str, attrs: object) -> None: ...

    Checker().feed(text)
    return not stack and all(fine)
