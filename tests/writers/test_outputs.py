"""Outputs as a whole: known formats, all or nothing, standard output."""

from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from example_results import FakeRun, read_result
from reader.errors import OutputError, OutputSuffixError
from reader.records import PageResult
from reader.writers import check_outputs, write_outputs
from reader.writers.csv import write_csv

RUN = FakeRun([read_result("ä.png", 0, "00742")])


def csv_bytes() -> bytes:
    stream = io.BytesIO()
    write_csv(RUN, stream)
    return stream.getvalue()


class InterruptedRun(FakeRun):
    """Ctrl-C while the second page is written."""

    def iter_results(self) -> Iterator[PageResult]:
        yield read_result()
        raise KeyboardInterrupt


def test_every_format_is_written_at_once(tmp_path: Path) -> None:
    outputs = [str(tmp_path / f"numbers.{end}") for end in ("csv", "JSON", "jsonl", "xlsx")]
    check_outputs(outputs)
    write_outputs(RUN, outputs)
    assert {p.name for p in tmp_path.iterdir()} == {Path(output).name for output in outputs}
    assert (tmp_path / "numbers.csv").read_bytes() == csv_bytes()
    assert (tmp_path / "numbers.xlsx").read_bytes().startswith(b"PK")


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_outputs([str(tmp_path / "numbers.csv"), "-"])
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        OutputSuffixError,
        match=r"numbers\.ods: .*suffix '\.ods'; expected one of \.csv, \.json, \.jsonl, \.xlsx",
    ) as caught:
        check_outputs([str(tmp_path / "numbers.csv"), str(tmp_path / "numbers.ods")])
    assert caught.value.exit_code == 2
    with pytest.raises(OutputSuffixError, match="suffix ''"):
        write_outputs(RUN, [str(tmp_path / "numbers.csv"), str(tmp_path / "numbers")])
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder .*nowhere; make it") as caught:
        check_outputs([str(tmp_path / "nowhere" / "numbers.csv")])
    assert caught.value.exit_code == 7


def test_a_folder_in_place_of_the_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").mkdir()
    with pytest.raises(OutputError, match=r"numbers\.csv: is a folder; name a file"):
        check_outputs([str(tmp_path / "numbers.csv")])


@contextmanager
def nobody() -> Iterator[None]:
    """Rights of an ordinary person, also where the tests run as root."""
    if os.name == "nt":
        pytest.skip("rights work otherwise here")
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that anybody may enter and only its owner may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_read_only_folder_is_an_output_error(public_folder: Path) -> None:
    output = str(public_folder / "numbers.csv")
    with nobody():
        with pytest.raises(
            OutputError, match=r"numbers\.csv: cannot be written: Permission denied"
        ):
            check_outputs([output])
        with pytest.raises(
            OutputError, match=r"numbers\.csv: cannot be written: Permission denied"
        ):
            write_outputs(RUN, [output])


def test_a_read_only_file_is_an_output_error(public_folder: Path) -> None:
    target = public_folder / "numbers.csv"
    public_folder.chmod(0o777)
    target.write_text("old")
    target.chmod(0o444)
    with nobody(), pytest.raises(OutputError, match=r"numbers\.csv: is read-only"):
        check_outputs([str(target)])


def test_when_interrupted_the_outputs_are_as_they_were(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.xlsx"
    old.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_outputs(InterruptedRun([]), [str(old), str(new)])
    assert old.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]


def test_when_the_last_one_fails_none_is_replaced(tmp_path: Path, monkeypatch) -> None:
    def full(handle: int) -> None:
        if (tmp_path / "second.csv").exists():
            return
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"first\.csv: cannot be written: No space left"):
        write_outputs(RUN, [str(tmp_path / "first.csv"), str(tmp_path / "other.csv")])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_program_holds_is_an_output_error(tmp_path: Path, monkeypatch) -> None:
    def held(part: Path, target: Path) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(OutputError, match="close it where another program has it open"):
        write_outputs(RUN, [str(tmp_path / "numbers.csv")])
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_attempt_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from example_results import *; from reader.writers import *\n"
        "class Killed(FakeRun):\n"
        "    def iter_results(self):\n"
        "        yield read_result()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_outputs(Killed([]), [sys.argv[1]])"
    )
    target = tmp_path / "numbers.csv"
    target.write_text("old")
    killed = subprocess.run([sys.executable, "-c", program, str(target)], env=environment())
    assert killed.returncode != 0
    assert target.read_text() == "old"
    write_outputs(RUN, [str(target)])
    assert [p.name for p in tmp_path.iterdir()] == ["numbers.csv"]


def test_a_target_keeps_its_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "numbers.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_outputs(RUN, [str(link)])
    assert link.is_symlink()
    assert target.read_bytes() == csv_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_an_output_named_twice_is_written_once(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_outputs(RUN, ["numbers.csv", "./numbers.csv"])
    assert [p.name for p in tmp_path.iterdir()] == ["numbers.csv"]


def test_a_name_as_long_as_the_file_system_allows_is_written(tmp_path: Path) -> None:
    name = "ä" * 125 + ".csv"
    write_outputs(RUN, [str(tmp_path / name)])
    assert [p.name for p in tmp_path.iterdir()] == [name]


def environment() -> dict[str, str]:
    here = Path(__file__).parents
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(here[1]), str(here[2])])}


PROGRAM = (
    "from example_results import *; from reader.writers import *\n"
    "from reader.errors import ReaderError\n"
    "try:\n"
    "    write_outputs(FakeRun([read_result('ä.png', 0, '00742')] * {pages}), ['-'])\n"
    "except ReaderError as error:\n"
    "    raise SystemExit(f'told: {{error}}')"
)


def test_standard_output_gets_the_bytes_of_the_csv_whatever_its_encoding() -> None:
    command = [sys.executable, "-c", PROGRAM.format(pages=1)]
    settings = environment() | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    found = subprocess.run(command, env=settings, capture_output=True, check=True)
    assert found.stdout == csv_bytes()


@pytest.mark.skipif(shutil.which("true") is None, reason="no shell here")
def test_a_reader_of_standard_output_may_go_away() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(pages=9999)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.close()
    process.wait()
    assert process.stderr is not None
    assert process.stderr.read().decode().strip() == (
        "told: standard output: closed before everything was written"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_standard_output_is_an_output_error() -> None:
    with open("/dev/full", "wb") as full:
        found = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(pages=1)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
        )
    assert b"told: standard output: cannot be written: No space left on device" in found.stderr


def test_files_and_standard_output_go_together(tmp_path: Path) -> None:
    program = "import sys\n" + PROGRAM.format(pages=1).replace("['-']", "['-', sys.argv[1]]")
    target = tmp_path / "numbers.csv"
    command = [sys.executable, "-c", program, str(target)]
    found = subprocess.run(command, env=environment(), capture_output=True, check=True)
    assert found.stdout == target.read_bytes() == csv_bytes()
