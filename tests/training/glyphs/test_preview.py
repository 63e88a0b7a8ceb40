"""Sheets show every change and every kind of rubbish, before and behind the normaliser."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reader.errors import OutputError
from reader.training.glyphs.preview import CHANGES, Sample, draw_sheet, write_previews
from reader.training.glyphs.rubbish import KINDS
from reader.training.recipe import DataRecipe

RECIPE = DataRecipe(sets={"mnist": 1.0}, validation=0.25)


def test_every_group_and_every_kind_of_rubbish_has_a_sheet(
    data_folder: Path, tmp_path: Path
) -> None:
    written = write_previews(RECIPE, data_folder, tmp_path / "new" / "sheets", seed=1)
    assert len(written) == 1 + len(CHANGES) + len(KINDS)
    assert {"pen-stroke-width.png", "rubbish-digit-and-half.png"} <= {path.name for path in written}
    for path in written:
        assert (cv2.imdecode(np.fromfile(path, np.uint8), 0) > 100).any()


def test_what_is_mined_is_shown_too(data_folder: Path, tmp_path: Path) -> None:
    recipe = DataRecipe(sets={"mnist": 1.0}, validation=0.25, mined=0.3)
    names = {path.name for path in write_previews(recipe, data_folder, tmp_path, seed=1)}
    assert {"mined-digits.png", "mined-rubbish.png"} <= names


def test_a_column_shows_ink_change_and_glyph_one_below_the_other() -> None:
    ink = np.zeros((72, 72), np.uint8)
    ink[20:50, 30:40] = 255
    sheet = draw_sheet("blur", [Sample("1", ink, ink), Sample("", None, ink[:9, :9])])
    top, column = 30, sheet[:, 90 : 90 + 74]
    assert column[top + 36, 36] == 255
    assert column[top + 74 + 36, 36] == 255
    assert column[top + 148 + 36, 36] == 255
    assert column[top + 3, 36] == 0


def test_a_large_sample_is_brought_down_to_its_tile() -> None:
    wide = np.full((80, 400), 255, np.uint8)
    assert draw_sheet("wide", [Sample("", wide, wide)]).shape == (30 + 3 * 74 + 20, 90 + 74)


def test_a_folder_that_cannot_be_written_is_said(data_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=r"file: cannot be written: File exists"):
        write_previews(RECIPE, data_folder, tmp_path / "file", seed=1)
