"""Digits of readings that a person verified: cut out by their boxes, labelled by their place."""

from __future__ import annotations

import csv
import dataclasses
import logging
import sqlite3
from pathlib import Path

import cv2
import numpy as np
import pytest

from drawn_digits import drawn_digit
from reader.errors import ConfigurationError, DataError
from reader.pipeline import CROP_HEIGHT
from reader.records import Box, Digit, PageResult, Reading, Status
from reader.runs import open_run
from reader.settings import Settings
from reader.sources import Source, hash_source
from reader.training.data import corrections
from reader.training.data.corrected_tables import read_corrections
from reader.training.data.datasets import DIGITS
from reader.training.data.ink_sets import InkSet
from reader.training.data.places import Place, load_place
from reader.training.data.splits import split_set

KEY = ("a.png", 1, "", 1)


@pytest.fixture(autouse=True)
def _told_again() -> None:
    corrections._tell.cache_clear()


def strip_of(text: str, *, height: int = 40) -> tuple[np.ndarray, list[Box]]:
    """Dark digits on paper, 30 pixels each and 6 around them, with their boxes."""
    picture = np.full((height, 12 + 30 * len(text)), 210, np.uint8)
    boxes = []
    for place, digit in enumerate(text):
        box = Box(6, 7 + 30 * place, 28, 28)
        picture[box.slices] -= (drawn_digit(int(digit), 0) * 0.7).astype(np.uint8)
        boxes.append(box)
    return picture, boxes


def reading_of(text: str, *, said: str, line: int = 1, top: int = 0, cut: int = 0) -> Reading:
    """A reading whose ink says ``text`` and which was read as ``said``."""
    picture, boxes = strip_of(text)
    boxes = [dataclasses.replace(box, top=box.top + top) for box in boxes]
    return Reading(
        line,
        Box(top + 6, 6, picture.shape[0] - 12, picture.shape[1] - 12),
        said,
        0.9,
        Status.REVIEW,
        digits=tuple(Digit(d, 0.9, box, "") for d, box in zip(said, boxes, strict=False)),
        crop=cv2.imencode(".png", picture[:, cut:])[1].tobytes(),
    )


def write_run(path: Path, pages: dict[str, list[Reading]], *, shape: tuple[int, int]) -> Path:
    """A run of pages (name -> readings) that lie beside it, if they do."""
    with open_run(path, settings=Settings(), model_name="digits", model_checksum="5e") as run:
        known = []
        for name in pages:
            page = path.parent / name
            digest = hash_source(Source(name, page)) if page.exists() else "none"
            known.append((name, page, digest))
        run.begin(known)
        for name, readings in pages.items():
            run.record(PageResult(name, 0, tuple(readings), size=shape))
    return path


def verify(path: Path, file: str, line: int, text: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            'INSERT INTO review (source_id, page, field, line, "before", "after", who, at)'
            " SELECT id, 1, '', ?, '', ?, 'ada', '2026-11-20T09:00:00+00:00'"
            " FROM source WHERE file = ?",
            (line, text, file),
        )
    connection.close()


def load(path: Path, corrected: Path | None = None) -> InkSet:
    return corrections.load_corrected(path, "mine", corrected=corrected, classes=DIGITS)


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    readings = [
        reading_of("47", said="41"),
        reading_of("305", said="305", line=2, top=60),
        reading_of("12", said="12", line=3, top=120),
    ]
    pages = {"a.png": readings, "b.png": [reading_of("89", said="89")]}
    return write_run(tmp_path / "numbers.run", pages, shape=(200, 400))


def test_only_verified_strings_give_digits_with_their_page_as_source(run_file: Path) -> None:
    verify(run_file, "a.png", 1, "47")
    verify(run_file, "a.png", 2, "305")
    verify(run_file, "b.png", 1, "89")
    one = load(run_file)
    assert one.labels == tuple("4730589")
    assert one.sources == ("a.png",) * 5 + ("b.png",) * 2
    for ink, label in zip(one.ink, one.labels, strict=True):
        drawn = drawn_digit(int(label), 0)
        rows, cols = np.nonzero(drawn)
        assert abs(ink.shape[0] - np.ptp(rows)) <= 3
        assert abs(ink.shape[1] - np.ptp(cols)) <= 3
        assert ink.max() > 200


def test_the_pages_are_split_as_sources(run_file: Path) -> None:
    verify(run_file, "a.png", 2, "305")
    verify(run_file, "b.png", 1, "89")
    one = load(run_file)
    kept, apart = split_set(one, part=0.4)
    assert {one.sources[i] for i in kept} == {"a.png"}
    assert {one.sources[i] for i in apart} == {"b.png"}


