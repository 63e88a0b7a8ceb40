"""Evidence about a string -> the calibrated probability that it is right.

There are two fits: of the lattice alone, and of the lattice together with a second reader.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reader.decoding.evidence import EVIDENCE, JOINT_EVIDENCE
from reader.decoding.joint import JointWeights
from reader.decoding.lattice import LatticeWeights
from reader.errors import ModelError

__all__ = [
    "Calibration",
    "Confidence",
    "JointFit",
]


OF_SINGLE_DIGITS = {"digit", "first_look"}
"""Keys of a calibration that say nothing of strings."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic regression from evidence to the probability that a string is right.

    ``points`` are (confidence, share right of the strings that have at least that), as found on the
    strings it was fitted on; empty where nobody noted them.
    """

    intercept: float
    slopes: tuple[float, ...]
    points: tuple[tuple[float, float], ...] = ()

    @staticmethod
    def from_mapping(data: Any, evidence: Sequence[str], *, where: str) -> Confidence:
        """The regression stored under a name of a calibration file.

        Raises
        ------
        ModelError
            If it was made for other evidence than this version measures, or is not complete.
        """
        data = data if isinstance(data, Mapping) else {}
        if list(data.get("evidence", ())) != list(evidence):
            raise ModelError(
                f"{where}: expected evidence {', '.join(evidence)}; "
                f"found {', '.join(data.get('evidence', ())) or 'none'}; "
                "run reader calibrate again"
            )
        slopes = tuple(float(v) for v in data.get("slopes", ()))
        if len(slopes) != len(evidence) or "intercept" not in data:
            raise ModelError(
                f"{where}: expected an intercept and {len(evidence)} slopes; found "
                f"{len(slopes)} slopes; run reader calibrate again"
            )
        points = tuple((float(at), float(right)) for at, right in data.get("points", ()))
        return Confidence(float(data["intercept"]), slopes, points)

    def threshold_for(self, accuracy: float) -> float:
        """The lowest confidence from which on strings are right with this share.

        ``accuracy`` itself where no points are known or none is as good: what is at least that sure
        is at least that often right.
        """
        enough = [at for at, right in self.points if right >= accuracy]
        return min(enough, default=accuracy)

    def of(self, evidence: Sequence[float]) -> float:
        """Probability that the string is right, 0..1."""
        total = self.intercept
        for slope, value in zip(self.slopes, evidence, strict=True):
            total += slope * value
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class JointFit:
    """How two readers' words become a text and a confidence.

    ``second_reader`` is the checksum of the one it was fitted with. The defaults trust the
    posterior as it is.
    """

    weights: JointWeights = field(default_factory=JointWeights)
    confidence: Confidence = Confidence(0.0, (1.0, *(0.0,) * (len(JOINT_EVIDENCE) - 1)))
    second_reader: str = ""

    @staticmethod
    def from_mapping(data: Any, *, where: str) -> JointFit:
        """The fit stored under ``joint`` in a calibration file.

        Raises
        ------
        ModelError
            If it was made for another version, or is not complete.
        """
        data = data if isinstance(data, Mapping) else {}
        confidence = Confidence.from_mapping(data, JOINT_EVIDENCE, where=f"{where}: joint")
        weights = JointWeights.from_mapping(data.get("weights", {}), where=where)
        return JointFit(weights, confidence, str(data.get("second_reader", "")))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a model's evidence becomes confidence: lattice weights and a logistic regression.

    The defaults trust the posterior as it is; a fitted calibration comes with the model. Without
    ``joint`` no second reader is heard.
    """

    lattice: LatticeWeights = field(default_factory=LatticeWeights)
    string: Confidence = Confidence(0.0, (1.0, *(0.0,) * (len(EVIDENCE) - 1)))
    joint: JointFit | None = None

    @staticmethod
    def from_mapping(data: Mapping[str, Any], *, where: str = "calibration.json") -> Calibration:
        """The calibration stored with a model; defaults where it knows no strings.

        Raises
        ------
        ModelError
            If it was made for other evidence than this version measures, or is not complete.
        """
        if not data.keys() - OF_SINGLE_DIGITS:
            return Calibration()
        string = Confidence.from_mapping(data.get("string"), EVIDENCE, where=where)
        lattice = LatticeWeights.from_mapping(data.get("lattice", {}), where=where)
        joint = JointFit.from_mapping(data["joint"], where=where) if "joint" in data else None
        return Calibration(lattice, string, joint)
