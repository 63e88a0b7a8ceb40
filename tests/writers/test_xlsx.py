"""The workbook a clerk opens: texts stay texts, ink beside them, colours, three sheets."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings

from example_results import (
    FACTS,
    FakeRun,
    failed_result,
    ink_png,
    page_results,
    read_result,
    reading,
)
from reader.records import PageResult, Status
from reader.writers import sheets, xlsx
from reader.writers.pictures import cell_picture
from reader.writers.rows import COLUMNS, rows_of
from reader.writers.view import RunView, Verification
from reader.writers.xlsx import write_xlsx


def written(run: RunView) -> bytes:
    stream = io.BytesIO()
    write_xlsx(run, stream)
    return stream.getvalue()


def opened(run: RunView) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(run)))


def mixed_run() -> FakeRun:
    strings = (
        reading("00742"),
        reading("1234567890123456", line=2, status=Status.REVIEW, reasons=("low-confidence",)),
        reading("", line=3, status=Status.BLANK, confidence=None, digits=(), crop=b""),
    )
    results = [PageResult("a.tif", 0, strings, size=(300, 200)), read_result("a.tif", 1, "7")]
    results.append(failed_result("b.png"))
    return FakeRun(results, names=["a.tif", "b.png", "c.pdf"])


def test_there_are_three_sheets() -> None:
    assert opened(mixed_run()).sheetnames == ["strings", "files", "run"]


def test_the_strings_have_the_rows_of_the_contract_with_leading_zeros_as_texts() -> None:
    sheet = opened(mixed_run())["strings"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == COLUMNS
    assert [row[4] for row in rows] == ["00742", "1234567890123456", None, "7", None]
    assert rows[0][:7] == ("a.tif", 1, None, 1, "00742", 0.9731, "accepted")
    assert rows[4][:8] == ("b.png", 1, None, 1, None, None, "failed", "timeout")
    text = sheet["E2"]
    assert (text.data_type, text.number_format) == ("s", "@")
    assert sheet["F2"].number_format == "0.0000"


def test_rows_have_the_colour_of_their_status() -> None:
    sheet = opened(mixed_run())["strings"]
    fills = [sheet.cell(row, 5).fill.fgColor.rgb for row in range(2, 7)]
    assert fills == ["00000000", "FFFFEB9C", "FFD9D9D9", "00000000", "FFFFC7CE"]


def test_the_header_is_frozen_and_filtered_and_columns_have_widths() -> None:
    sheet = opened(mixed_run())["strings"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:Q6"
    assert sheet.column_dimensions["E"].width > sheet.column_dimensions["D"].width


def test_the_ink_stands_in_the_row_of_its_text_and_fits_into_it() -> None:
    sheet = opened(mixed_run())["strings"]
    anchors = [picture.anchor for picture in sheet._images]
    assert [(a._from.row, a._from.col) for a in anchors] == [(1, 4), (2, 4), (4, 4)]
    assert all((a.to.row, a.to.col) == (a._from.row, a._from.col) for a in anchors)
    assert all(a.editAs in (None, "twoCell") for a in anchors)  # moves, hides and sorts with it


def test_a_very_wide_picture_still_fits_into_its_cell() -> None:
    wide = PageResult("a.png", 0, (reading("1" * 30, crop=ink_png(20, 4000)),))
    (picture,) = opened(FakeRun([wide]))["strings"]._images
    assert (picture.anchor.to.row, picture.anchor.to.col) == (1, 4)


def test_beyond_the_limit_only_strings_under_review_have_a_picture(monkeypatch) -> None:
    monkeypatch.setattr(xlsx, "PICTURE_ROWS", 2)
    strings = [reading(line=line) for line in range(1, 5)]
    strings.append(reading(line=5, status=Status.REVIEW))
    sheet = opened(FakeRun([PageResult("a.png", 0, tuple(strings))]))["strings"]
    assert [picture.anchor._from.row for picture in sheet._images] == [1, 2, 5]


def test_a_crop_that_is_no_picture_is_left_out() -> None:
    page = PageResult("a.png", 0, (reading(crop=b"no picture"),))
    assert opened(FakeRun([page]))["strings"]._images == []
    assert cell_picture(b"no picture", height=30) is None


def test_large_crops_are_made_small_before_they_are_kept() -> None:
    picture = cell_picture(ink_png(400, 1200), height=30)
    assert picture is not None
    assert (picture.scale, picture.width) == (0.5, 90)


def test_grainy_crops_are_kept_as_jpeg_and_plain_ones_as_png() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (60, 300, 3), np.uint8)
    grainy = cell_picture(cv2.imencode(".png", grain)[1].tobytes(), height=30)
    plain = cell_picture(ink_png(60, 300), height=30)
    assert grainy is not None
    assert plain is not None
    assert grainy.coded.startswith(b"\xff\xd8")
    assert plain.coded.startswith(b"\x89PNG")
    page = PageResult("a.png", 0, (reading(crop=cv2.imencode(".png", grain)[1].tobytes()),))
    assert len(opened(FakeRun([page]))["strings"]._images) == 1


def test_a_full_sheet_is_followed_by_another(monkeypatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_A_SHEET", 2)
    book = opened(FakeRun([read_result("a.png", 0, "1", "2", "3", "4", "5")]))
    assert book.sheetnames[:4] == ["strings", "strings 2", "strings 3", "files"]
    for name, rows in [("strings", ["1", "2"]), ("strings 2", ["3", "4"]), ("strings 3", ["5"])]:
        assert [row[4] for row in book[name].iter_rows(values_only=True)] == ["text", *rows]
        assert book[name].auto_filter.ref.startswith("A1:Q")


def test_a_sheet_holds_as_much_as_the_format_allows() -> None:
    assert sheets.ROWS_A_SHEET + 1 == 1_048_576


def test_files_has_every_file_and_page_once_with_status_and_error() -> None:
    rows = list(opened(mixed_run())["files"].iter_rows(values_only=True))
    assert rows == [
        ("file", "page", "status", "strings", "accepted", "review", "blank", "error"),
        ("a.tif", 1, "review", 2, 1, 1, 1, None),
        ("a.tif", 2, "accepted", 1, 1, 0, 0, None),
        ("b.png", 1, "failed", 0, 0, 0, 0, "b.png: took too long"),
        ("c.pdf", None, "not read", 0, 0, 0, 0, None),
    ]


def test_run_has_versions_model_times_and_settings() -> None:
    rows = dict(opened(mixed_run())["run"].iter_rows(values_only=True))
    assert rows["version of reader"] == "0.1.0"
    assert rows["engine"] == "onnxruntime on the processor"
    assert (rows["model"], rows["model checksum (SHA-256)"]) == ("digits", "5e" * 32)
    assert rows["last page read"] == FACTS.last_read_at
    assert rows["decoding.accept"] == "0.95"


def test_after_a_review_the_sheet_has_its_columns_too() -> None:
    said = {("a.png", 1, "", 1): Verification("0043", "Ada", "2026-11-20T07:00:00+00:00")}
    sheet = opened(FakeRun([read_result()], verified=said))["strings"]
    assert [cell.value for cell in sheet[1]][-3:] == ["final_text", "verified_by", "verified_at"]
    assert [cell.value for cell in sheet[2]][-3] == "0043"


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    sheet = opened(FakeRun([read_result("=1+1.png", 0, "=1+1")]))["strings"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1.png", "s")
    assert (sheet["E2"].value, sheet["E2"].data_type) == ("=1+1", "s")
    assert "<f>" not in sheet_xml(FakeRun([read_result("=1+1.png", 0, "=1+1")]))


def test_links_and_numbers_in_texts_are_texts() -> None:
    sheet = opened(FakeRun([read_result("https:/a.png", 0, "1e5")]))["strings"]
    assert (sheet["A2"].hyperlink, sheet["E2"].value, sheet["E2"].data_type) == (None, "1e5", "s")


def sheet_xml(run: RunView) -> str:
    with zipfile.ZipFile(io.BytesIO(written(run))) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


_UNSAID = re.compile("[\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""What XML cannot say, or says in a way that openpyxl does not undo."""