def test_the_latest_correction_counts(run_file: Path) -> None:
    verify(run_file, "a.png", 1, "99")
    verify(run_file, "a.png", 1, "47")
    assert load(run_file).labels == ("4", "7")


def test_what_cannot_be_labelled_is_left_out_and_counted_once(
    run_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    verify(run_file, "a.png", 1, "47")
    verify(run_file, "a.png", 2, "3005")
    verify(run_file, "a.png", 3, "1X")
    with caplog.at_level(logging.WARNING):
        assert load(run_file).labels == ("4", "7")
        load(run_file)
    assert caplog.messages == [
        "data set mine: 2 digits of 1 of 3 verified strings; 1 left out: another number of digits "
        "than was cut; 1 left out: characters that this net does not read"
    ]


def test_bright_ink_is_found_too(tmp_path: Path) -> None:
    reading = reading_of("47", said="47")
    picture = cv2.imdecode(np.frombuffer(reading.crop, np.uint8), cv2.IMREAD_GRAYSCALE)
    bright = dataclasses.replace(reading, crop=cv2.imencode(".png", 255 - picture)[1].tobytes())
    path = write_run(tmp_path / "n.run", {"a.png": [bright]}, shape=(200, 400))
    verify(path, "a.png", 1, "47")
    assert load(path).ink[0].mean() < 150


def test_a_reduced_picture_fits_its_boxes(tmp_path: Path) -> None:
    """At 300 dpi a string is higher than the picture that is kept of it."""
    reading = reading_of("47", said="47")
    picture = cv2.imdecode(np.frombuffer(reading.crop, np.uint8), cv2.IMREAD_GRAYSCALE)
    width = round(4 * picture.shape[1] * CROP_HEIGHT / (4 * picture.shape[0]))
    small = cv2.resize(picture, (width, CROP_HEIGHT), interpolation=cv2.INTER_LINEAR)

    def four(box: Box) -> Box:
        return Box(4 * box.top, 4 * box.left, 4 * box.height, 4 * box.width)

    large = dataclasses.replace(
        reading,
        box=Box(6, 6, 4 * picture.shape[0] - 12, 4 * picture.shape[1] - 12),
        digits=tuple(dataclasses.replace(d, box=four(d.box)) for d in reading.digits),
        crop=cv2.imencode(".png", small)[1].tobytes(),
    )
    path = write_run(tmp_path / "n.run", {"a.png": [large]}, shape=(900, 900))
    verify(path, "a.png", 1, "47")
    four_ink, seven_ink = load(path).ink
    assert 25 < four_ink.shape[0] < 40
    assert 25 < seven_ink.shape[0] < 40


def test_a_picture_of_more_than_its_string_is_cut_from_the_page(tmp_path: Path) -> None:
    """Words of one line share its picture; then the page itself is taken while it is there."""
    picture, _ = strip_of("47")
    page = np.full((200, 400), 210, np.uint8)
    page[: picture.shape[0], : picture.shape[1]] = picture
    cv2.imwrite(str(tmp_path / "a.png"), page)
    reading = reading_of("47", said="47", cut=9)
    path = write_run(tmp_path / "n.run", {"a.png": [reading]}, shape=(200, 400))
    verify(path, "a.png", 1, "47")
    assert load(path).labels == ("4", "7")
    (tmp_path / "a.png").write_bytes(b"another file")
    with pytest.raises(DataError, match=r"mine: 0 digits of 0 of 1 .*the page is not there any"):
        load(path)
    (tmp_path / "a.png").unlink()
    with pytest.raises(DataError, match=r"the page is not there any more"):
        load(path)


def test_a_page_of_another_size_is_not_cut(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((50, 50), 210, np.uint8))
    reading = reading_of("47", said="47", cut=9)
    path = write_run(tmp_path / "n.run", {"a.png": [reading]}, shape=(200, 400))
    verify(path, "a.png", 1, "47")
    with pytest.raises(DataError, match=r"their picture does not hold their boxes"):
        load(path)


def test_a_box_without_ink_is_left_out(tmp_path: Path) -> None:
    reading = reading_of("47", said="47")
    digits = (reading.digits[0], dataclasses.replace(reading.digits[1], box=Box(6, 60, 2, 2)))
    empty = dataclasses.replace(reading, digits=digits)
    path = write_run(tmp_path / "n.run", {"a.png": [empty]}, shape=(200, 400))
    verify(path, "a.png", 1, "47")
    with pytest.raises(DataError, match=r"1 left out: a box without ink"):
        load(path)


def test_a_run_that_nobody_verified_is_refused_with_the_way_out(run_file: Path) -> None:
    with pytest.raises(DataError, match=r'no string is verified in the run .*corrected = "FILE"'):
        load(run_file)


def test_a_place_may_be_a_run_file(run_file: Path) -> None:
    verify(run_file, "a.png", 2, "305")
    place = Place("numbers.run")
    assert load_place(run_file.parent, "mine", place, classes=DIGITS).labels == tuple("305")


def test_a_damaged_run_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "n.run").write_bytes(b"SQLite format 3\x00" + b"x" * 200)
    with pytest.raises(ConfigurationError, match=r"n.run: damaged run file"):
        load_place(tmp_path, "mine", Place("n.run"))


