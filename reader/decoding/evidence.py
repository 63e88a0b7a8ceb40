"""What speaks for and against the best reading of a line: figures that become a confidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from reader.decoding.joint import JointText
from reader.records import Candidate, Hypothesis, PathStep

__all__ = ["EVIDENCE", "JOINT_EVIDENCE", "measure_evidence", "measure_joint_evidence"]

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

JOINT_EVIDENCE = (
    "posterior",
    "margin",
    "lattice",
    "line",
    "agree",
    "weakest",
    "doubt",
    "digits",
    "left_out",
    "uneven",
    "joined",
    "aside",
)
"""The same where two readers looked: ``posterior`` and ``margin`` are of both together, then the
log-odds that each gives the text alone, and 1 where it is the best text of both. ``weakest`` and
``doubt`` are of the digits as the lattice's net sees them."""

MOST_ASIDE = 2.0
"""More ink beside the string than this says no more."""

_LARGEST = 12.0


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
    weakest, doubt = _digit_evidence(digit_probabilities)
    return (
        _log_odds(best),
        _clipped(best - second),
        weakest,
        doubt,
        float(len(digit_probabilities)),
        *_shape_evidence(hypotheses[0].path, candidates),
        min(aside, MOST_ASIDE),
    )


def measure_joint_evidence(
    texts: Sequence[JointText],
    path: Sequence[PathStep],
    digit_probabilities: Sequence[float],
    candidates: Sequence[Candidate],
    *,
    aside: float = 0.0,
) -> tuple[float, ...]:
    """What speaks for the first of ``texts``, in the order of :data:`JOINT_EVIDENCE`.

    ``path`` is where it stands among the line's ``candidates``; ``digit_probabilities`` are what
    the lattice's net gives its digits there.
    """
    best, *others = texts
    second = max((one.log_prob for one in others), default=best.log_prob - _LARGEST)
    agree = all(one.lattice <= best.lattice and one.line <= best.line for one in others)
    weakest, doubt = _digit_evidence(digit_probabilities)
    return (
        _log_odds(best.log_prob),
        _clipped(best.log_prob - second),
        _log_odds(best.lattice),
        _log_odds(best.line),
        float(agree),
        weakest,
        doubt,
        float(len(best.text)),
        *_shape_evidence(path, candidates),
        min(aside, MOST_ASIDE),
    )


def _digit_evidence(probabilities: Sequence[float]) -> tuple[float, float]:
    """Log-odds of the weakest digit, and the doubt of all of them."""
    weakest = math.log(max(min(probabilities, default=0.5), 1e-30))
    return _log_odds(weakest), sum(1.0 - p for p in probabilities)


def _shape_evidence(
    path: Sequence[PathStep], candidates: Sequence[Candidate]
) -> tuple[float, float, float]:
    geometry = [candidates[step.candidate].geometry for step in path]
    named = list(zip(path, geometry, strict=True))
    left_out = sum(float(g[0]) for step, g in named if not step.label)
    heights = [float(g[0]) for step, g in named if step.label]
    joined = sum(float(g[5]) - 1.0 for step, g in named if step.label)
    uneven = max((abs(h - median(heights)) for h in heights), default=0.0)
    return left_out, uneven, joined


def _clipped(difference: float) -> float:
    return max(-_LARGEST, min(_LARGEST, difference))


def _log_odds(log_prob: float) -> float:
    """Log-odds of a probability whose natural log is given, within what says something."""
    probability = min(max(math.exp(min(0.0, log_prob)), 1e-5), 1 - 1e-5)
    return math.log(probability / (1.0 - probability))
