"""What the reader learns on known strings, learnt again without one of its parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reader_parts import ALONE, Part

from reader.decoding.calibration import Calibration, JointFit
from reader.decoding.evidence import JOINT_EVIDENCE
from reader.decoding.joint import JointWeights
from reader.recognition import Model
from reader.records import Layout
from reader.training.calibration.calibrate import known_strings
from reader.training.calibration.string_fit import fit_calibration, fit_confidence
from reader.training.calibration.strings import KnownString

__all__ = ["refitted"]

OF_THE_LINE = ("posterior", "margin", "line", "digits")
"""Evidence that the second reader has of itself."""

UNBOUNDED = -1000.0
"""Natural log below which the second reader's word falls no further when it stands alone."""


def refitted(
    part: Part,
    model: Model,
    *,
    data: Path,
    drawn: int,
    kept: int,
    tick: Callable[[], None] = lambda: None,
) -> Model:
    """The model without ``part``, its calibration learnt on the strings of ``reader calibrate``.

    ``data`` is the folder of training data, ``drawn`` and ``kept`` are the numbers of strings drawn
    beside the real ones. The temperature of the digits stays.

    Raises
    ------
    DataError
        If the strings are not there.
    """
    classifier = part.classifier(model.classifier_for(Layout.LINE))
    less = dataclasses.replace(model, classifier=classifier, of_strings=classifier)
    if not part.learns:
        return less
    with part.way():
        strings = known_strings(
            model.manifest,
            classifier,
            model.line_reader,
            data=data,
            drawn=drawn,
            kept=kept,
            tick=tick,
        )
    strings = [dataclasses.replace(known, line=part.line(known.line)) for known in strings]
    if part is ALONE:
        return dataclasses.replace(less, calibration=_alone(less, strings))
    second = "" if model.line_reader is None else model.line_reader.checksum
    fitted = fit_calibration(strings, classifier.classes, second_reader=second)
    return dataclasses.replace(less, calibration={**_digit(model), **fitted})


def _alone(model: Model, strings: Sequence[KnownString]) -> dict[str, Any]:
    """The shipped calibration with all weight on the second reader."""
    known = Calibration.from_mapping(model.calibration, where=model.calibration_file)
    weights = JointWeights(lattice=0.0, line=1.0, line_floor=UNBOUNDED)
    joint = Calibration(known.lattice, known.string, JointFit(weights))
    facts, _ = fit_confidence(
        strings, model.classifier.classes, joint, JOINT_EVIDENCE, heard=OF_THE_LINE
    )
    second = {"second_reader": model.line_reader.checksum if model.line_reader else ""}
    fit = {**second, "weights": dataclasses.asdict(weights), **facts}
    return {**model.calibration, "joint": fit}


def _digit(model: Model) -> Mapping[str, Any]:
    return {name: model.calibration[name] for name in ("digit",) if name in model.calibration}
