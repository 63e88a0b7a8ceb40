"""What ``reader doctor`` looks at: one finding after the other, none of them stops the next."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from reader import __version__
from reader.cores import available_cores
from reader.errors import ModelError, ReaderError
from reader.pipeline import read_page
from reader.recognition import Model, load_model
from reader.records import Image, Page
from reader.settings import Settings
from reader.sources.samples import check_formats

__all__ = ["Finding", "State", "check_up", "exit_code"]

LIBRARIES = {
    "numpy": "numpy",
    "opencv-python-headless": "cv2",
    "onnxruntime": "onnxruntime",
    "pillow": "PIL",
    "pypdfium2": "pypdfium2",
    "simplejpeg": "simplejpeg",
    "xlsxwriter": "xlsxwriter",
    "pebble": "pebble",
    "typer": "typer",
    "tqdm": "tqdm",
}
"""What a base installation needs: distribution, and the module it brings."""

EXTRAS = {"tensorflow": "train: training models", "scikit-learn": "train: calibrating them"}

MODEL_PART = "Model"

DIGITS = "0123456789"

WRITTEN = (
    DIGITS,
    "4711",
    "90210",
    "865",
    "31415926",
    "70",
    "2026",
    "58713",
    "640",
    "9182736",
)
"""Strings of the page that is read, one a row."""

PAGE_SHAPE = (3508, 2480)
"""A4 at 300 dpi, in pixels."""

DIGIT_HEIGHT = 80
"""Pixels: 7 mm on that page."""

LEAST_RIGHT = 0.5
"""Part of the page's strings that a model reads that is what it says it is."""


class State(StrEnum):
    """Whether something works, does not, or is not there and need not be."""

    FINE = "ok"
    ABSENT = "-"
    BROKEN = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, under the heading ``part``."""

    part: str
    state: State
    words: str

    @property
    def mark(self) -> str:
        return self.state.value


def check_up(model_name: str, *, device: str) -> Iterator[Finding]:
    """All findings in the order in which they are shown."""
    yield from _computer()
    yield from _libraries()
    yield from _engines()
    yield from _formats()
    yield from _model(model_name, device)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 where the base works, 5 where the model is broken, 1 where something else is."""
    broken = {finding.part for finding in findings if finding.state is State.BROKEN}
    if MODEL_PART in broken:
        return ModelError.exit_code
    return ReaderError.exit_code if broken else 0


def _computer() -> Iterator[Finding]:
    cores = available_cores()
    words = (
        f"digit-reader {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        f"{cores} processor core{'' if cores == 1 else 's'}",
    )
    for one in words:
        yield Finding("This computer", State.FINE, one)


def _libraries() -> Iterator[Finding]:
    part = "Libraries"
    for name, module in LIBRARIES.items():
        version = _version(name, module)
        if version:
            yield Finding(part, State.FINE, f"{name} {version}")
        else:
            words = f"{name} is missing; install digit-reader again"
            yield Finding(part, State.BROKEN, words)
    for name, extra in EXTRAS.items():
        version = _version(name, "")
        state = State.FINE if version else State.ABSENT
        yield Finding(part, state, f"{name} {version or 'not installed'} (extra {extra})")