@given(page_results())
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(result: PageResult) -> None:
    sheet = opened(FakeRun([result]))["strings"]
    for cells, row in zip(
        sheet.iter_rows(min_row=2, values_only=True), rows_of(result), strict=True
    ):
        for found, cell in zip(cells, row.cells(), strict=True):
            if isinstance(cell, str) and not _UNSAID.search(cell):
                assert (found or "") == cell
            elif not isinstance(cell, str):
                assert found == cell


def test_control_characters_leave_a_file_that_opens() -> None:
    name = "".join(map(chr, range(32))) + "\ufffe\uffff\udcff.png"
    found = opened(FakeRun([read_result(name)], names=[name]))["strings"]["A2"].value
    assert found.endswith("\ufffd\ufffd\\udcff.png")


def test_the_same_run_gives_the_same_bytes() -> None:
    assert written(mixed_run()) == written(mixed_run())


def test_a_run_too_large_for_memory_is_packed_by_way_of_the_disk(monkeypatch) -> None:
    expected = list(opened(mixed_run())["strings"].iter_rows(values_only=True))
    monkeypatch.setattr(xlsx, "PACKED_IN_MEMORY", 0)
    book = opened(mixed_run())
    assert list(book["strings"].iter_rows(values_only=True)) == expected
    assert len(book["strings"]._images) == 3
    assert written(mixed_run()) == written(mixed_run())


def test_a_full_disk_is_told_as_such(monkeypatch) -> None:
    def refuse(self: xlsxwriter.Workbook) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xlsxwriter.Workbook, "_store_workbook", refuse)
    with pytest.raises(OSError, match="No space left on device"):
        written(mixed_run())


def test_nothing_is_left_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Interrupted(FakeRun):
        def iter_sources(self):  # type: ignore[no-untyped-def]
            raise KeyboardInterrupt

    written(mixed_run())
    with pytest.raises(KeyboardInterrupt):
        written(Interrupted([read_result()]))
    assert list(tmp_path.iterdir()) == []