def test_a_corrected_table_goes_with_a_run_file_only(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"x.npz: is no run file, so that no corrected table"):
        load_place(tmp_path, "mine", Place("x.npz", corrected="y.csv"))


# Corrected tables


def write_table(path: Path, *rows: str, comma: str = ",", mark: str = "\ufeff") -> Path:
    path.write_text(mark + "\n".join(row.replace(",", comma) for row in rows), encoding="utf-8")
    return path


def settled(path: Path, *, read: str = "41") -> str:
    return read_corrections(path, texts={KEY: read}).get(KEY, "")


@pytest.mark.parametrize(
    ("head", "cells", "text"),
    [
        ("text", "47", "47"),
        ("text", "41", ""),
        ("text,status", "41,verified", "41"),
        ("text,status", "41,accepted", ""),
        ("text,final_text", "41,47", "47"),
        ("text,final_text", "41,41", "41"),
        ("text,final_text", "41,", ""),
        ("text,final_text,verified_by", "41,41,", ""),
        ("text,final_text,verified_by", "41,41,ada", "41"),
        ("text,final_text,verified_by", "41,47,", "47"),
    ],
)
def test_a_row_counts_where_somebody_settled_it(
    tmp_path: Path, head: str, cells: str, text: str
) -> None:
    table = write_table(tmp_path / "c.csv", f"file,page,field,line,{head}", f"a.png,1,,1,{cells}")
    assert settled(table) == text


@pytest.mark.parametrize(("comma", "mark"), [(";", ""), ("\t", "\ufeff"), (",", "")])
def test_tables_of_spreadsheets_elsewhere_are_read(tmp_path: Path, comma: str, mark: str) -> None:
    rows = ("file,page,field,line,text", "a.png,1,,1,47", "", "b.png,1,,1,99")
    assert settled(write_table(tmp_path / "c.csv", *rows, comma=comma, mark=mark)) == "47"


def test_a_workbook_is_read(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["file", "page", "field", "line", "text"])
    book.active.append(["a.png", 1, None, 1, "047"])
    book.save(tmp_path / "c.xlsx")
    assert settled(tmp_path / "c.xlsx") == "047"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    (tmp_path / "c.xlsx").write_bytes(b"PK nothing else")
    with pytest.raises(DataError, match=r"c.xlsx: damaged workbook"):
        settled(tmp_path / "c.xlsx")


def test_without_openpyxl_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "c.xlsx").write_bytes(b"PK")
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(DataError, match=r"save the sheet as CSV UTF-8, or pip install openpyxl"):
        settled(tmp_path / "c.xlsx")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"file,page,field,text\n", r"c.csv: no column line; expected a CSV or XLSX that reader"),
        (b"", r"c.csv: no column file"),
        (b"file,page,field,line,text\na.png,one,,1,47\n", r"row 2: page and line are 'one' and"),
        (b"\xff\xfe\x00", r"c.csv: no CSV in UTF-8 .*save it as CSV UTF-8"),
        (b'file,page,field,line,text\na.png,1,,1,"' + b"7" * 140_000, r"c.csv: no CSV \(field la"),
    ],
)
def test_a_table_of_something_else_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "c.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        settled(tmp_path / "c.csv")


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"c.csv: corrected table cannot be read: No such file"):
        settled(tmp_path / "c.csv")


def test_a_table_corrects_the_run(run_file: Path) -> None:
    with (run_file.parent / "c.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "page", "field", "line", "text"])
        table.writerow(["a.png", 1, "", 1, "47"])
        table.writerow(["a.png", 1, "", 2, "305"])
        table.writerow(["c.png", 1, "", 1, "11"])
    assert load(run_file, run_file.parent / "c.csv").labels == ("4", "7")
