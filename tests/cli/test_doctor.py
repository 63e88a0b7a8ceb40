"""``reader doctor``: what works here, and the exit code that says so."""

from __future__ import annotations

import dataclasses
import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from command_line import run_reader
from fakes import ConstantClassifier, FixedLineReader
from reader.cli import checkup
from reader.cli.checkup import Finding, State, check_up, exit_code
from reader.errors import PageFailure
from reader.recognition import Model, load_model
from reader.settings import SourceSettings
from reader.sources import samples
from reader.sources.samples import SAMPLES, Sample, check_formats

WHOLE = State.FINE


def test_a_whole_installation_is_well(tmp_path: Path) -> None:
    done = run_reader("doctor", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "FAIL" not in done.stdout
    for words in ("Python 3", "onnxruntime", "TIFF, CCITT G4", "checksums right", "drawn A4 page"):
        assert words in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_missing_ends_with_5(tmp_path: Path) -> None:
    done = run_reader("doctor", "--model", "nonsense", folder=tmp_path)
    assert done.returncode == 5
    assert "FAIL  model 'nonsense' not found" in done.stdout


def test_a_model_that_reads_nothing_right_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load_model("digits")
    blind = Model(whole.manifest, ConstantClassifier("7"), whole.calibration)
    monkeypatch.setattr(checkup, "load_model", lambda name, device: blind)
    last = list(check_up("digits", device="auto"))[-1]
    assert last.state is State.BROKEN
    assert "reads 0 of 10 numbers" in last.words


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    findings = list(checkup._libraries())
    assert findings[0].words == "numpy is missing; install digit-reader again"
    assert findings[-1].state is State.ABSENT
    assert exit_code(findings) == 1


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([Finding("Devices", State.ABSENT, "no GPU")], 0),
        ([Finding("Libraries", State.BROKEN, "x")], 1),
        ([Finding("Libraries", State.BROKEN, "x"), Finding("Model", State.BROKEN, "y")], 5),
    ],
)
def test_the_exit_code_says_what_is_broken(findings: list[Finding], code: int) -> None:
    assert exit_code(findings) == code


def paper() -> np.ndarray:
    picture = np.full((60, 90), 255, np.uint8)
    picture[20:40, 30:50] = 0
    return picture


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_format_is_decoded(sample: Sample, tmp_path: Path) -> None:
    found = dict(check_formats(paper(), tmp_path, settings=SourceSettings()))
    assert found[sample] == "" or sample.is_optional


def test_a_format_without_coder_or_decoder_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_coder(picture: np.ndarray) -> bytes:
        raise KeyError("XYZ")

    odd = (
        Sample("none", no_coder),
        Sample("text", lambda picture: b"no picture"),
        Sample("small", lambda picture: SAMPLES[0].encode(picture[:10])),
        Sample("white", lambda picture: SAMPLES[0].encode(np.full_like(picture, 200))),
    )
    monkeypatch.setattr(samples, "SAMPLES", odd)
    said = [wrong for _, wrong in check_formats(paper(), tmp_path, settings=SourceSettings())]
    assert said[0] == "no sample could be made: 'XYZ'"
    assert "no picture and no PDF" in said[1]
    assert said[2] == "decoded as 90 x 10 pixels, not as it was written"
    assert said[3] == "decoded with other grey levels than were written"


def test_a_failing_decoder_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*words: object) -> None:
        raise PageFailure("no decoder")

    monkeypatch.setattr(samples, "load_page", fail)
    findings = list(checkup._formats())
    required = [f for f, s in zip(findings, SAMPLES, strict=True) if not s.is_optional]
    assert {f.state for f in required} == {State.BROKEN}
    assert "no decoder" in findings[0].words


def test_whether_there_is_a_second_reader_is_said() -> None:
    model = load_model("digits", second_reader="off")
    assert checkup._second_reader(model).state is State.ABSENT
    both = dataclasses.replace(model, line_reader=FixedLineReader("1"))
    assert checkup._second_reader(both).state is State.FINE
