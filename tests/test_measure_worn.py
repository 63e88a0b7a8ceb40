"""``scripts/measure_worn.py``: real pages made worse, and read."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from scripts_alone import load_script


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("measure_worn")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "photos"
    folder.mkdir(parents=True)
    image = paper(500, 700)
    written(image, "40718", top=100, left=80, height=60)
    cv2.imwrite(str(folder / "one.png"), image)
    (folder / "truth.csv").write_text("file,text\none.png,40718\n", encoding="utf-8")
    return folder.parent


@pytest.mark.parametrize("shape", [(40, 60), (40, 60, 3), (1, 1)])
def test_every_way_gives_a_picture(script: ModuleType, shape: tuple[int, ...]) -> None:
    image = np.full(shape, 200, np.uint8)
    for way in script.WAYS.values():
        worn = way(image.copy())
        assert worn.dtype == np.uint8
        assert min(worn.shape[:2]) > 0


def test_a_worn_set_has_its_names_and_truth(script: ModuleType, data: Path, tmp_path: Path) -> None:
    script.wear(data / "photos", tmp_path / "worn", script.WAYS["reduced"])
    assert cv2.imread(str(tmp_path / "worn" / "one.png")).shape == (375, 525, 3)
    truth = (tmp_path / "worn" / "truth.csv").read_text(encoding="utf-8")
    assert truth.endswith("one.png,40718\n")


def test_figures_of_each_way_are_appended(
    script: ModuleType, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = tmp_path / "strings.csv"
    words = ["measure_worn", "--data", str(data), "--results", str(ledger), "-j", "1"]
    monkeypatch.setattr(sys, "argv", [*words, "--ways", "blurred", "turned"])
    script.main()
    rows = ledger.read_text(encoding="utf-8")
    assert '"photos, blurred",right,1,100.00' in rows
    assert '"photos, turned",right,1,100.00' in rows


def test_a_folder_without_pages_is_said(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["measure_worn", "--data", str(tmp_path), "--dry"])
    with pytest.raises(SystemExit, match="holds none of photos"):
        script.main()


def test_a_file_that_is_no_picture_is_named(
    script: ModuleType, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "photos" / "one.png").write_bytes(b"no picture")
    monkeypatch.setattr(sys, "argv", ["measure_worn", "--data", str(data), "--dry", "-j", "1"])
    with pytest.raises(SystemExit, match=r"one\.png: cannot be worn; expected a picture"):
        script.main()
