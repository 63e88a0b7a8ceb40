"""A reading that is ended in the middle: nothing half-written, nobody left, and it goes on."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from command_line import run_reader, start_reader, write_page

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

PAGES = 24

KILL_SEED = int(os.environ.get("READER_KILL_SEED", "20"))
"""Decides the moments of the kills; another one in the environment tries other moments."""

WORDS = ("read", "scans", "-o", "n.csv", "-o", "n.jsonl", "-v")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    numbers = random.Random(5)
    for k in range(PAGES):
        texts = [str(numbers.randrange(10**6)) for _ in range(8)]
        write_page(tmp_path / "scans" / f"page{k}.png", *texts)
    return tmp_path


def wait_for_first_page(process) -> None:
    """Until the run file holds something; the process says so page by page, after its engine."""
    assert any(" page 1: " in line for line in iter(process.stderr.readline, ""))


def members(session: int) -> list[int]:
    """Processes of a terminal session that are still alive."""
    found = []
    for process in psutil.process_iter(["pid", "status"]):
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except (OSError, psutil.Error):
            continue
    return found


def assert_nobody_left(session: int) -> None:
    limit = time.monotonic() + 10
    while members(session):
        assert time.monotonic() < limit, "orphaned processes"
        time.sleep(0.05)


def undisturbed(folder: Path) -> tuple[bytes, bytes]:
    """What a run gives that nobody ends."""
    other = folder / "undisturbed"
    other.mkdir()
    words = [word if word != "scans" else "../scans" for word in WORDS]
    done = run_reader(*words, folder=other)
    assert done.returncode == 0, done.stderr
    return (other / "n.csv").read_bytes(), (other / "n.jsonl").read_bytes()


def test_ctrl_c_ends_at_once_with_130_and_the_run_file_keeps_what_was_read(folder: Path) -> None:
    (folder / "n.csv").write_text("of an earlier day")
    process = start_reader(*WORDS, folder=folder)
    wait_for_first_page(process)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=20)[1]

    assert process.returncode == 130
    assert said.endswith("reader: interrupted; the same command again goes on from here\n")
    assert "Traceback" not in said
    assert (folder / "n.csv").read_text() == "of an earlier day"
    assert not (folder / "n.jsonl").exists()
    assert_nobody_left(process.pid)

    again = run_reader(*WORDS, folder=folder)
    read = [line for line in again.stderr.splitlines() if " page 1: " in line]
    assert again.returncode == 0
    assert 0 < len(read) < PAGES
    assert ((folder / "n.csv").read_bytes(), (folder / "n.jsonl").read_bytes()) == undisturbed(
        folder
    )


def test_kill_9_at_three_random_moments_and_again_gives_the_same_bytes(folder: Path) -> None:
    numbers = random.Random(KILL_SEED)
    moments = [numbers.uniform(0.2, 1.5) for _ in range(3)]
    print(f"READER_KILL_SEED={KILL_SEED}: kills after", *(f"{m:.2f} s" for m in moments))
    for moment in moments:
        process = start_reader(*WORDS, folder=folder)
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=20)
        assert_nobody_left(process.pid)

    assert run_reader(*WORDS, folder=folder).returncode == 0
    assert ((folder / "n.csv").read_bytes(), (folder / "n.jsonl").read_bytes()) == undisturbed(
        folder
    )


def test_termination_ends_the_workers_too(folder: Path) -> None:
    process = start_reader(*WORDS, folder=folder)
    wait_for_first_page(process)
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)

    assert process.returncode == 128 + signal.SIGTERM
    assert_nobody_left(process.pid)
