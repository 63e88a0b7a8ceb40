"""Evidence about a string becomes the probability that it is right."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_ink import candidate
from reader.decoding.calibration import Calibration, Confidence
from reader.decoding.evidence import (
    EVIDENCE,
    JOINT_EVIDENCE,
    measure_evidence,
    measure_joint_evidence,
)
from reader.decoding.joint import JointText, JointWeights
from reader.decoding.lattice import LatticeWeights
from reader.errors import ModelError
from reader.records import Hypothesis, PathStep

SURE = tuple(6.0 if name == "posterior" else 0.0 for name in EVIDENCE)


def stored(**changes: Any) -> dict[str, Any]:
    string = {
        "evidence": list(EVIDENCE),
        "intercept": -1.0,
        "slopes": [0.5] * len(EVIDENCE),
        **changes,
    }
    return {"lattice": dataclasses.asdict(LatticeWeights(digit=0.5)), "string": string}


def named(values: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(EVIDENCE, values, strict=True))


def hypothesis(text: str, probability: float) -> Hypothesis:
    return Hypothesis(
        text, math.log(probability), tuple(PathStep(k, digit) for k, digit in enumerate(text))
    )


LINE = [candidate(0, 1), candidate(1, 2), candidate(2, 3)]


def test_a_model_without_calibration_is_taken_at_its_word() -> None:
    plain = Calibration.from_mapping({})
    assert plain == Calibration()
    evidence = measure_evidence([hypothesis("407", 0.8)], [0.9, 0.9, 0.9], LINE)
    assert plain.string.of(evidence) == pytest.approx(0.8)


def test_a_stored_calibration_is_taken_up() -> None:
    found = Calibration.from_mapping(stored())
    assert found.lattice == LatticeWeights(digit=0.5)
    assert found.string.intercept == -1.0
    assert found.string.of(SURE) == pytest.approx(1 / (1 + math.exp(1.0 - 3.0)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"string": {}}, "m: expected evidence posterior, .*; found none; run reader calibrate"),
        (stored(evidence=["posterior", "mood"]), "found posterior, mood; run reader calibrate"),
        (stored(slopes=[1.0]), "m: expected an intercept and .* slopes; found 1 slopes; run"),
        ({"string": stored()["string"]}, "m: lattice weights do not fit this version: bias"),
    ],
)
def test_a_calibration_of_another_version_says_what_to_do(
    content: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        Calibration.from_mapping(content, where="m")


@given(st.tuples(*[st.floats(-1e6, 1e6)] * len(EVIDENCE)))
def test_confidence_is_a_probability_whatever_the_evidence(evidence: tuple[float, ...]) -> None:
    assert 0.0 < Calibration.from_mapping(stored()).string.of(evidence) < 1.0


def test_a_sure_string_has_more_evidence_than_a_doubtful_one() -> None:
    sure = measure_evidence(
        [hypothesis("407", 0.98), hypothesis("401", 0.01)], [0.99, 0.98, 0.99], LINE
    )
    doubtful = measure_evidence(
        [hypothesis("407", 0.5), hypothesis("401", 0.4)], [0.99, 0.6, 0.99], LINE
    )
    for name in ("posterior", "margin", "weakest"):
        assert named(sure)[name] > named(doubtful)[name]
    assert named(sure)["doubt"] < named(doubtful)["doubt"]
    assert named(sure)["digits"] == named(doubtful)["digits"] == 3


def test_a_string_without_rival_has_the_largest_margin() -> None:
    assert named(measure_evidence([hypothesis("4", 1.0)], [1.0], LINE))["margin"] == 12.0


def test_evidence_of_certainty_and_of_impossibility_is_finite() -> None:
    for probability in (1.0, 1e-300):
        found = measure_evidence([hypothesis("4", probability)], [0.0], LINE)
        assert all(math.isfinite(value) for value in found)


def test_a_text_without_digits_has_evidence() -> None:
    nothing = Hypothesis("", 0.0, (PathStep(0, ""),))
    found = named(measure_evidence([nothing], [], LINE))
    assert found["digits"] == 0
    assert all(math.isfinite(value) for value in found.values())


def joint(**changes: Any) -> dict[str, Any]:
    part = {
        "second_reader": "checksum",
        "weights": dataclasses.asdict(JointWeights(0.4, 0.8)),
        "evidence": list(JOINT_EVIDENCE),
        "intercept": 0.5,
        "slopes": [0.25] * len(JOINT_EVIDENCE),
        **changes,
    }
    return {**stored(), "joint": part}


def test_a_stored_fit_of_two_readers_is_taken_up() -> None:
    found = Calibration.from_mapping(joint()).joint
    assert found is not None
    assert (found.second_reader, found.weights) == ("checksum", JointWeights(0.4, 0.8))
    assert found.confidence.of([0.0] * len(JOINT_EVIDENCE)) == pytest.approx(
        1 / (1 + math.exp(-0.5))
    )
    assert Calibration.from_mapping(stored()).joint is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({**stored(), "joint": []}, "m: joint: expected evidence posterior, .*; found none; run"),
        (joint(evidence=["mood"]), "m: joint: expected evidence .*; found mood; run reader"),
        (joint(slopes=[1.0]), "m: joint: expected an intercept and .* slopes; found 1 slopes"),
        (joint(weights={}), "m: weights of the two readers do not fit this version: lattice, "),
    ],
)
def test_a_fit_of_two_readers_of_another_version_says_what_to_do(
    content: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        Calibration.from_mapping(content, where="m")


def test_two_readers_that_say_the_same_have_more_evidence() -> None:
    path = tuple(PathStep(k, digit) for k, digit in enumerate("407"))
    rival = JointText("401", -5.0, -2.0, -6.0)
    agreed = [JointText("407", -0.01, -0.2, -0.1), rival]
    apart = [JointText("407", -0.4, -2.5, -0.1), rival]
    both, one = (
        dict(
            zip(
                JOINT_EVIDENCE,
                measure_joint_evidence(texts, path, [0.9, 0.9, 0.9], LINE, aside=9.0),
                strict=True,
            )
        )
        for texts in (agreed, apart)
    )
    for name in ("posterior", "margin", "lattice", "agree"):
        assert both[name] > one[name]
    assert both["line"] == one["line"]
    assert both["aside"] == 2.0
    assert both["digits"] == 3.0


def test_evidence_of_two_readers_is_finite_whatever_they_say() -> None:
    for best in (JointText("", 0.0, 0.0, 0.0), JointText("4", -1e3, -1e3, -1e3)):
        assert all(math.isfinite(v) for v in measure_joint_evidence([best], (), [], LINE))


def test_the_threshold_for_an_accuracy_is_the_lowest_that_keeps_it() -> None:
    known = Confidence(0.0, (1.0,), ((0.99, 1.0), (0.9, 0.995), (0.6, 0.99), (0.3, 0.95)))
    assert known.threshold_for(0.99) == 0.6
    assert known.threshold_for(0.999) == 0.99


def test_without_points_an_accuracy_is_its_own_threshold() -> None:
    assert Confidence(0.0, (1.0,)).threshold_for(0.98) == 0.98
    assert Confidence(0.0, (1.0,), ((0.9, 0.9),)).threshold_for(0.98) == 0.98
