"""Form pages and their truth files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from reader.records import Box
from reader.synthesis import PageStyle, TruthString, draw_form_page, page_text, write_truth


def test_a_page_is_a4_at_its_resolution_and_holds_about_the_digits_asked_for() -> None:
    page = draw_form_page(4, dpi=100, digits=60)
    assert page.image.shape == (1169, 827)
    assert page.image.dtype == np.uint8
    assert 40 <= sum(len(item.text) for item in page.truth) <= 90


def test_every_digit_box_lies_on_the_page_and_holds_dark_ink() -> None:
    page = draw_form_page(7, dpi=150, digits=80)
    paper = float(np.median(page.image))
    for item in page.truth:
        assert len(item.digit_boxes) == len(item.text)
        for box in item.digit_boxes:
            assert page.image[box.slices].min() < paper - 40


def test_the_same_seed_gives_the_same_page() -> None:
    first, second = draw_form_page(9, dpi=75), draw_form_page(9, dpi=75)
    np.testing.assert_array_equal(first.image, second.image)
    assert first.truth == second.truth


def test_colour_pages_have_three_channels() -> None:
    assert draw_form_page(2, dpi=75, style=PageStyle(mode="colour")).image.shape == (877, 620, 3)


def test_a_resolution_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="dpi 20: expected 50 to 1200"):
        draw_form_page(1, dpi=20)


def test_page_text_has_spaces_in_a_row_and_slashes_between_rows() -> None:
    assert page_text(_truth()) == "12 007 / 5"


def test_truth_files_follow_the_contract(tmp_path: Path) -> None:
    write_truth(tmp_path, [("page_0001.png", _truth())])
    with (tmp_path / "truth.csv").open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["file", "text"], ["page_0001.png", "12 007 / 5"]]
    with (tmp_path / "truth_fields.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "file": "page_0001.png", "field": "a", "text": "12",
        "left": "2", "top": "1", "right": "6", "bottom": "4", "status": "",
    }  # fmt: skip
    assert [row["text"] for row in rows] == ["12", "007", "", "5"]


def _truth() -> tuple[TruthString, ...]:
    box = Box(1, 2, 3, 4)
    return (
        TruthString("12", box, "a", 0),
        TruthString("007", box, "b", 0),
        TruthString("", box, "c", 1),
        TruthString("5", box, "d", 2),
    )
