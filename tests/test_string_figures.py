"""``scripts/string_figures.py`` and the ledgers: what is said of sets of strings."""

from __future__ import annotations

import math
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from evaluation_results import page, read, truth
from reader.evaluation import evaluate_readings
from reader.records import Layout, PageResult, Reading, Status
from scripts_alone import load_script

SAME = {"date": "d", "commit": "abc", "machine": "m", "model": "digits", "note": "new"}


@pytest.fixture(scope="module")
def sets() -> ModuleType:
    return load_script("string_sets")


@pytest.fixture(scope="module")
def said() -> ModuleType:
    return load_script("string_figures")


@pytest.fixture(scope="module")
def causes() -> ModuleType:
    return load_script("cause_ledger")


def accepted(text: str, **changes: object) -> Reading:
    return read(text, status=Status.ACCEPTED, **changes)  # type: ignore[arg-type]


def measured(
    sets: ModuleType,
    *pages: tuple[PageResult, str],
    layout: Layout = Layout.LINE,
    covered: int = 0,
    folder: Path = Path(),
) -> object:
    """A set of pages with what is written on each."""
    found = evaluate_readings(
        [one for one, _ in pages], [truth(text, file=one.source) for one, text in pages]
    )
    return sets.Measured("rows", layout, folder, found, covered)


def strings(count: int, *, wrong: tuple[int, ...]) -> list[tuple[PageResult, str]]:
    """So many pictures of a string, the surest first; those of these numbers are wrong."""
    return [
        (
            page(read("12" if k not in wrong else "13", confidence=1 - k / 100), file=f"{k}.png"),
            "12",
        )
        for k in range(count)
    ]


def by_measure(figures: object) -> dict[str, tuple[int, float]]:
    return {one.measure: (one.n, one.figure) for one in figures}  # type: ignore[attr-defined]


def test_with_a_fifth_reviewed_the_least_sure_do_not_count(
    sets: ModuleType, said: ModuleType
) -> None:
    found = measured(sets, *strings(10, wrong=(7, 8, 9)))
    assert by_measure(said.figures(found))[said.AT_REVIEW] == (8, 12.5)


def test_a_set_of_which_nothing_was_read_has_no_figure_at_review(
    sets: ModuleType, said: ModuleType
) -> None:
    figures = by_measure(said.figures(measured(sets, (page(""), "12"))))
    assert figures[said.AT_REVIEW][0] == 0
    assert math.isnan(figures[said.AT_REVIEW][1])
    assert figures["right"] == (1, 0.0)


def test_in_a_pool_every_string_counts_the_same(sets: ModuleType, said: ModuleType) -> None:
    few = measured(sets, *strings(2, wrong=(0, 1)), covered=1)
    many = measured(sets, *strings(8, wrong=()))
    figures = by_measure(said.pooled_figures([few, many]))
    assert figures["right"] == (10, 80.0)
    assert figures["coverage"] == (10, 90.0)


def test_line_sets_are_pooled_without_the_largest(sets: ModuleType) -> None:
    assert sets.is_pooled("vote_rows")
    assert not sets.is_pooled("register_rows")
    assert not sets.is_pooled("photos")
    assert not sets.is_pooled("unheard of")


def test_a_sheet_is_right_though_a_string_too_many_is_left_to_review(
    sets: ModuleType, said: ModuleType
) -> None:
    found = measured(
        sets,
        (page("12", "34", "777", file="a.png"), "12 34"),
        (page("12", accepted("777", line=2), file="b.png"), "12"),
        (page("12", "35", file="c.png"), "12 34"),
        (page("12", file="d.png"), "12 34"),
        layout=Layout.PAGE,
    )
    figures = by_measure(said.figures(found))
    assert figures[said.SHEETS] == (4, 25.0)
    assert figures[said.FALSE_ACCEPTED] == (1, 1.0)
    assert figures["extra strings"] == (7, pytest.approx(200 / 7))


def test_single_strings_are_no_sheets(sets: ModuleType, said: ModuleType) -> None:
    assert said.SHEETS not in by_measure(said.figures(measured(sets, (page("12"), "12"))))


