"""The ledger of the comparison and its tables."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from reader.errors import DataError
from reader.training.baselines.compare import AUTHOR, OURS, Compared
from reader.training.baselines.figures import Figure
from reader.training.baselines.ledger import append_figures, between_marks, read_ledger, table

FACTS = {"date": "2026-11-20", "commit": "abc", "machine": "m", "note": "left out"}


def compared(way: str, figure: float, *, reported: str = "") -> Compared:
    told = Figure("right", 10, figure, math.nan, math.nan)
    return Compared("net", "plain", way, "cells", told, reported)


def test_the_latest_figure_counts(tmp_path: Path) -> None:
    path = tmp_path / "baselines.csv"
    assert read_ledger(path) == {}
    append_figures(path, [compared(AUTHOR, 10), compared(OURS, 80)], facts=FACTS)
    append_figures(path, [compared(AUTHOR, 20, reported="16 of 38")], facts=FACTS)
    ledger = read_ledger(path)
    assert ledger["net", "plain", AUTHOR, "cells", "right"]["figure"] == "20.00"
    assert ledger["net", "plain", AUTHOR, "cells", "right"]["reported"] == "16 of 38"
    assert path.read_text().splitlines() == [
        "date,commit,machine,system,variant,input,dataset,measure,n,figure,low,high,reported",
        "2026-11-20,abc,m,net,plain,as its author,cells,right,10,10.00,,,",
        "2026-11-20,abc,m,net,plain,our normaliser,cells,right,10,80.00,,,",
        "2026-11-20,abc,m,net,plain,as its author,cells,right,10,20.00,,,16 of 38",
    ]


def test_a_cell_shows_the_author_s_way_and_ours(tmp_path: Path) -> None:
    path = tmp_path / "baselines.csv"
    append_figures(path, [compared(AUTHOR, 10), compared(OURS, 80)], facts=FACTS)
    lines = [("the net", "net", "plain"), ("one never measured", "other", "plain")]
    columns = [("cells", "cells", "right"), ("cheques", "cheques", "right")]
    assert table(read_ledger(path), lines, columns).splitlines() == [
        "| system | cells | cheques |",
        "| --- | --: | --: |",
        "| the net | 10.0 / 80.0 |  |",
    ]


def test_ours_has_no_author_s_way(tmp_path: Path) -> None:
    path = tmp_path / "baselines.csv"
    append_figures(path, [compared(OURS, 80)], facts=FACTS)
    shown = table(read_ledger(path), [("ours", "net", "plain")], [("cells", "cells", "right")])
    assert shown.splitlines()[-1] == "| ours | 80.0 |"


def test_a_way_that_was_not_measured_is_a_dash(tmp_path: Path) -> None:
    path = tmp_path / "baselines.csv"
    append_figures(path, [compared(AUTHOR, 80)], facts=FACTS)
    shown = table(read_ledger(path), [("net", "net", "plain")], [("cells", "cells", "right")])
    assert shown.splitlines()[-1] == "| net | 80.0 / – |"


def test_what_stands_between_the_marks_is_replaced() -> None:
    text = "above\n<!-- here -->\nold\n<!-- /here -->\nbelow\n"
    assert between_marks(text, "here", "new") == text.replace("old", "new")


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(DataError, match="expected a line <!-- here --> and a line <!-- /here -->"):
        between_marks("nothing", "here", "new")
