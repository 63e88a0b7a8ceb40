"""How fast pictures of one string are read in every way: what ``benchmark_lines.py`` measures.

A module of its own: worker processes run the program that started them once more, and that is not
to load all this each time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import cv2
from line_stages import BOTH, LATTICE, SECOND, Clock, read_alone, read_in_stages
from peer_lines import NOT_INSTALLED
from speed_ledger import speed_row
from string_sets import LAYOUTS, is_pooled, read_folders, settings_of, truths_of

from reader.cores import available_cores
from reader.evaluation.matching import bare
from reader.recognition import LineReader, Model, load_model
from reader.recognition.line_reader import load_line_reader
from reader.records import Layout, PageResult
from reader.settings import NO_READER, Settings
from reader.sources import find_sources

__all__ = ["gather_pictures", "measured_speeds", "peer_right"]

ROOT = Path(__file__).resolve().parents[1]

OFF = f"decoding.second_reader={NO_READER}"

PORTION = 16
"""Pictures that a process of the second reader alone takes at a time."""

Speed = dict[str, object]


def measured_speeds(given: argparse.Namespace) -> tuple[list[Speed], str]:
    """Rows of all ways in which the pictures are read, and what the pictures are.

    ``given`` are the words of ``scripts/benchmark_lines.py``.
    """
    with tempfile.TemporaryDirectory() as name:
        dataset = gather_pictures(Path(name), given.data, given.lines)
        return list(_speeds(Path(name), given)), dataset


def gather_pictures(folder: Path, data: Path, lines: int) -> str:
    """Puts so many pictures of lines into ``folder``, each set's in turn; says what they are.

    Where ``data`` holds no line sets they are drawn.
    """
    names = [name for name in LAYOUTS if is_pooled(name) and (data / name).is_dir()]
    sources = [s for name in names for s in find_sources([data / name]).sources]
    if not sources:
        from measure_generated import STRINGS, write_pictures

        write_pictures(folder, STRINGS, lines, jobs=available_cores())
        (folder / "truth.csv").unlink()
        return f"{lines} drawn lines"
    for number, source in enumerate(islice(cycle(sources), lines)):
        shutil.copyfile(source.path, folder / f"{number:05d}_{source.path.name}")
    return f"{lines} pictures, the {len(sources)} of the line sets again and again"


def _speeds(folder: Path, given: argparse.Namespace) -> Iterator[Speed]:
    """A row a way: in a batch, on one core, and that of the peer."""
    settings = settings_of(Layout.LINE, given.set)
    model = _load(given, settings)
    ways = [("lattice_alone", settings_of(Layout.LINE, [*given.set, OFF]))]
    if model.line_reader is None:
        print("the second reader is passed over: there is none, or it is switched off")
    else:
        ways.append(("both_readers", settings))
        yield _row("second_reader_alone", _of_pool(folder, settings, given), given)
    for name, chosen in ways:
        yield _row(name, _of_batch(folder, chosen, given), given)
    yield from _of_stages(folder, settings, given, has_second=model.line_reader is not None)
    yield from _of_peer(folder, given)


def _load(given: argparse.Namespace, settings: Settings, *, threads: int = 0) -> Model:
    second = settings.decoding.second_reader
    return load_model(given.model, device="cpu", threads=threads, second_reader=second)


def _of_batch(folder: Path, settings: Settings, given: argparse.Namespace) -> list[float]:
    """Seconds of each run as ``reader read`` does it, from files to readings."""
    model = _load(given, settings)
    seconds = []
    for _ in range(given.repeats):
        started = time.perf_counter()
        read_folders([folder], model, settings, jobs=given.jobs)
        seconds.append(time.perf_counter() - started)
    return seconds


_ALONE: dict[str, Any] = {}


def _of_pool(folder: Path, settings: Settings, given: argparse.Namespace) -> list[float]:
    """Seconds of each run of the second reader alone, each process with one of its own."""
    files = sorted(folder.iterdir())
    context = multiprocessing.get_context("spawn")
    seconds = []
    for _ in range(given.repeats):
        started = time.perf_counter()
        with context.Pool(given.jobs, _start, (settings,)) as workers:
            workers.map(_alone, files, chunksize=PORTION)
        seconds.append(time.perf_counter() - started)
    return seconds


def _start(settings: Settings) -> None:
    cv2.setNumThreads(1)
    name = settings.decoding.second_reader
    _ALONE["reader"] = load_line_reader(name, device="cpu", threads=1)
    _ALONE["settings"] = settings


def _alone(path: Path) -> list[str]:
    second: LineReader = _ALONE["reader"]
    return read_alone(path, second, _ALONE["settings"])


def _of_stages(
    folder: Path, settings: Settings, given: argparse.Namespace, *, has_second: bool
) -> Iterator[Speed]:
    """Each stage, and each way as the sum of its stages, on one core."""
    model = _load(given, settings, threads=1)
    files = sorted(folder.iterdir())[: given.one_core]
    read_in_stages(files[:PORTION], model, settings)
    clocks: list[Clock] = [read_in_stages(files, model, settings) for _ in range(given.repeats)]
    lines = len(files)
    for stage in dict.fromkeys([*LATTICE, *SECOND, *BOTH]):
        if stage in clocks[0].seconds:
            times = [1000 * clock.seconds[stage] / lines for clock in clocks]
            yield speed_row(f"one_core_ms_a_line_{stage.replace(' ', '_')}", times)
    ways: dict[str, tuple[str, ...]] = {"lattice_alone": LATTICE}
    if has_second:
        ways |= {"second_reader_alone": SECOND, "both_readers": BOTH}
    for name, stages in ways.items():
        times = [1000 * clock.of_way(stages) / lines for clock in clocks]
        yield speed_row(f"one_core_ms_a_line_way_of_{name}", times)


def _of_peer(folder: Path, given: argparse.Namespace) -> Iterator[Speed]:
    """PP-OCRv6's recogniser on the same pictures; nothing where it is not installed."""
    script = ROOT / "scripts" / "peer_lines.py"
    words = [given.peer, script, folder, given.repeats, given.jobs]
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = "no package rapidocr" if done.returncode == NOT_INSTALLED else done.stderr[-400:]
        print(f"PP-OCRv6 is passed over: {given.peer}: {why}; see --help")
        return
    said = json.loads(done.stdout)
    print(f"PP-OCRv6 small of rapidocr {said['version']}: {peer_right(said['texts'], given.data)}")
    yield _row("pp_ocrv6_recogniser", said["seconds"], given)


def peer_right(texts: dict[str, str], data: Path) -> str:
    """How many strings of each line set another reader's texts say, all but digits left out.

    ``texts`` are by the names that :func:`gather_pictures` gave; sets of the same names of files
    are told apart by their order.
    """
    read = iter(texts[name] for name in sorted(texts))
    told = []
    for name in LAYOUTS:
        if not is_pooled(name) or not (data / name).is_dir():
            continue
        sources = find_sources([data / name]).sources
        results = [PageResult(source.name, 0) for source in sources]
        truth = {one.file: bare("".join(one.texts)) for one in truths_of(data / name, results)}
        right = [
            "".join(c for c in text if c in "0123456789") == truth.get(source.name)
            for source, text in zip(sources, read, strict=False)
        ]
        told.append(f"{name} {sum(right)} of {len(right)}")
    return ", ".join(told) or "drawn lines"


def _row(name: str, seconds: Sequence[float], given: argparse.Namespace) -> Speed:
    return speed_row(f"ms_a_line_{name}", [1000 * one / given.lines for one in seconds])
