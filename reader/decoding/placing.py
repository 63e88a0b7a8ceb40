"""Where on the line does each digit of a text stand?"""

from __future__ import annotations

from collections.abc import Sequence

from reader.decoding.columns import Columns
from reader.decoding.ctc import align_text
from reader.decoding.joint import JointText
from reader.decoding.lattice import ScoredEdge
from reader.decoding.spelling import best_path
from reader.records import Candidate, PathStep

__all__ = ["place_text"]


def place_text(
    text: JointText,
    edges: Sequence[ScoredEdge],
    slices: int,
    candidates: Sequence[Candidate],
    columns: Columns,
    *,
    labels: Sequence[str],
    floor: float,
) -> tuple[PathStep, ...]:
    """Which candidates are the text's digits, and which are passed over, from left to right.

    That is the lattice's best path that spells it; of a text that the lattice thinks nothing of
    (at or below ``floor``) the candidates that lie where the second reader sees the digits, which
    may be the same one for two of them. Empty where a line has no candidates, or not columns
    enough for the text.
    """
    if text.path is not None:
        return text.path
    if text.lattice > floor or not text.text:
        path = best_path(edges, slices, text.text)
        if path is not None:
            return path
    spans = align_text(columns.log_probs, text.text, labels=labels)
    if not spans or not candidates:
        return ()
    middles = [sum(columns.place(start, stop)) / 2 for start, stop in spans]
    chosen = [
        PathStep(_likest(extent, candidates), digit)
        for digit, extent in zip(text.text, _extents(middles, columns), strict=True)
    ]
    return _merged(chosen, _passed_over(chosen, candidates), candidates)


def _extents(middles: Sequence[float], columns: Columns) -> list[tuple[float, float]]:
    """How far each digit reaches: half way to its neighbours, as a net says of a digit only in a
    column or two that it is there; at the ends as far as on the other side."""
    if len(middles) == 1:
        return [(columns.left, columns.right)]
    gaps = [b - a for a, b in zip(middles, middles[1:], strict=False)]
    before, behind = [gaps[0], *gaps], [*gaps, gaps[-1]]
    return [
        (middle - left / 2, middle + right / 2)
        for middle, left, right in zip(middles, before, behind, strict=True)
    ]


def _likest(extent: tuple[float, float], candidates: Sequence[Candidate]) -> int:
    """The candidate that has most of its width in common with the extent; else the nearest."""

    def likeness(number: int) -> tuple[float, float]:
        box = candidates[number].box
        shared = min(box.right, extent[1]) - max(box.left, extent[0])
        whole = max(box.right, extent[1]) - min(box.left, extent[0])
        return max(0.0, shared) / max(whole, 1.0), shared

    return max(range(len(candidates)), key=likeness)


def _passed_over(chosen: Sequence[PathStep], candidates: Sequence[Candidate]) -> list[PathStep]:
    """The slices that no chosen candidate covers, as steps that read nothing."""
    taken = {
        place
        for step in chosen
        for place in range(candidates[step.candidate].start, candidates[step.candidate].stop)
    }
    return [
        PathStep(number, "")
        for number, one in enumerate(candidates)
        if one.stop - one.start == 1 and one.start not in taken
    ]


def _merged(
    chosen: Sequence[PathStep], passed: Sequence[PathStep], candidates: Sequence[Candidate]
) -> tuple[PathStep, ...]:
    """All steps from left to right, the chosen ones in their own order."""

    def start(step: PathStep) -> int:
        return candidates[step.candidate].start

    found: list[PathStep] = []
    rest = sorted(passed, key=start)
    for step in chosen:
        while rest and start(rest[0]) < start(step):
            found.append(rest.pop(0))
        found.append(step)
    return (*found, *rest)
