"""A process that writes a run file and is ended: at any moment, by any means."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from example_results import read_result
from reader.errors import OutputError
from reader.runs import open_run
from reader.settings import Settings
from reader.writers import write_outputs

PAGES = 150

# Records PAGES pages of one source, going on where an earlier process was ended, and says when
# it has begun.
READER = f"""
import sys, time
from pathlib import Path
from example_results import read_result
from reader.runs import open_run
from reader.settings import Settings

with open_run(Path(sys.argv[1]), settings=Settings(), model_name="m", model_checksum="5e") as run:
    run.begin([("a.tif", "/scans/a.tif", "aa")])
    run.set_pages("a.tif", {PAGES})
    print("begun", flush=True)
    for index in range({PAGES}):
        if not run.is_done("a.tif", index):
            run.record(read_result("a.tif", index, str(index), "00742"))
            time.sleep(float(sys.argv[2]))
"""


def started(path: Path, *, seconds_a_page: float) -> subprocess.Popen[str]:
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(
            [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
        )
    }
    return subprocess.Popen(
        [sys.executable, "-c", READER, str(path), str(seconds_a_page)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def pages_of(path: Path) -> list[int]:
    with open_run(path, settings=Settings(), model_name="m", model_checksum="5e") as run:
        run.begin([("a.tif", "/scans/a.tif", "aa")])
        results = list(run.iter_results())
    assert results == [
        read_result("a.tif", r.page_index, str(r.page_index), "00742") for r in results
    ]
    return [result.page_index for result in results]


def outputs_of(path: Path, folder: Path) -> list[bytes]:
    outputs = [folder / "numbers.csv", folder / "numbers.jsonl"]
    with open_run(path, settings=Settings(), model_name="m", model_checksum="5e") as run:
        run.begin([("a.tif", "/scans/a.tif", "aa")])
        write_outputs(run, [str(output) for output in outputs])
    return [output.read_bytes() for output in outputs]


@pytest.mark.slow
def test_killed_three_times_it_ends_as_if_undisturbed(tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed.run", tmp_path / "killed.run"
    assert started(undisturbed, seconds_a_page=0).wait() == 0
    before = 0
    for milliseconds in (1, 53, 107):
        process = started(killed, seconds_a_page=0.001)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.kill()
        process.communicate()
        found = pages_of(killed)
        assert before <= len(found) < PAGES
        assert found == list(range(len(found)))  # whole pages, none lost, none twice
        before = len(found)
    assert started(killed, seconds_a_page=0).wait() == 0
    assert outputs_of(killed, tmp_path) == outputs_of(undisturbed, tmp_path)
    assert {p.name for p in tmp_path.glob("*.run*")} == {"undisturbed.run", "killed.run"}


@pytest.mark.slow
def test_killed_while_the_file_is_made_it_starts_all_the_same(tmp_path: Path) -> None:
    for moment in range(8):
        path = tmp_path / f"{moment}.run"
        process = started(path, seconds_a_page=0)
        deadline = time.monotonic() + 30
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.0005)
        time.sleep(moment / 2000)
        process.kill()
        process.communicate()
        pages_of(path)


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for another process here")
def test_interrupted_it_leaves_one_file_with_whole_pages(tmp_path: Path) -> None:
    path = tmp_path / "numbers.run"
    process = started(path, seconds_a_page=0.002)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate()
    assert "KeyboardInterrupt" in complaint
    assert [p.name for p in tmp_path.iterdir()] == ["numbers.run"]
    assert 0 < len(pages_of(path)) < PAGES


def test_a_second_reader_of_the_same_run_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "numbers.run"
    process = started(path, seconds_a_page=0.1)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with pytest.raises(
            OutputError, match=r"numbers\.run: run file is in use by another reader"
        ):
            open_run(path, settings=Settings(), model_name="m", model_checksum="5e")
    finally:
        process.kill()
        process.communicate()
    pages_of(path)  # the lock ended with its process