def _version(distribution: str, module: str) -> str:
    """The version; words where only the module is there, under another distribution's name."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        there = module and importlib.util.find_spec(module) is not None
        return "from another distribution" if there else ""


def _engines() -> Iterator[Finding]:
    import onnxruntime

    from reader.recognition.engines import shows_gpu
    from reader.recognition.onnx_engine import gpu_providers

    part = "Devices"
    yield Finding(part, State.FINE, f"processor: onnxruntime {onnxruntime.__version__}")
    gpus = gpu_providers()
    if gpus:
        yield Finding(part, State.FINE, f"GPU: onnxruntime with {', '.join(gpus)}")
    else:
        words = "GPU: none that this onnxruntime can use; not needed"
        yield Finding(part, State.ABSENT, words)
    keras = _version("keras", "keras")
    if shows_gpu() and keras:
        yield Finding(part, State.FINE, f"GPU: a driver is loaded, and Keras {keras} may use it")
    else:
        missing = "Keras is not installed" if shows_gpu() else "no driver of a GPU is loaded"
        yield Finding(part, State.ABSENT, f"GPU: none for Keras ({missing}); not needed")


def _formats() -> Iterator[Finding]:
    part = "Formats that can be read (a sample of each was decoded)"
    picture = _paper(_drawn("4711", seed=1))
    with tempfile.TemporaryDirectory() as folder:
        for sample, wrong in check_formats(picture, Path(folder), settings=Settings().sources):
            state = State.FINE
            if wrong:
                state = State.ABSENT if sample.is_optional else State.BROKEN
            yield Finding(part, state, f"{sample.name}{': ' * bool(wrong)}{wrong}")


def _model(name: str, device: str) -> Iterator[Finding]:
    try:
        model = load_model(name, device=device)
    except ModelError as error:
        yield Finding(MODEL_PART, State.BROKEN, str(error))
        return
    manifest = model.manifest
    words = f"{manifest.name} {manifest.version}: {manifest.weights:,} weights, checksums right"
    yield Finding(MODEL_PART, State.FINE, words)
    calibrated = "calibrated" if model.calibration else "not calibrated; run reader calibrate"
    yield Finding(MODEL_PART, State.FINE if model.calibration else State.ABSENT, calibrated)
    yield Finding(MODEL_PART, State.FINE, f"runs on {model.engine}")
    yield _second_reader(model)
    if not set(DIGITS) <= set(manifest.classes):
        words = f"reads {', '.join(filter(None, manifest.classes))}; no page of those was tried"
        yield Finding(MODEL_PART, State.ABSENT, words)
        return
    try:
        yield _reading(model)
    except ReaderError as error:
        yield Finding(MODEL_PART, State.BROKEN, str(error))


def _second_reader(model: Model) -> Finding:
    name = Settings().decoding.second_reader
    if model.line_reader is None:
        return Finding(MODEL_PART, State.ABSENT, "reads without a second reader; not needed")
    return Finding(MODEL_PART, State.FINE, f"reads together with the second reader {name}")


def _reading(model: Model) -> Finding:
    """A page of drawn handwriting, read as any other."""
    page = Page("drawn", 0, _page())
    started = time.perf_counter()
    result = read_page(page, model, Settings())
    seconds = time.perf_counter() - started
    texts = [reading.text for reading in result.readings]
    right = sum(text in texts for text in WRITTEN)
    words = (
        f"reads {right} of {len(WRITTEN)} numbers on a drawn A4 page at 300 dpi "
        f"in {seconds:.2f} s ({_first(texts)})"
    )
    state = State.FINE if right >= LEAST_RIGHT * len(WRITTEN) else State.BROKEN
    return Finding(MODEL_PART, state, words)


def _first(texts: Sequence[str]) -> str:
    shown = ", ".join(texts[:4]) or "nothing"
    return f"{shown}, ..." if len(texts) > 4 else shown


def _page() -> Image:
    page = np.full(PAGE_SHAPE, 255, np.uint8)
    step = PAGE_SHAPE[0] // (len(WRITTEN) + 1)
    for number, text in enumerate(WRITTEN, start=1):
        drawn = _paper(_drawn(text, seed=number))
        top, left = number * step, 200 + 90 * (number % 5)
        page[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return page


def _drawn(text: str, *, seed: int) -> Image:
    """Ink of handwriting of our own, bright on 0."""
    from reader.synthesis import draw_string, draw_writer

    rng = np.random.default_rng(seed)
    writer = draw_writer(rng)
    return draw_string(rng, writer, text, height=DIGIT_HEIGHT, touching=0.0).ink


def _paper(ink: Image) -> Image:
    return np.asarray(255 - (ink.astype(np.uint16) * 200 // 255), np.uint8)
