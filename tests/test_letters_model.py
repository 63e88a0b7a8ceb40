"""The shipped model of letters: it reads drawn capitals, and says what is none."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from command_line import csv_rows, run_reader
from reader.recognition.manifest import find_model_folder, read_manifest
from reader.records import Image
from reader.synthesis import draw_capital, draw_rubbish, draw_writer

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def on_paper(ink: Image) -> Image:
    """Dark ink on light paper, with room around it."""
    return 235 - cv2.copyMakeBorder(ink, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=0) // 4 * 3


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the command says of a drawn capital each, and of some nonsense, by their names."""
    folder = tmp_path_factory.mktemp("letters")
    (folder / "scans").mkdir()
    rng = np.random.default_rng(7)
    for letter in CAPITALS:
        ink = draw_capital(rng, draw_writer(rng), letter, 64)
        cv2.imwrite(str(folder / "scans" / f"{letter}.png"), on_paper(ink))
    for number in range(8):
        kind = ("scribble", "signature")[number % 2]
        ink = draw_rubbish(rng, kind, height=64)
        cv2.imwrite(str(folder / "scans" / f"none{number}.png"), on_paper(ink))
    words = ("read", "scans", "-o", "out.csv", "--layout", "digit", "--model", "letters", "-j", "1")
    done = run_reader(*words, folder=folder)
    assert done.returncode == 0, done.stderr
    return {row["file"].removesuffix(".png"): row for row in csv_rows(folder / "out.csv")}


def test_capitals_of_26_hands_are_read(rows: dict[str, dict[str, str]]) -> None:
    right = [letter for letter in CAPITALS if rows[letter]["text"] == letter]
    assert len(right) >= 22  # hands of all kinds, one letter each
    wrong = [one for one in CAPITALS if one not in right and rows[one]["status"] == "accepted"]
    assert not wrong


def test_the_next_likely_letters_are_named(rows: dict[str, dict[str, str]]) -> None:
    others = [rows[letter]["alternatives"] for letter in CAPITALS]
    named = [part.split(":")[0] for one in others for part in one.split(";") if part]
    assert named
    assert set(named) <= set(CAPITALS)


def test_nonsense_is_not_accepted(rows: dict[str, dict[str, str]]) -> None:
    found = [row for name, row in rows.items() if name.startswith("none")]
    assert len(found) == 8
    assert "accepted" not in [row["status"] for row in found]
    assert sum("not-letters" in row["reasons"] for row in found) >= 4


def test_the_folder_is_small_and_calibrated_on_letters() -> None:
    folder = find_model_folder("letters")
    manifest = read_manifest(folder)
    assert manifest.classes == (*CAPITALS, "")
    size = sum(Path(folder / name).stat().st_size for name in manifest.files)
    assert size < 2_000_000
    fitted = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    assert fitted["digit"]["fitted_on"]["letters"] > 1_000
