"""What turns evidence into confidence is fitted on held-out strings and put beside the model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fakes import DIGIT_CLASSES
from known_strings import heard_strings, known_string, known_strings
from reader.decoding.calibration import Calibration
from reader.decoding.evidence import EVIDENCE, JOINT_EVIDENCE
from reader.errors import DataError, OutputError
from reader.recognition import Classifier, LineReader, load_model
from reader.recognition.manifest import find_model_folder
from reader.records import Layout
from reader.training.calibration.calibrate import calibrate_model
from reader.training.calibration.string_fit import (
    fit_calibration,
    fit_confidence,
    operating_points,
)
from reader.training.calibration.strings import KnownString
from tiny_models import write_tiny_line_model

pytest.importorskip("sklearn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model."""
    return Path(shutil.copytree(find_model_folder("digits"), tmp_path / "model"))


@pytest.fixture
def no_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A temperature without looking at digits."""
    fitted = {"temperature": 1.25, "fitted_on": {"digits": 300}}
    monkeypatch.setattr("reader.training.calibration.calibrate.fit_digits", lambda *_, **__: fitted)


@pytest.fixture
def strings(monkeypatch: pytest.MonkeyPatch) -> list[KnownString]:
    """Strings without pictures in the place of the prepared ones."""
    known = known_strings(80)
    monkeypatch.setattr(
        "reader.training.calibration.calibrate.prepare_strings", lambda *_, **__: list(known)
    )
    return known


def test_what_is_fitted_is_a_calibration_of_this_version() -> None:
    fitted = fit_calibration(known_strings(80), DIGIT_CLASSES)
    calibration = Calibration.from_mapping(json.loads(json.dumps(fitted)))
    assert len(calibration.string.slopes) == len(EVIDENCE)
    assert fitted["fitted_on"]["strings"] == 80
    assert fitted["fitted_on"]["coverage"] == 1.0
    assert 0.5 < fitted["fitted_on"]["right"] < 0.9


def test_the_confidence_follows_what_was_right() -> None:
    calibration = Calibration.from_mapping(fit_calibration(known_strings(120), DIGIT_CLASSES))
    sure = {"posterior": 4.0, "margin": 6.0, "weakest": 3.0, "doubt": 0.1, "digits": 3.0}
    doubtful = {"posterior": -1.0, "margin": 0.5, "weakest": 0.0, "doubt": 0.6, "digits": 3.0}
    confident, unsure = (
        calibration.string.of([values.get(name, 0.0) for name in EVIDENCE])
        for values in (sure, doubtful)
    )
    assert confident > 0.8
    assert unsure < 0.5


def test_evidence_that_is_not_heard_has_no_slope() -> None:
    facts, right = fit_confidence(
        known_strings(80), DIGIT_CLASSES, Calibration(), EVIDENCE, heard=("posterior", "digits")
    )
    slopes = dict(zip(facts["evidence"], facts["slopes"], strict=True))
    assert slopes["posterior"] > 0
    assert {name for name, slope in slopes.items() if slope} <= {"posterior", "digits"}
    assert 0.5 < right < 0.9


def test_the_same_strings_give_the_same_calibration() -> None:
    strings = known_strings(60)
    assert fit_calibration(strings, DIGIT_CLASSES) == fit_calibration(strings, DIGIT_CLASSES)


def test_too_few_strings_are_refused() -> None:
    with pytest.raises(DataError, match=r"\d+ usable strings to calibrate on; expected 20"):
        fit_calibration(known_strings(25), DIGIT_CLASSES)


def test_strings_that_are_all_right_teach_no_confidence() -> None:
    easy = [known_string(text, sure=0.99) for text in ("407", "18", "2593", "6") * 15]
    with pytest.raises(DataError, match=r"all \d+ strings for the confidence are read right"):
        fit_calibration(easy, DIGIT_CLASSES)


def test_strings_that_are_all_wrong_teach_no_confidence() -> None:
    hopeless = [known_string(text, wrong=0, sure=0.99) for text in ("407", "18", "2593") * 20]
    with pytest.raises(DataError, match=r"all \d+ strings for the confidence are read wrong"):
        fit_calibration(hopeless, DIGIT_CLASSES)


def test_a_model_carries_its_calibration_and_still_fits_its_manifest(
    folder: Path, strings: list[KnownString], no_digits: None
) -> None:
    fitted = calibrate_model(folder, data=folder, drawn=0)
    assert fitted["digit"]["temperature"] == 1.25
    model = load_model(folder, device="cpu")
    assert model.calibration == fitted
    assert json.loads((folder / "calibration.json").read_text(encoding="utf-8")) == fitted
    assert not list(folder.glob(".*"))


def test_who_looks_first_is_as_before_if_nobody_is_named(
    folder: Path, strings: list[KnownString], no_digits: None
) -> None:
    named = calibrate_model(folder, data=folder, drawn=0, first_look="digits-fast")
    assert named["first_look"]["model"] == "digits-fast"
    again = calibrate_model(folder, data=folder, drawn=0)
    assert again["first_look"] == named["first_look"]
    assert load_model(folder, device="cpu").calibration == again
    assert "first_look" not in calibrate_model(folder, data=folder, drawn=0, first_look="off")


def test_the_lattice_is_fitted_on_scaled_probabilities_not_scaled_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, no_digits: None
) -> None:
    glyphs = np.random.default_rng(2).integers(0, 256, (5, 28, 28)).astype(np.uint8)
    said: list[np.ndarray] = []

    def prepared(pictures: Any, classifier: Classifier, *_: Any, **__: Any) -> list[KnownString]:
        said.append(classifier.log_probs(glyphs))
        return known_strings(80)

    monkeypatch.setattr("reader.training.calibration.calibrate.prepare_strings", prepared)
    for _ in range(2):  # the second time the model has a temperature already
        calibrate_model(folder, data=folder, drawn=0)
    np.testing.assert_array_equal(said[0], said[1])
    np.testing.assert_array_equal(
        load_model(folder, device="cpu").classifier_for(Layout.LINE).log_probs(glyphs), said[0]
    )


def test_the_drawn_strings_and_the_held_out_cheques_are_what_it_is_fitted_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_digits: None
) -> None:
    seen: list[str] = []

    def prepared(pictures: Any, *_: Any, tick: Any, **__: Any) -> list[KnownString]:
        for image, text in pictures:
            assert image.dtype == np.uint8
            seen.append(text)
            tick()
        return known_strings(80)

    monkeypatch.setattr("reader.training.calibration.calibrate.prepare_strings", prepared)
    (tmp_path / "cheque_amounts").mkdir()
    (tmp_path / "cheque_amounts" / "truth.csv").write_text("file,text\n", encoding="utf-8")
    ticks: list[int] = []
    calibrate_model(folder, data=tmp_path, drawn=3, tick=lambda: ticks.append(1))
    drawn, blank = seen[:3], seen[3:]
    assert len(ticks) == len(seen)
    assert all(text.isdigit() for text in drawn)
    assert blank == [""]


def test_a_folder_that_cannot_be_written_is_named(
    folder: Path, strings: list[KnownString], monkeypatch: pytest.MonkeyPatch, no_digits: None
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="model: cannot be written: No space left on device"):
        calibrate_model(folder, data=folder, drawn=0)


def test_with_a_second_reader_there_is_a_fit_of_both_together_too() -> None:
    fitted = fit_calibration(heard_strings(120), DIGIT_CLASSES, second_reader="its checksum")
    calibration = Calibration.from_mapping(json.loads(json.dumps(fitted)))
    assert calibration.joint is not None
    assert calibration.joint.second_reader == fitted["joint"]["second_reader"] == "its checksum"
    assert len(calibration.joint.confidence.slopes) == len(JOINT_EVIDENCE)
    assert fitted["joint"]["fitted_on"]["right"] > fitted["fitted_on"]["right"]
    alone = fit_calibration(heard_strings(120), DIGIT_CLASSES)
    assert alone == {name: part for name, part in fitted.items() if name != "joint"}


def test_a_model_calibrated_together_with_a_second_reader_reads_with_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_digits: None
) -> None:
    second = write_tiny_line_model(tmp_path / "lines")
    asked: list[str] = []

    def prepared(*_: Any, line_reader: LineReader, **__: Any) -> list[KnownString]:
        asked.append(line_reader.checksum)
        return heard_strings(80)

    monkeypatch.setattr("reader.training.calibration.calibrate.prepare_strings", prepared)
    fitted = calibrate_model(folder, data=folder, drawn=0, second_reader=second)
    model = load_model(folder, device="cpu", second_reader=second)
    assert model.line_reader is not None
    assert {*asked} == {model.line_reader.checksum} == {fitted["joint"]["second_reader"]}


def test_operating_points_tell_the_share_right_among_the_surest() -> None:
    sure = np.linspace(1.0, 0.0, 400)
    points = operating_points(sure, sure > 0.5, np.ones(400))
    assert points[0] == [pytest.approx(0.95, abs=0.01), 1.0]
    assert points[-1] == [0.0, 0.5]
    assert [at for at, _ in points] == sorted((at for at, _ in points), reverse=True)
