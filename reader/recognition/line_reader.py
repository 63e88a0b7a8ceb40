"""The second reader: which digit could it be, asked of every column of a line's strip?

A net that parts nothing: it looks at the line as :mod:`reader.imaging.strips` shows it and says of
every column how probable each digit is there, or *nothing here*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reader.cores import available_cores
from reader.errors import ModelError
from reader.recognition.log_probs import log_softmax
from reader.recognition.manifest import (
    ONNX_FILE,
    STRIP_SHAPE,
    STRIPS,
    Manifest,
    check_file,
    find_model_folder,
    read_manifest,
)
from reader.recognition.onnx_engine import GPU_PROVIDERS, open_session
from reader.records import Image

__all__ = ["LineReader", "OnnxLineReader", "load_line_reader", "second_reader_checksum"]

BUCKET = 32
"""Strips are filled up with blank paper to a multiple of this width in pixels: few different
shapes, and a tenth of wasted work on a short line."""

ALONE = 1
"""Strips in every call of the engine on a processor: a strip is as large as 13 glyphs, and costs
the same alone."""

GPU_STRIPS = 16
"""The same on a GPU, which is only busy with many of them."""


class LineReader(Protocol):
    """Says of every column of a strip which class it could be part of."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names in the order of the numbers; ``""``, the last, is *nothing here*."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights."""

    def log_probs(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
        """Natural log of each class's probability in every column.

        ``strips`` are ``uint8`` of shape (2, 40, width), ink bright; each gives an array of shape
        (columns, len(classes)), the columns being evenly spread over the strip's width. What is
        said of a strip does not depend on the others.
        """


@dataclass(frozen=True, slots=True, eq=False)
class OnnxLineReader:
    """A line reader on an ONNX session; ``device`` says in words what it runs on.

    Every call of the engine has ``portion`` strips of one width that follows from each of them
    alone, so nothing depends on what else is read; ``callers`` threads call at the same time.
    """

    classes: tuple[str, ...]
    checksum: str
    device: str
    session: Any
    portion: int = ALONE
    callers: int = 1

    def log_probs(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
        """As :meth:`LineReader.log_probs`, in steps of 1e-4."""
        found: list[NDArray[np.float32]] = [np.zeros((0, len(self.classes)), np.float32)] * len(
            strips
        )

        def fill(numbers: Sequence[int]) -> None:
            said = self._logits([strips[n] for n in numbers])
            for number, logits in zip(numbers, said, strict=False):
                found[number] = log_softmax(logits[: _columns(strips[number], len(logits))])

        portions = list(_portions(strips, self.portion))
        if self.callers <= 1 or len(portions) <= 1:
            for numbers in portions:
                fill(numbers)
            return found
        with ThreadPoolExecutor(min(self.callers, len(portions))) as threads:
            list(threads.map(fill, portions))
        return found

    def _logits(self, strips: Sequence[Image]) -> NDArray[np.float32]:
        padded = np.zeros((self.portion, *STRIP_SHAPE, _bucket(strips[0])), np.uint8)
        for place, strip in zip(padded, strips, strict=False):
            place[..., : strip.shape[-1]] = strip
        return np.asarray(self.session.run(None, {"strips": padded})[0], np.float32)


def load_line_reader(
    name_or_dir: str | Path, *, device: str = "auto", threads: int = 0
) -> OnnxLineReader:
    """The second reader of a shipped name or a folder, checked once.

    ``device`` "cpu" keeps it off a GPU, all else takes one where ONNX Runtime has it; ``threads``
    is the number of calls at the same time, 0 = as many as there are cores.

    Raises
    ------
    ModelError
        If there is no such model, it reads no strips, or its files are not what its manifest says.
    """
    folder, manifest = _opened(name_or_dir)
    path = check_file(folder, manifest, name=ONNX_FILE)
    session = open_session(path, device="cpu" if device == "cpu" else "auto")
    _check_shapes(session, path, len(manifest.classes))
    taken = session.get_providers()[0]
    on_gpu = taken in GPU_PROVIDERS
    return OnnxLineReader(
        manifest.classes,
        manifest.files[ONNX_FILE],
        f"onnxruntime {taken}",
        session,
        portion=GPU_STRIPS if on_gpu else ALONE,
        callers=1 if on_gpu else threads or available_cores(),
    )


def second_reader_checksum(name_or_dir: str | Path) -> str:
    """SHA-256 of a second reader's weights, as its manifest has it.

    Raises
    ------
    ModelError
        If there is no such model, or it reads no strips.
    """
    return _opened(name_or_dir)[1].files.get(ONNX_FILE, "")


def _opened(name_or_dir: str | Path) -> tuple[Path, Manifest]:
    folder = find_model_folder(name_or_dir, kind=STRIPS)
    manifest = read_manifest(folder)
    if manifest.kind != STRIPS:
        raise ModelError(
            f"{folder}: model {manifest.name} reads {manifest.kind}, not strips of lines; expected "
            'a second reader, or decoding.second_reader = "off"'
        )
    return folder, manifest


def _portions(strips: Sequence[Image], size: int) -> Iterator[list[int]]:
    """Numbers of strips that go into one call: of one width, ``size`` of them at most."""
    by_width: dict[int, list[int]] = {}
    for number, strip in enumerate(strips):
        by_width.setdefault(_bucket(strip), []).append(number)
    for numbers in by_width.values():
        yield from (numbers[k : k + size] for k in range(0, len(numbers), size))


def _bucket(strip: Image) -> int:
    """The width to which a strip is filled up: at least a little, a multiple of 32."""
    return max(1, -(-strip.shape[-1] // BUCKET)) * BUCKET


def _columns(strip: Image, given: int) -> int:
    """How many of the columns ``given`` for a whole bucket's width are the strip's own."""
    return -(-strip.shape[-1] * given // _bucket(strip))


def _check_shapes(session: Any, path: Path, classes: int) -> None:
    taken, given = session.get_inputs()[0], session.get_outputs()[0]
    found = (taken.name, taken.type, list(taken.shape)[1:-1], list(given.shape)[-1])
    expected = ("strips", "tensor(uint8)", list(STRIP_SHAPE), classes)
    if found != expected:
        raise ModelError(
            f"{path}: input and output are {found}; expected {expected} (name, type, one strip's "
            "views and height, number of classes); the model does not fit its manifest"
        )
