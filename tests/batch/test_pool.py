"""Worker processes: limits, crashes, and pools that break as a whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from reader.batch.pool import WorkerPool
from reader.batch.worker import Failure
from reader.errors import ReaderError

ROOT = Path(__file__).parents[2]

# Starts a pool with a task that never ends inside C code, names the workers, and waits.
PARENT = """
import re, time
import psutil
from reader.batch.pool import WorkerPool

if __name__ == "__main__":
    pool = WorkerPool(2, timeout=None)
    pool.submit(re.match, "(a+)+b", "a" * 60)
    pool.outcome(pool.submit(len, "abc"))
    print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
    time.sleep(100)
"""


def test_tasks_run_in_processes_of_their_own_and_bring_their_value() -> None:
    with WorkerPool(2, timeout=10.0) as pool:
        tasks = [pool.submit(pow, 2, power) for power in range(5)]
        other = pool.outcome(pool.submit(os.getpid))
        assert [pool.outcome(task) for task in tasks] == [1, 2, 4, 8, 16]
    assert other != os.getpid()


def test_a_task_beyond_its_time_is_a_failure_and_the_next_one_runs() -> None:
    with WorkerPool(1, timeout=0.3) as pool:
        slow, quick = pool.submit(time.sleep, 100), pool.submit(pow, 2, 3)
        assert pool.outcome(slow) == Failure(
            "timeout", "took longer than 0.3 seconds; --timeout sets the limit"
        )
        assert pool.outcome(quick) == 8


def test_a_task_whose_process_dies_is_a_failure_and_the_next_one_runs() -> None:
    with WorkerPool(1, timeout=10.0) as pool:
        dying, quick = pool.submit(os._exit, 3), pool.submit(pow, 2, 3)
        assert pool.outcome(dying).reason == "crashed"
        assert pool.outcome(quick) == 8


def test_idle_workers_that_are_killed_are_replaced() -> None:
    with WorkerPool(2, timeout=10.0) as pool:
        workers = {pool.outcome(pool.submit(os.getpid)) for _ in range(20)}
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.5)
        assert pool.outcome(pool.submit(pow, 2, 3)) == 8


def test_workers_that_cannot_start_end_the_run_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reader.batch.pool.start_worker", _exit_at_start)
    with (
        pytest.raises(ReaderError, match="worker processes end or hang before they read anything"),
        WorkerPool(1, timeout=10.0) as pool,
    ):
        pool.outcome(pool.submit(pow, 2, 3))


_exit_at_start = "not a function"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends them on Linux")
def test_workers_die_with_a_parent_that_is_killed_even_inside_c_code() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    workers = [int(pid) for pid in process.stdout.readline().split()]
    assert workers
    process.kill()
    process.communicate()

    limit = time.monotonic() + 10
    while any(_is_alive(pid) for pid in workers):
        assert time.monotonic() < limit, "orphaned workers"
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