def test_a_part_of_nothing_is_no_figure(said: ModuleType) -> None:
    assert math.isnan(said.share("right", 0, 0).figure)
    one = said.share("right", 1, 2)
    assert (one.n, one.figure) == (2, 50.0)
    assert one.low < 50 < one.high


def test_errors_are_counted_by_cause_and_kept(
    sets: ModuleType, causes: ModuleType, tmp_path: Path
) -> None:
    first = measured(sets, (page("12"), "12"), (page("13", file="b.png"), "12"))
    second = measured(sets, (page(""), "12"), (page("19", file="b.png"), "12"))
    rows = list(causes.cause_rows([first, second], dataset="both", same=SAME))
    assert [(row["cause"], row["n"]) for row in rows] == [
        ("right", "1"),
        ("line missed", "1"),
        ("wrong digit", "2"),
    ]
    path = tmp_path / "causes.csv"
    ledger = load_script("ledger")
    assert ledger.read_cells(path) == []
    ledger.append_cells(path, causes.COLUMNS, rows[:1])
    ledger.append_cells(path, causes.COLUMNS, rows[1:])
    assert ledger.read_cells(path) == rows


def test_the_history_has_a_line_a_measurement_and_only_causes_that_were_met(
    sets: ModuleType, causes: ModuleType
) -> None:
    bad = measured(sets, (page("13"), "12"), (page("", file="b.png"), "12"))
    good = measured(sets, (page("12"), "12"), (page("13", file="b.png"), "12"))
    rows = [
        *causes.cause_rows([bad], dataset="rows", same=SAME),
        *causes.cause_rows([bad], dataset="others", same=SAME),
        *causes.cause_rows([bad], dataset="rows", same=SAME | {"commit": "def", "note": ""}),
        *causes.cause_rows([good], dataset="rows", same=SAME | {"commit": "def", "note": ""}),
        *causes.cause_rows([good], dataset="rows", same=SAME | {"model": "letters"}),
    ]
    assert causes.history(rows, ["rows"], model="digits").splitlines() == [
        "| strings of | measured at | right | missed | digit |",
        "| --- | --- | --: | --: | --: |",
        "| rows | abc new | 0 | 1 | 1 |",
        "| rows | def | 1 | 0 | 1 |",
    ]


def test_causes_come_from_reports_too(sets: ModuleType, causes: ModuleType, tmp_path: Path) -> None:
    from reader.evaluation import write_tables

    found = {
        "vote_rows": measured(sets, (page("12"), "12"), (page("13", file="b.png"), "12")),
        "hsf_fields": measured(sets, (page("19"), "12")),
        "register_rows": measured(sets, (page(""), "12")),
    }
    for name, one in found.items():
        (tmp_path / name).mkdir()
        write_tables(one.evaluation, tmp_path / name)  # type: ignore[attr-defined]
    rows = list(causes.report_rows(tmp_path, SAME))
    for name, one in found.items():
        mine = [row for row in rows if row["dataset"] == name]
        assert mine == list(causes.cause_rows([one], dataset=name, same=SAME))
    pool = {row["cause"]: row["n"] for row in rows if row["dataset"] == sets.POOLED}
    assert pool == {"right": "1", "wrong digit": "2"}


def test_every_cause_has_a_heading(causes: ModuleType) -> None:
    from reader.evaluation import Cause

    assert set(causes.SHORT) == {causes.RIGHT, *Cause}


def test_errors_become_sheets_of_pictures(sets: ModuleType, tmp_path: Path) -> None:
    sheets = load_script("error_sheets")
    picture = np.full((40, 90), 230, np.uint8)
    (tmp_path / "0.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    many = measured(sets, *strings(60, wrong=tuple(range(50))), folder=tmp_path)
    assert sheets.write_error_sheets(many, tmp_path / "out") == 2
    first = cv2.imread(str(tmp_path / "out" / "rows_1.png"))
    assert first.shape == (12 * sheets.CARD[0], 4 * sheets.CARD[1], 3)
    assert (first[20, 100] == 230).all()
    assert sheets.write_error_sheets(measured(sets, (page("12"), "12")), tmp_path / "none") == 0
