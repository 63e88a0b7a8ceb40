"""The lattice's weights are learnt from strings whose truth is known."""

from __future__ import annotations

import dataclasses
import math

import pytest

from fakes import DIGIT_CLASSES
from known_strings import known_string, known_strings
from reader.decoding.lattice import LatticeWeights, build_lattice, score_lattice
from reader.decoding.posterior import text_log_score
from reader.errors import DataError
from reader.training.calibration.lattice_fit import fit_lattice_weights, reachable
from reader.training.calibration.strings import KnownString

pytest.importorskip("scipy")


def log_prob(known: KnownString, weights: LatticeWeights) -> float:
    """Natural log of the truth's probability."""
    lattice = build_lattice(known.line.slices, known.line.candidates, known.log_probs)
    edges = score_lattice(lattice, weights, classes=DIGIT_CLASSES)
    truth = text_log_score(edges, lattice.slices, text=known.text)
    return truth - text_log_score(edges, lattice.slices)


def test_a_string_that_some_path_spells_is_reachable() -> None:
    assert reachable(known_string("407"), DIGIT_CLASSES)
    assert reachable(known_string("407", wrong=1), DIGIT_CLASSES)


@pytest.mark.parametrize("text", ["", "4"])
def test_passing_over_slices_reaches_shorter_texts(text: str) -> None:
    line = known_string("40")
    assert reachable(dataclasses.replace(line, text=text), DIGIT_CLASSES)


@pytest.mark.parametrize("text", ["407000", "4a"])
def test_a_text_longer_than_the_slices_or_with_other_signs_is_not_reachable(text: str) -> None:
    line = dataclasses.replace(known_string("407"), text=text)
    assert not reachable(line, DIGIT_CLASSES)


def test_learnt_weights_make_the_truth_more_probable() -> None:
    strings = known_strings(40)
    weights = fit_lattice_weights(strings, DIGIT_CLASSES)
    before = sum(log_prob(known, LatticeWeights()) for known in strings)
    after = sum(log_prob(known, weights) for known in strings)
    assert after > before + 0.1


def test_learnt_weights_are_finite_and_the_same_every_time() -> None:
    strings = known_strings(24)
    first = fit_lattice_weights(strings, DIGIT_CLASSES)
    assert first == fit_lattice_weights(strings, DIGIT_CLASSES)
    assert all(math.isfinite(value) for value in dataclasses.astuple(first))


@pytest.mark.parametrize("count", [0, 1, 19])
def test_too_few_strings_teach_nothing(count: int) -> None:
    message = f"{count} usable strings to calibrate on; expected 20 at least"
    with pytest.raises(DataError, match=message):
        fit_lattice_weights(known_strings(count), DIGIT_CLASSES)


def test_strings_that_cannot_be_spelt_do_not_count() -> None:
    lost = [dataclasses.replace(known, text="1" * 30) for known in known_strings(30)]
    with pytest.raises(DataError, match="0 usable strings"):
        fit_lattice_weights(lost, DIGIT_CLASSES)
