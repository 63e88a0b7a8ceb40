"""Truth from files and from file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.errors import TruthError
from reader.evaluation import Truth, load_truth, truth_from_names
from reader.evaluation.truth import TruthStatus


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "truth.csv"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_a_row_is_a_file_and_its_text(tmp_path: Path) -> None:
    path = written(tmp_path, "file,text\n1.png,007\nsub\\2.png,12\n")
    assert load_truth(path) == (
        Truth("1.png", None, "", ("007",)),
        Truth("sub/2.png", None, "", ("12",)),
    )


def test_a_page_may_hold_its_strings_in_reading_order(tmp_path: Path) -> None:
    (row,) = load_truth(written(tmp_path, "file,text\n1.png,161 ? / 000\n"))
    assert row.texts == ("161", "?", "000")


def test_page_field_status_and_notes_are_understood(tmp_path: Path) -> None:
    text = "\ufefffile,text,page,field,status,notes\r\na.pdf,12,3,total,,x\r\na.pdf,,3,rest,,\r\n"
    total, rest = load_truth(written(tmp_path, text))
    assert total == Truth("a.pdf", 3, "total", ("12",))
    assert rest == Truth("a.pdf", 3, "rest", (), TruthStatus.BLANK)


def test_fillers_and_illegible_strings_do_not_count(tmp_path: Path) -> None:
    rows = load_truth(written(tmp_path, "file,text,status\na,,filler\nb,12,illegible\nc,,blank\n"))
    assert [row.counts for row in rows] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"truth\.csv, line 1: column file is missing; expected at least file,text, found not"),
        ("name,text\n", r"line 1: column file is missing; .* found name, text"),
        ("file,text\na,1\n,2\n", r"truth\.csv, line 3, column file: empty; expected the name"),
        ("file,text,page\na,1,0\n", r"line 2, column page: '0'; expected a number from 1"),
        ("file,text,page\na,1,x\n", r"line 2, column page: 'x'; expected a number from 1"),
        ("file,text,status\na,1,odd\n", r"line 2, column status: 'odd'; expected blank, filler"),
        ("file,text,status\na,1,blank\n", r"column text: '1' although the status is blank"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_column(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(TruthError, match=message):
        load_truth(written(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match=r"no\.csv: truth file cannot be read: No such file"):
        load_truth(tmp_path / "no.csv")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TruthError, match="not a CSV file in UTF-8"):
        load_truth(tmp_path / "truth.csv")


def test_names_tell_the_truth_up_to_the_first_underline_or_parenthesis() -> None:
    names = ["7(2)_digit.jpg", "sub/815_x.jpg", "0042.png", "A_1.png"]
    assert [row.texts for row in truth_from_names(names)] == [("7",), ("815",), ("0042",), ("A",)]


@pytest.mark.parametrize("name", ["scan 1.png", "_7.png", "photo.jpg"])
def test_a_name_without_truth_is_refused(name: str) -> None:
    with pytest.raises(TruthError, match="no truth in the file name; expected digits before"):
        truth_from_names([name])
