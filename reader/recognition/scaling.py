"""Probabilities of single digits that mean what they say: temperature scaling.

What a net says is divided by one number, learnt on digits that its training did not see (Guo et
al. 2017, doi:10.48550/arXiv.1706.04599), and *not one digit* is shifted by another: training shows
much more rubbish than a picture of a digit is likely to be. The order of the digits stays. It
happens here and nowhere else: whoever holds a loaded model gets scaled log-probabilities, once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import ModelError
from reader.recognition.classifier import Classifier
from reader.recognition.log_probs import log_softmax
from reader.records import Image

__all__ = ["ScaledClassifier", "scaled_classifier"]


@dataclass(frozen=True, slots=True, eq=False)
class ScaledClassifier:
    """A classifier whose log-probabilities are those of ``plain``, divided and normalised.

    ``shift`` (nats) is added to *not one digit* after the division, where the model knows it.
    """

    plain: Classifier
    temperature: float
    shift: float = 0.0

    @property
    def classes(self) -> tuple[str, ...]:
        return self.plain.classes

    @property
    def checksum(self) -> str:
        return self.plain.checksum

    @property
    def device(self) -> str:
        """What it runs on, in words; empty where ``plain`` does not say."""
        return getattr(self.plain, "device", "")

    @property
    def why(self) -> str:
        """Why it runs there, in words."""
        return getattr(self.plain, "why", "")

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        """As :meth:`reader.recognition.classifier.Classifier.log_probs`, in steps of 1e-4."""
        wide = self.plain.log_probs(glyphs) / np.float32(self.temperature)
        if self.shift and NOT_ONE in self.classes:
            wide[:, self.classes.index(NOT_ONE)] += np.float32(self.shift)
        return log_softmax(wide)


NOT_ONE = ""
"""The class *not one digit*."""


def scaled_classifier(
    plain: Classifier, calibration: Mapping[str, Any], *, where: str
) -> Classifier:
    """``plain`` with the temperature and shift under ``digit`` of a calibration, if there.

    Raises
    ------
    ModelError
        If what is there is no temperature, or the shift no number.
    """
    if "digit" not in calibration:
        return plain
    digit = calibration["digit"]
    found = digit.get("temperature") if isinstance(digit, Mapping) else None
    if not isinstance(found, int | float) or not 0 < found < math.inf:
        raise ModelError(
            f"{where}: digit: expected a temperature above 0, found {found!r}; "
            "run reader calibrate again"
        )
    shift = digit.get("shift", 0.0)
    if not isinstance(shift, int | float) or not math.isfinite(shift):
        raise ModelError(
            f"{where}: digit: expected a shift in nats, found {shift!r}; run reader calibrate again"
        )
    return ScaledClassifier(plain, float(found), float(shift))
