#!/usr/bin/env python3
"""Milliseconds a line: the lattice alone, the second reader alone, both; beside PP-OCRv6.

Pictures of one string (the line sets, or drawn ones) are read in a batch with a worker process a
core, starting it included, and once more stage by stage on one core. PP-OCRv6's recogniser reads
the same pictures in the same run if a Python with the package ``rapidocr`` is named; install that
into an environment of its own, not into this project's:

    python -m venv /tmp/peer && /tmp/peer/bin/pip install rapidocr onnxruntime
    python scripts/benchmark_lines.py --peer /tmp/peer/bin/python --note "..."

The figures are appended to results/speed.csv.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from reader.cores import available_cores  # noqa: E402
from reader.errors import ReaderError  # noqa: E402


def main() -> None:
    """Gather pictures, read them in every way, print, append."""
    # Not above: worker processes run this file once more when they start.
    from line_speeds import measured_speeds
    from speed_ledger import append_speeds

    given = _arguments()
    try:
        rows, dataset = measured_speeds(given)
    except ReaderError as error:
        raise SystemExit(f"benchmark_lines: {error}") from error
    for row in rows:
        print(f"{row['measure']}: {row['figure']} ({row['low']} to {row['high']})")
    if not given.dry:
        append_speeds(rows, machine=given.machine, dataset=dataset, note=given.note)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT.parent / "shared" / "data" / "dev"
    words.add_argument("--data", type=Path, default=default, help="folder with the line sets")
    words.add_argument("--lines", type=int, default=3000, help="pictures of a run")
    words.add_argument("--one-core", type=int, default=700, help="pictures read stage by stage")
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("--model", default="digits", help="name or folder")
    words.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    words.add_argument("--peer", default=sys.executable, help="a Python with rapidocr")
    words.add_argument("-j", "--jobs", type=int, default=available_cores())
    words.add_argument("--machine", default=f"{available_cores()}-core x86")
    words.add_argument("--note", default="")
    words.add_argument("--dry", action="store_true", help="append nothing")
    return words.parse_args()


if __name__ == "__main__":
    main()
