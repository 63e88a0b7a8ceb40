"""Two classifiers as one: a small net looks first, a large one where the small one doubts.

Most glyphs are easy, and so is most of what is no digit; a cascade asks much only where much is
needed (Viola and Jones 2001, doi:10.1109/CVPR.2001.990517). It is for strings, where neighbours and
a second reader have a say, too; of a single digit the large one is asked alone. What is said of a
glyph depends on that glyph alone, never on how many others came along.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import ModelError
from reader.recognition.classifier import Classifier
from reader.recognition.manifest import (
    ONNX_FILE,
    Manifest,
    find_model_folder,
    read_calibration,
    read_manifest,
)
from reader.recognition.scaling import scaled_classifier
from reader.records import Image

__all__ = ["FIRST_LOOK", "FirstLook", "first_look_of", "with_first_look"]

FIRST_LOOK = "first_look"
"""The key of a calibration that says who looks first: ``model`` (a name), the ``checksum`` of its
weights, its ``temperature`` and ``shift``, and what probability of a class is ``enough``."""

ENOUGH = 0.7
"""Where a class has this probability for the small net, the large one is not asked: it sees a fifth
of a line's glyphs. With a second reader beside it 0.5 is as good; the lattice alone reads fewer
drawn lines so: one in a hundred with 0.7, more than two with 0.5."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class FirstLook:
    """A classifier that says what ``first`` says where a class has the probability ``enough`` for
    it, and what ``thorough`` says of all other glyphs."""

    first: Classifier
    thorough: Classifier
    enough: float

    @property
    def classes(self) -> tuple[str, ...]:
        return self.thorough.classes

    @property
    def checksum(self) -> str:
        return self.thorough.checksum

    @property
    def device(self) -> str:
        """What it runs on, in words; empty where ``thorough`` does not say."""
        return getattr(self.thorough, "device", "")

    @property
    def why(self) -> str:
        """Why it runs there, in words."""
        return getattr(self.thorough, "why", "")

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        """As :meth:`reader.recognition.classifier.Classifier.log_probs`."""
        said = self.first.log_probs(glyphs)
        doubted = np.flatnonzero(said.max(axis=1, initial=-np.inf) < math.log(self.enough))
        if doubted.size:
            said[doubted] = self.thorough.log_probs(glyphs[doubted])
        return said


def first_look_of(name_or_dir: str | Path) -> dict[str, Any]:
    """What a calibration says under :data:`FIRST_LOOK` of a model that is to look first.

    Raises
    ------
    ModelError
        If there is no such model, or its files are not what its manifest says.
    """
    folder = find_model_folder(name_or_dir)
    manifest = read_manifest(folder)
    digit = read_calibration(folder, manifest).get("digit", {"temperature": 1.0})
    scale = {name: digit[name] for name in ("temperature", "shift") if name in digit}
    checksum = manifest.files.get(ONNX_FILE, "")
    return {"model": str(name_or_dir), "checksum": checksum, **scale, "enough": ENOUGH}


def with_first_look(
    classifier: Classifier,
    calibration: Mapping[str, Any],
    *,
    load: Callable[[Path, Manifest], Classifier],
    where: str,
) -> Classifier:
    """``classifier`` with the one before it that a calibration names, if it names one.

    ``load`` makes the plain classifier of a model folder. Where the model of that name is not the
    one that was meant, nobody looks first.

    Raises
    ------
    ModelError
        If there is no such model, or what the calibration says is incomplete.
    """
    if FIRST_LOOK not in calibration:
        return classifier
    asked = calibration[FIRST_LOOK]
    enough = asked.get("enough") if isinstance(asked, Mapping) else None
    if not isinstance(enough, int | float) or not 0 < enough <= 1 or "model" not in asked:
        raise ModelError(
            f"{where}: {FIRST_LOOK}: expected a model and a probability that is enough, found "
            f"{asked!r}; run reader calibrate again"
        )
    folder = find_model_folder(str(asked["model"]))
    manifest = read_manifest(folder)
    known = manifest.files.get(ONNX_FILE) == asked.get("checksum")
    if not known or manifest.classes != classifier.classes:
        _LOG.info("%s is not the model that %s means: it does not look first", folder, where)
        return classifier
    first = scaled_classifier(
        load(folder, manifest), {"digit": asked}, where=f"{where}: {FIRST_LOOK}"
    )
    return FirstLook(first, classifier, float(enough))
