"""The report of a training: one page that needs nothing else, about glyphs that were left out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from reader.errors import OutputError
from reader.recognition.manifest import Manifest
from reader.training.glyphs.pool import Pool
from reader.training.outcome.report import (
    Judged,
    judge,
    make_report_folder,
    render_training,
    write_report,
)
from reader.training.recipe import DataRecipe

CLASSES = DataRecipe().outputs
MANIFEST = Manifest(
    name="tiny", version="1", classes=CLASSES, files={}, weights=1234, made={"seed": 7}
)
CURVE = ((10, 2.3), (20, 0.4), (30, 0.1))


def glyph_of(truth: str, said: str, confidence: float, *, source: str = "mnist") -> Judged:
    chances = np.full(11, (1 - confidence) / 10)
    chances[CLASSES.index(said)] = confidence
    return Judged(source, truth, np.full((28, 28), 9, np.uint8), chances, CLASSES)


def page_of(*judged: Judged) -> str:
    return render_training(MANIFEST, CURVE, judged).decode()


def test_the_page_needs_nothing_else() -> None:
    page = page_of(glyph_of("7", "1", 0.9), glyph_of("7", "7", 0.8))
    assert "data:image/png;base64," in page
    assert not re.search(r"<script|<link|https?://", page)


def test_errors_are_shown_as_pictures_the_surest_first() -> None:
    page = page_of(glyph_of("7", "1", 0.6), glyph_of("4", "9", 0.95), glyph_of("3", "3", 0.99))
    assert "Errors, the surest first (2)" in page
    assert page.count("<img") == 2
    assert page.index("9 0.950") < page.index("1 0.600")


def test_a_digit_taken_for_rubbish_is_an_error_and_says_so() -> None:
    page = page_of(glyph_of("7", "", 0.9))
    assert "no digit 0.900" in page
    assert "0 of 1 left out" in page


def test_errors_are_counted_by_set_with_their_interval() -> None:
    page = page_of(
        glyph_of("1", "1", 0.9), glyph_of("1", "7", 0.9), glyph_of("1", "1", 0.9, source="bhmsds")
    )
    assert "<th>mnist</th><td>2</td><td>1</td><td>50.00</td><td>9.45 - 90.55</td>" in page
    assert "<th>all</th><td>3</td><td>1</td><td>33.33</td>" in page


def test_the_learning_curve_has_a_point_a_step() -> None:
    page = page_of(glyph_of("1", "1", 0.9))
    assert "step 10: loss 2.3000" in page
    assert "step 30: loss 0.1000" in page


def test_a_training_without_errors_says_none() -> None:
    assert "<h2>Errors</h2><p>None.</p>" in page_of(glyph_of("1", "1", 0.9))


def test_a_training_that_left_nothing_out_measures_nothing() -> None:
    assert "No part was left out of the training" in page_of()


def test_logits_become_chances() -> None:
    pool = Pool(np.zeros((1, 28, 28), np.uint8), np.array([3]))
    logits = np.zeros((1, 11))
    logits[0, 5] = np.log(10)
    (one,) = judge({"mnist": pool}, {"mnist": logits}, CLASSES)
    assert (one.truth, one.said, one.is_right) == ("3", "5", False)
    assert one.confidence == pytest.approx(0.5)


def test_the_page_is_written_in_one_step(tmp_path: Path) -> None:
    make_report_folder(tmp_path / "a" / "b")
    assert write_report(tmp_path / "a" / "b", b"page").read_bytes() == b"page"
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["report.html"]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=r"file: the report's folder cannot be made: File exists"):
        make_report_folder(tmp_path / "file")
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError, match=r"report.html: cannot be written: Is a directory"):
        write_report(tmp_path, b"page")
