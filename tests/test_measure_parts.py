"""``scripts/measure_parts.py``: the reader without one of its parts, and the table of them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from command_line import REPOSITORY, write_line
from drawn_ink import candidate
from known_strings import heard_strings, known_string
from reader.decoding.calibration import Calibration
from reader.decoding.evidence import JOINT_EVIDENCE
from reader.decoding.lattice import build_lattice, edge_features
from reader.imaging import ink
from reader.recognition import Model, load_model
from reader.records import Layout
from reader.settings import NO_READER, LayoutSettings, Settings
from reader.sources import Source
from scripts_alone import load_script

SAME = {"date": "d", "commit": "abc", "machine": "m", "model": "digits", "note": ""}


@pytest.fixture(scope="module")
def parts() -> ModuleType:
    return load_script("reader_parts")


@pytest.fixture(scope="module")
def table() -> ModuleType:
    return load_script("parts_table")


@pytest.fixture(scope="module")
def fit() -> ModuleType:
    pytest.importorskip("scipy")
    return load_script("parts_fit")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("digits", device="cpu", second_reader=NO_READER)


def ruled(path: Path) -> Source:
    """A string in a box, drawn with thin lines."""
    import cv2

    picture = cv2.imread(str(write_line(path, "147")), cv2.IMREAD_GRAYSCALE)
    for row in (6, 74):
        picture[row : row + 2] = 0
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return Source(path.name, path)


def test_without_cleaning_the_lines_of_a_form_stay(parts: ModuleType, tmp_path: Path) -> None:
    source = ruled(tmp_path / "a.png")
    settings = Settings(layout=LayoutSettings(mode=Layout.LINE))
    found = {
        part.name: dict(part.steps.prepare(source, 0, settings).steps[1].facts)["rulings"]
        for part in parts.PARTS
    }
    assert found.pop("cleaning") == 0
    assert set(found.values()) == {2}


def test_what_is_taken_out_of_imaging_is_put_back(parts: ModuleType) -> None:
    before = ink.find_rulings
    with parts.rulings_left_in():
        assert ink.find_rulings(np.ones((9, 99), bool), stroke_width=2.0) == ()
    assert ink.find_rulings is before


def test_without_geometry_the_lattice_has_nothing_to_blame(parts: ModuleType) -> None:
    known = known_string("147")
    line = parts.flat_line(known.line)
    lattice = build_lattice(line.slices, line.candidates, known.log_probs)
    features = edge_features(lattice, digits=range(10), not_one=10)
    assert not features.shape.any()
    assert len({*features.height.tolist()}) == 1
    odd = candidate(0, 1, width=0.1)
    assert not np.array_equal(odd.geometry, parts.FLAT)


def test_without_the_rubbish_class_the_digits_have_all_the_probability(
    parts: ModuleType, model: Model
) -> None:
    glyphs = np.zeros((2, 28, 28), np.uint8)
    glyphs[1, 4:24, 13:15] = 255
    said = parts.SpeltOutClassifier(model.classifier).log_probs(glyphs)
    before = model.classifier.log_probs(glyphs)
    digits = np.exp(said[:, :10])
    assert np.allclose(digits.sum(axis=1), 1.0)
    assert (said[:, 10] < -20).all()
    ratio = said[:, :10] - before[:, :10]
    assert np.allclose(ratio, ratio[:, :1], atol=1e-3)


def test_parts_have_names_of_their_own_and_the_first_takes_out_nothing(parts: ModuleType) -> None:
    names = [part.name for part in parts.PARTS]
    assert len(set(names)) == len(names)
    assert parts.PARTS[0] == parts.Part("nothing", learns=False)


def test_alone_the_second_reader_is_all_that_is_heard(
    parts: ModuleType, fit: ModuleType, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "known_strings", lambda *_, **__: heard_strings(80))
    less = fit.refitted(parts.ALONE, model, data=Path(), drawn=0, kept=0)
    joint = Calibration.from_mapping(less.calibration).joint
    assert joint is not None
    assert (joint.weights.lattice, joint.weights.line) == (0.0, 1.0)
    slopes = dict(zip(JOINT_EVIDENCE, joint.confidence.slopes, strict=True))
    assert {name for name, slope in slopes.items() if slope} <= set(fit.OF_THE_LINE)
    assert less.calibration["digit"] == model.calibration["digit"]


def test_a_part_that_learns_nothing_keeps_what_is_shipped(
    parts: ModuleType, fit: ModuleType, model: Model
) -> None:
    for part in (parts.EVERYTHING, parts.LATTICE_ALONE):
        less = fit.refitted(part, model, data=Path(), drawn=0, kept=0)
        assert less.calibration == model.calibration


def test_without_geometry_the_fit_is_made_anew(
    parts: ModuleType, fit: ModuleType, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "known_strings", lambda *_, **__: heard_strings(60))
    (part,) = (part for part in parts.PARTS if part.name == "geometry")
    less = fit.refitted(part, model, data=Path(), drawn=0, kept=0)
    weights = Calibration.from_mapping(less.calibration).lattice
    default = Calibration().lattice
    assert (weights.small, weights.wide, weights.off) == (default.small, default.wide, default.off)
    assert weights.digit != default.digit
    assert "joint" not in less.calibration


def test_the_table_has_a_line_a_part_and_the_latest_figures(table: ModuleType) -> None:
    figure = load_script("string_figures").Figure

    def rows(part: str, right: float, *, learns: bool) -> list[dict[str, str]]:
        said = [figure("right", 10, right, 1.0, 99.0), figure("accepted", 10, 40.0)]
        pool = [*said, figure(table.AT_REVIEW, 8, 1.5), figure("calibration error", 10, 2.25)]
        found = {"vote_rows": said, table.POOLED: pool}
        return list(table.part_rows(found, part, learns=learns, same=SAME))

    first = rows("nothing", 80.0, learns=False)
    assert [(row["dataset"], row["measure"]) for row in first[:2]] == [
        ("vote_rows", "right"),
        (table.POOLED, "right"),
    ]
    every = [*first, *rows("geometry", 60.0, learns=True), *rows("nothing", 90.0, learns=False)]
    assert table.parts_table(every).splitlines() == [
        "| without | vote rows | pooled | wrong at 20 % review | calibration error |",
        "| --- | --: | --: | --: | --: |",
        "| nothing* | 90.0 | 90.0 | 1.5 | 2.2 |",
        "| geometry | 60.0 | 60.0 | 1.5 | 2.2 |",
    ]


def test_rows_come_back_from_the_ledger(table: ModuleType, tmp_path: Path) -> None:
    figure = load_script("string_figures").Figure
    found = {"register_rows": [figure("right", 0, float("nan"))]}
    rows = list(table.part_rows(found, "lattice", learns=True, same=SAME))
    path = tmp_path / "parts.csv"
    ledger = load_script("ledger")
    ledger.append_cells(path, table.COLUMNS, rows)
    ledger.append_cells(path, table.COLUMNS, rows)
    assert ledger.read_cells(path) == [*rows, *rows]
    assert rows[0]["figure"] == ""


def test_line_sets_are_read_without_a_part(tmp_path: Path) -> None:
    import subprocess
    import sys

    write_line(tmp_path / "dev" / "vote_rows" / "147_a.png", "147")
    write_line(tmp_path / "dev" / "hsf_fields" / "25_a.png", "25")
    ledger = tmp_path / "parts.csv"
    words = ["--data", tmp_path / "dev", "-j", 1, "--results", ledger, "--part", "real glyphs"]
    command = [sys.executable, str(REPOSITORY / "scripts" / "measure_parts.py")]
    done = subprocess.run(
        [*command, *map(str, words)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "| real glyphs* |" in done.stdout
    rows = load_script("ledger").read_cells(ledger)
    right = [(row["dataset"], row["n"]) for row in rows if row["measure"] == "right"]
    assert right == [("hsf_fields", "1"), ("vote_rows", "1"), ("line sets pooled", "2")]
