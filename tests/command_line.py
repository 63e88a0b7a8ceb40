"""The command ``reader`` as a person runs it: in a process of its own, from some folder."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

__all__ = ["csv_rows", "reader_command", "run_reader", "start_reader", "write_line", "write_page"]

REPOSITORY = Path(__file__).parent.parent


def reader_command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "reader", *map(str, words)]


def run_reader(
    *words: str | Path, folder: Path, limit: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """Runs ``reader`` with ``words`` in ``folder`` to its end."""
    return subprocess.run(
        reader_command(*words),
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=limit,
        check=False,
    )


def start_reader(*words: str | Path, folder: Path) -> subprocess.Popen[str]:
    """Starts ``reader`` as the leader of a session, as a terminal would."""
    return subprocess.Popen(
        reader_command(*words),
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_line(path: Path, text: str) -> Path:
    """A picture of one string in plain type, dark on white."""
    return _write(path, _drawn((80, 40 + 42 * len(text)), [(text, 60, 20)]))


def write_page(path: Path, *texts: str) -> Path:
    """A page of about A5 at 150 dpi with ``texts`` one below the other."""
    strings = [(text, 120 + 90 * k, 120 + 40 * (k % 5)) for k, text in enumerate(texts)]
    return _write(path, _drawn((1240, 874), strings))


def _drawn(shape: tuple[int, int], strings: list[tuple[str, int, int]]) -> np.ndarray:
    picture = np.full(shape, 255, np.uint8)
    for text, row, col in strings:
        cv2.putText(picture, text, (col, row), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 0, 4)
    return picture


def _write(path: Path, picture: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return path


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"}
