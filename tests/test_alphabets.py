"""Another alphabet is data: a model of letters reads letters through the same pipeline."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest

from command_line import csv_rows, run_reader
from reader.cli.checkup import State, check_up, exit_code
from reader.cli.model_facts import describe, model_facts
from reader.decoding.calibration import Calibration
from reader.errors import DataError
from reader.pipeline import read_page
from reader.recognition import Model, load_model
from reader.recognition.classifier import none_in_words
from reader.records import Image, Layout, Page, Reading
from reader.settings import LayoutSettings, Settings
from reader.training.calibration.calibrate import calibrate_model
from tiny_models import LETTERS, letter_picture, write_letter_model

DIGIT = Settings(layout=LayoutSettings(mode=Layout.DIGIT))


@pytest.fixture
def letters(tmp_path: Path) -> Model:
    return load_model(write_letter_model(tmp_path / "letters"), device="cpu")


def reading_of(picture: Image, model: Model) -> Reading:
    (found,) = read_page(Page("letter.png", 0, picture), model, DIGIT).readings
    return found


def nonsense() -> Image:
    """A scribble, dark on white."""
    picture = np.full((140, 140), 255, np.uint8)
    points = np.random.default_rng(1).integers(20, 120, (9, 1, 2)).astype(np.int32)
    return np.asarray(cv2.polylines(picture, [points], False, 0, 4), np.uint8)


def test_every_letter_is_read(letters: Model) -> None:
    pictures = [letter_picture(one, scale=2.6, thickness=5) for one in LETTERS]
    assert "".join(reading_of(one, letters).text for one in pictures) == "".join(LETTERS)


def test_the_other_letters_it_may_be_are_named(letters: Model) -> None:
    found = reading_of(letter_picture("O", scale=2.6, thickness=5), letters)
    assert found.digits[0].runner_up in LETTERS
    assert len(found.alternatives) == 3
    assert all(one.text in LETTERS for one in found.alternatives)


def test_nonsense_is_no_letter(letters: Model) -> None:
    found = reading_of(nonsense(), letters)
    assert found.status == "review"
    assert "not-letters" in found.reasons


def test_a_sign_that_is_near_no_letter_is_not_accepted(letters: Model) -> None:
    found = reading_of(letter_picture("8", thickness=22), letters)
    assert found.status != "accepted"


def test_empty_paper_is_blank(letters: Model) -> None:
    assert reading_of(np.full((140, 140), 255, np.uint8), letters).status == "blank"


def test_the_command_reads_letters_with_a_folder_as_model(tmp_path: Path) -> None:
    write_letter_model(tmp_path / "letters")
    (tmp_path / "scans").mkdir()
    for name, picture in (("r", letter_picture("R")), ("scribble", nonsense())):
        cv2.imwrite(str(tmp_path / "scans" / f"{name}.png"), picture)
    words = ("read", "scans", "-o", "out.csv", "--layout", "digit", "--model", "./letters")
    done = run_reader(*words, "-j", "1", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    letter, scribble = csv_rows(tmp_path / "out.csv")
    assert letter["text"] == "R"
    assert scribble["status"] == "review"
    assert "not-letters" in scribble["reasons"].split(";")


@pytest.mark.parametrize("layout", ["page", "line"])
def test_strings_of_letters_are_refused(tmp_path: Path, layout: str) -> None:
    write_letter_model(tmp_path / "letters")
    cv2.imwrite(str(tmp_path / "r.png"), letter_picture("R"))
    words = ("read", "r.png", "-o", "out.csv", "--layout", layout, "--model", "letters")
    done = run_reader(*words, folder=tmp_path)
    assert done.returncode == 2
    assert (
        f"reads single letters, layout {layout} is for strings; give it pictures of one letter each"
    ) in " ".join(done.stderr.split())
    assert not (tmp_path / "out.csv").exists()


def test_a_calibration_of_single_letters_knows_no_strings() -> None:
    found = Calibration.from_mapping({"digit": {"temperature": 1.2}})
    assert found == Calibration()


def test_a_model_calibrated_on_single_letters_says_so(tmp_path: Path) -> None:
    facts = model_facts(str(write_letter_model(tmp_path / "letters")))
    fitted = {"digit": {"temperature": 1.2, "fitted_on": {"letters": 1234}}}
    told = " ".join(describe(dataclasses.replace(facts, calibration=fitted)))
    assert "on 1,234 letters, for single ones" in told


def test_letters_whose_data_are_not_known_are_not_calibrated(tmp_path: Path) -> None:
    folder = write_letter_model(tmp_path / "letters")
    with pytest.raises(DataError, match=r"letters: too few pictures .* needs letters that were"):
        calibrate_model(folder, data=tmp_path, drawn=0)


def test_a_model_of_letters_is_described_by_its_classes(tmp_path: Path) -> None:
    lines = describe(model_facts(str(write_letter_model(tmp_path / "letters"))))
    told = " ".join(" ".join(lines).split())  # as if never wrapped
    assert "A, B, C" in told
    assert "not one letter" in told
    assert "not one digit" not in told


def test_the_doctor_tries_no_page_of_digits_on_letters(tmp_path: Path) -> None:
    findings = list(check_up(str(write_letter_model(tmp_path / "letters")), device="cpu"))
    assert findings[-1].state is State.ABSENT
    assert findings[-1].words.startswith("reads A, B, C")
    assert exit_code(findings) == 0


@pytest.mark.parametrize(
    ("classes", "words"),
    [((*"0123456789", ""), "not one digit"), ((*LETTERS, ""), "not one letter")],
)
def test_what_no_class_means_depends_on_the_classes(classes: tuple[str, ...], words: str) -> None:
    assert none_in_words(classes) == words
