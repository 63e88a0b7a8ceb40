"""Which digit could it be? A model folder becomes a classifier: :func:`load_model`."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.errors import ModelError
from reader.recognition.classifier import NOT_ONE, Classifier
from reader.recognition.first_look import with_first_look
from reader.recognition.line_reader import (
    LineReader,
    load_line_reader,
    second_reader_checksum,
)
from reader.recognition.manifest import (
    CALIBRATION_FILE,
    STRIPS,
    Manifest,
    find_model_folder,
    read_calibration,
    read_manifest,
)
from reader.recognition.scaling import scaled_classifier
from reader.records import Image, Layout
from reader.settings import NO_READER, DecodingSettings

__all__ = ["NOT_ONE", "Classifier", "LineReader", "Model", "load_model"]

_LOG = logging.getLogger(__name__)

SECOND_READER = DecodingSettings().second_reader


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A model that is ready to read.

    ``calibration`` is the plain content of ``calibration.json``, empty where there is none; its
    temperature is in what ``classifier`` says already (:mod:`reader.recognition.scaling`).
    ``folder`` is where it was loaded from, if it was. ``line_reader`` is the second reader, None
    where the model reads alone. ``of_strings`` is the classifier behind a small net's first look,
    if the calibration names one (:mod:`reader.recognition.first_look`).
    """

    manifest: Manifest
    classifier: Classifier
    calibration: Mapping[str, Any]
    folder: Path | None = None
    line_reader: LineReader | None = None
    of_strings: Classifier | None = None

    @property
    def calibration_file(self) -> str:
        """The file that ``calibration`` comes from, for messages about it."""
        return str((self.folder or Path()) / CALIBRATION_FILE)

    @property
    def engine(self) -> str:
        """What the model runs on and why, in words; empty for a classifier that does not say."""
        device = getattr(self.classifier, "device", "")
        why = getattr(self.classifier, "why", "")
        return f"{device} ({why})" if why else device

    def classifier_for(self, layout: Layout) -> Classifier:
        """Who is asked about the glyphs of a picture: of one digit ``classifier`` alone, for there
        each counts, and time does not; of strings the small net first, if there is one."""
        if layout is Layout.DIGIT or self.of_strings is None:
            return self.classifier
        return self.of_strings

    def read_strips(self, strips: Sequence[Image]) -> list[NDArray[np.float32]]:
        """What the second reader says of lines' strips; nothing without one."""
        return [] if self.line_reader is None else self.line_reader.log_probs(strips)

    @property
    def checksum(self) -> str:
        """SHA-256 over everything that shapes a reading: the weights and the calibration."""
        facts = json.dumps(self.calibration, sort_keys=True)
        weights = self.classifier.checksum
        if self.line_reader is not None:
            weights += f" {self.line_reader.checksum}"
        return hashlib.sha256(f"{weights} {facts}".encode()).hexdigest()


def load_model(
    name_or_dir: str | Path,
    *,
    device: str = "auto",
    batch_size: int = 256,
    threads: int = 0,
    precision: str = "float32",
    second_reader: str | Path = SECOND_READER,
) -> Model:
    """The model of a shipped name or a folder, checked once.

    ``threads`` of one call, 0 = all cores. Every engine's calls have a fixed size, so that no
    reading depends on ``batch_size``. ``precision`` "mixed" allows float16 on a GPU.
    ``second_reader`` is the name or folder of one, or "off"; a model whose calibration does not
    know it reads alone.

    Raises
    ------
    ModelError
        If there is no such model, or its files are not what its manifest says.
    DeviceError
        If the device asked for is not there.
    """
    from reader.recognition.engines import load_classifier

    if batch_size < 1:
        raise ModelError(f"batch size {batch_size}: expected a whole number from 1 on")
    folder = find_model_folder(name_or_dir)
    manifest = read_manifest(folder)
    if manifest.kind == STRIPS:
        raise ModelError(
            f"{folder}: model {manifest.name} reads strips of lines: it is a second reader, for "
            "the setting decoding.second_reader; expected a model of single digits"
        )
    load = partial(load_classifier, device=device, threads=threads, precision=precision)
    plain = load(folder, manifest)
    calibration = read_calibration(folder, manifest)
    where = str(folder / CALIBRATION_FILE)
    classifier = scaled_classifier(plain, calibration, where=where)
    of_strings = with_first_look(classifier, calibration, load=load, where=where)
    second = _second_reader(second_reader, manifest, calibration, device=device, threads=threads)
    model = Model(manifest, classifier, calibration, folder, second, of_strings)
    _LOG.info("%s runs on %s", manifest.name, model.engine)
    return model


def _second_reader(
    name_or_dir: str | Path,
    manifest: Manifest,
    calibration: Mapping[str, Any],
    *,
    device: str,
    threads: int,
) -> LineReader | None:
    """The second reader, if the model was calibrated together with it."""
    if name_or_dir == NO_READER or noun(manifest.classes) != "digit":
        return None
    joint = calibration.get("joint")
    known = joint.get("second_reader") if isinstance(joint, Mapping) else None
    if known != second_reader_checksum(name_or_dir):
        _LOG.info(
            "%s reads alone: it was not calibrated together with the second reader %s; "
            "reader calibrate does that",
            manifest.name,
            name_or_dir,
        )
        return None
    second = load_line_reader(name_or_dir, device=device, threads=threads)
    _LOG.info(
        "%s reads together with %s, which runs on %s", manifest.name, name_or_dir, second.device
    )
    return second
