"""The one place that turns errors into sentences and exit codes."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from reader import cli
from reader.errors import (
    ModelError,
    NoInputError,
    OutputError,
    ReaderError,
    SettingsError,
    UsageError,
)


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    kept = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, kept)


def ended(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """The exit code when a command ends with ``error``."""

    def fail(*words: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as end:
        cli.main([])
    return int(str(end.value.code))


@pytest.mark.parametrize(
    ("kind", "code"),
    [(ReaderError, 1), (UsageError, 2), (NoInputError, 3), (SettingsError, 4), (ModelError, 5),
     (OutputError, 7)],
)  # fmt: skip
def test_an_error_of_ours_is_one_sentence_and_its_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: type[ReaderError],
    code: int,
) -> None:
    assert ended(monkeypatch, kind("a.png: expected this, found that")) == code
    assert capsys.readouterr().err == "reader: a.png: expected this, found that\n"


def test_a_defect_shows_its_traceback_and_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, ZeroDivisionError("division by zero")) == 1
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "a defect; please report the lines above" in said


def test_a_full_memory_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, MemoryError()) == 1
    said = capsys.readouterr().err
    assert said.startswith("reader: out of memory; close other programs, use fewer --jobs")
    assert said.count("\n") == 1


def test_ctrl_c_before_the_command_has_begun_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "reader: interrupted\n"
