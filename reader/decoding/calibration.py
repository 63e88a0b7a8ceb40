"""Evidence about a string -> the calibrated probability that it is right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from reader.decoding.lattice import LatticeWeights
from reader.errors import ModelError
from reader.records import Candidate, Hypothesis

__all__ = ["EVIDENCE", "Calibration", "measure_evidence"]

EVIDENCE = (
    "posterior",
    "margin",
    "weakest",
    "doubt",
    "digits",
    "left_out",
    "uneven",
    "joined",
    "aside",
)
"""Names of the evidence, in order: log-odds of the text's posterior; log-odds of the best text
against the second; log-odds of the weakest digit; total doubt of all digits; their number; height
of the ink that was passed over; largest deviation of a digit's height from their median (both in
digit heights); slices beyond one a digit; ink that layout took for something else."""

MOST_ASIDE = 2.0
"""More ink beside the string than this says no more."""

_LARGEST = 12.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a model's evidence becomes confidence: lattice weights and a logistic regression.

    The defaults trust the posterior as it is; a fitted calibration comes with the model.
    """

    lattice: LatticeWeights = field(default_factory=LatticeWeights)
    intercept: float = 0.0
    slopes: tuple[float, ...] = (1.0, *(0.0,) * (len(EVIDENCE) - 1))

    @staticmethod
    def from_mapping(data: Mapping[str, Any], *, where: str = "calibration.json") -> Calibration:
        """The calibration stored with a model; defaults where it knows no strings.

        Raises
        ------
        ModelError
            If it was made for other evidence than this version measures, or is not complete.
        """
        if not data.keys() - {"digit"}:
            return Calibration()
        string = data.get("string", {})
        if tuple(string.get("evidence", ())) != EVIDENCE:
            raise ModelError(
                f"{where}: expected evidence {', '.join(EVIDENCE)}; "
                f"found {', '.join(string.get('evidence', ())) or 'none'}; "
                "run reader calibrate again"
            )
        slopes = tuple(float(v) for v in string.get("slopes", ()))
        if len(slopes) != len(EVIDENCE) or "intercept" not in string:
            raise ModelError(
                f"{where}: expected an intercept and {len(EVIDENCE)} slopes; found "
                f"{len(slopes)} slopes; run reader calibrate again"
            )
        lattice = LatticeWeights.from_mapping(data.get("lattice", {}), where=where)
        return Calibration(lattice, float(string["intercept"]), slopes)

    def confidence(self, evidence: Sequence[float]) -> float:
        """Probability that the string is right, 0..1, from evidence as :data:`EVIDENCE`."""
        total = self.intercept
        for slope, value in zip(self.slopes, evidence, strict=True):
            total += slope * value
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def measure_evidence(
    hypotheses: Sequence[Hypothesis],
    digit_probabilities: Sequence[float],
    candidates: Sequence[Candidate],
    *,
    aside: float = 0.0,
) -> tuple[float, ...]:
    """What speaks for the best hypothesis, in the order of :data:`EVIDENCE`.

    ``hypotheses`` are best first and not empty; ``digit_probabilities`` are those of the best
    one's digits, possibly none; ``candidates`` are the line's.
    """
    best = hypotheses[0].log_prob
    second = hypotheses[1].log_prob if len(hypotheses) > 1 else best - _LARGEST
    weakest = min(digit_probabilities, default=0.5)
    doubt = sum(1.0 - p for p in digit_probabilities)
    return (
        _log_odds(math.exp(min(0.0, best))),
        max(-_LARGEST, min(_LARGEST, best - second)),
        _log_odds(weakest),
        doubt,
        float(len(digit_probabilities)),
        *_shape_evidence(hypotheses[0], candidates),
        min(aside, MOST_ASIDE),
    )


def _shape_evidence(
    hypothesis: Hypothesis, candidates: Sequence[Candidate]
) -> tuple[float, float, float]:
    geometry = [candidates[step.candidate].geometry for step in hypothesis.path]
    named = list(zip(hypothesis.path, geometry, strict=True))
    left_out = sum(float(g[0]) for step, g in named if not step.label)
    heights = [float(g[0]) for step, g in named if step.label]
    joined = sum(float(g[5]) - 1.0 for step, g in named if step.label)
    uneven = max((abs(h - median(heights)) for h in heights), default=0.0)
    return left_out, uneven, joined


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-5), 1 - 1e-5)
    return math.log(clipped / (1.0 - clipped))
