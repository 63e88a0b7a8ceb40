"""``scripts/measure_pages.py``: pages that nothing learned from, and how their strings are read."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import cv2
import pytest

from reader.records import Box, Reading, Status
from scripts_alone import load_script

PLACE = Box(100, 100, 40, 120)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("measure_pages")


def reading(text: str, *, left: int = 100, accepted: bool = True) -> Reading:
    status = Status.ACCEPTED if accepted else Status.REVIEW
    return Reading(1, Box(100, left, 40, 120), text, 0.97, status)


def test_a_page_is_the_same_for_any_number_of_processes(script: ModuleType, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = script.write_pages(tmp_path / "one", 2, jobs=1)
    assert one == script.write_pages(tmp_path / "two", 2, jobs=2)
    assert all(places for places in one.values())
    first = cv2.imread(str(tmp_path / "one" / "0000.png"))
    assert (first == cv2.imread(str(tmp_path / "two" / "0000.png"))).all()


def test_strings_are_right_wrong_or_lost(script: ModuleType) -> None:
    places = [("407", "", PLACE)]
    right = script.counted(places, [reading("407")])
    assert (right["strings"], right["right"], right["wrong"]) == (1, 1, 0)
    wrong = script.counted(places, [reading("401")])
    assert (wrong["right"], wrong["accepted"], wrong["wrong"]) == (0, 1, 1)
    assert script.counted(places, [])["lost"] == 1


def test_a_string_in_two_pieces_is_not_right(script: ModuleType) -> None:
    counts = script.counted([("407", "", PLACE)], [reading("40"), reading("7", accepted=False)])
    assert (counts["right"], counts["lost"], counts["wrong"]) == (0, 0, 1)


def test_what_is_read_where_nothing_is_written_is_extra(script: ModuleType) -> None:
    counts = script.counted([("", "blank", PLACE)], [reading("1", left=600)])
    assert (counts["strings"], counts["extra"], counts["extra accepted"]) == (0, 1, 1)


def test_struck_strings_and_fillers_need_not_be_read(script: ModuleType) -> None:
    assert script.counted([("407", "struck", PLACE)], [])["strings"] == 0
