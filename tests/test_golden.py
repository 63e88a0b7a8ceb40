"""Whole pages with the facts expected of each; why, stands in the folder's WHY.md.

``expected.toml`` lists a page's strings in reading order: ``text`` and ``box`` (top, left, height,
width of the ink as it was drawn); where it matters also ``status``, ``marks`` that must be among
the reading's, and reasons that must ``never`` be given.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from reader.pipeline import read_page
from reader.recognition import Model, load_model
from reader.records import Box, Layout, Page, PageResult, Status
from reader.settings import LayoutSettings, Settings

CASES = sorted(path.parent for path in (Path(__file__).parent / "golden").glob("*/expected.toml"))

WITHIN = 8
"""Pixels by which a box may differ from the ink as drawn: turned boxes are looser."""

LARGEST = 60_000
"""Bytes of a page: the repository stays small."""


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("digits", device="cpu")


def expected_of(case: Path) -> dict[str, Any]:
    return tomllib.loads((case / "expected.toml").read_text(encoding="utf-8"))


def result_of(case: Path, model: Model) -> PageResult:
    data = np.frombuffer((case / "page.png").read_bytes(), np.uint8)
    image = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    settings = Settings(layout=LayoutSettings(mode=Layout(expected_of(case)["layout"])))
    return read_page(Page(case.name, 0, image), model, settings)


def are_near(found: Box, drawn: Box) -> bool:
    edges = ("top", "left", "bottom", "right")
    return all(abs(getattr(found, e) - getattr(drawn, e)) <= WITHIN for e in edges)


def test_there_are_golden_cases() -> None:
    assert len(CASES) >= 9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_a_small_page_and_says_why(case: Path) -> None:
    assert sorted(p.name for p in case.iterdir()) == ["WHY.md", "expected.toml", "page.png"]
    assert (case / "page.png").stat().st_size <= LARGEST
    assert len((case / "WHY.md").read_text(encoding="utf-8").split()) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_strings_expected_are_read_and_nothing_else(case: Path, model: Model) -> None:
    strings = expected_of(case)["string"]
    readings = result_of(case, model).readings
    assert [r.text for r in readings] == [s["text"] for s in strings]
    for reading, string in zip(readings, strings, strict=True):
        drawn = Box(*string["box"])
        assert are_near(reading.box, drawn), (reading.text, reading.box, drawn)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_statuses_marks_and_reasons_are_as_expected(case: Path, model: Model) -> None:
    strings = expected_of(case)["string"]
    for reading, string in zip(result_of(case, model).readings, strings, strict=True):
        usual = {Status.ACCEPTED, Status.REVIEW}
        assert reading.status in ({Status(string["status"])} if "status" in string else usual)
        marks = {f"{mark.kind}@{mark.position}" for mark in reading.marks}
        assert marks >= set(string.get("marks", ()))
        assert not set(reading.reasons) & set(string.get("never", ()))
