#!/usr/bin/env python3
"""Read 100 A4 pages of about 150 digits with the command, and say how fast and in what memory.

Appends a row each for pages a second and peak memory to results/speed.csv.

    python scripts/benchmark_pages.py --machine "2 cores of a server" --note "..."
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from speed_ledger import append_speeds, speed_row

ROOT = Path(__file__).resolve().parents[1]

SAMPLE_SECONDS = 0.1
"""Seconds between two looks at the memory of the processes."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One run of the command: wall-clock seconds, and the tree's peak memory in MiB."""

    seconds: float
    memory: float


def main() -> None:
    """Draw the pages once, read them a few times, print and append the figures."""
    given = _arguments()
    folder = _pages(given.pages)
    timings = []
    for number in range(given.repeats):
        timings.append(_timed(folder, jobs=given.jobs))
        speed = given.pages / timings[-1].seconds
        print(f"run {number + 1}: {speed:.2f} pages/s, peak {timings[-1].memory:.0f} MiB")
    rows = [
        speed_row("pages_per_second", [given.pages / timing.seconds for timing in timings]),
        speed_row("peak_rss_mib", [timing.memory for timing in timings]),
    ]
    if not given.dry:
        dataset = f"{given.pages} drawn A4 pages, 300 dpi, about 150 digits"
        append_speeds(rows, machine=given.machine, dataset=dataset, note=given.note)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description="Measure the speed of reader read on A4 pages.")
    words.add_argument("--pages", type=int, default=100)
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("-j", "--jobs", type=int, help="worker processes; default: all cores")
    words.add_argument("--machine", default=f"{psutil.cpu_count()} cores")
    words.add_argument("--note", default="")
    words.add_argument("--dry", action="store_true", help="append nothing")
    return words.parse_args()


def _pages(count: int) -> Path:
    """The folder of drawn pages; kept between calls, outside version control."""
    folder = ROOT / "work" / f"benchmark_{count}_pages"
    if not (folder / "truth.csv").exists():
        script = ROOT / "scripts" / "make_sample_pages.py"
        words = (sys.executable, script, folder, "--pages", str(count), "--seed", "2026")
        subprocess.run([str(word) for word in words], check=True, env=_environment())
    return folder


def _timed(folder: Path, *, jobs: int | None) -> Timing:
    """Runs the command on the folder, from start to exit."""
    with tempfile.TemporaryDirectory() as out:
        words = [sys.executable, "-m", "reader", "read", str(folder), "-o", f"{out}/n.csv", "-q"]
        if jobs:
            words += ["-j", str(jobs)]
        started, peak = time.monotonic(), 0.0
        process = psutil.Popen(words, cwd=ROOT)
        while process.poll() is None:
            peak = max(peak, _memory(process))
            time.sleep(SAMPLE_SECONDS)
        if process.returncode != 0:
            raise SystemExit(f"reader read ended with code {process.returncode}")
        return Timing(time.monotonic() - started, peak)


def _memory(process: psutil.Process) -> float:
    """Resident MiB of a process and all below it; pages they share count for each."""
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.Error:  # one has just ended; the next look counts it no more
        pass
    return total / 2**20


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    main()
