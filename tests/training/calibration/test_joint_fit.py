"""How much each of two readers is heard is learnt from strings whose truth is known."""

from __future__ import annotations

import dataclasses

import pytest

from fakes import DIGIT_CLASSES, columns_saying
from known_strings import heard_strings, known_strings
from reader.decoding.columns import Columns
from reader.decoding.joint import JointWeights
from reader.decoding.lattice import LatticeWeights
from reader.errors import DataError
from reader.training.calibration.joint_fit import WEIGHTS, fit_joint_weights
from reader.training.calibration.strings import KnownString

pytest.importorskip("scipy")


def fitted(strings: list[KnownString]) -> JointWeights:
    return fit_joint_weights(strings, DIGIT_CLASSES, LatticeWeights())


def hearing(known: KnownString, text: str, *, sure: float = 0.9) -> KnownString:
    columns = Columns(columns_saying(text, columns=30, sure=sure), 0.0, 100.0)
    return dataclasses.replace(known, columns=columns)


def test_a_reader_that_is_always_right_is_heard_more_than_one_that_is_not() -> None:
    good = fitted([hearing(k, k.text) for k in known_strings(60, wrong_share=0.5)])
    deaf = fitted([hearing(k, "7") for k in known_strings(60, wrong_share=0.1)])
    assert good.line > deaf.line
    assert good.lattice < deaf.lattice
    assert WEIGHTS[0] <= deaf.line


def test_the_same_strings_give_the_same_weights() -> None:
    assert fitted(heard_strings(40)) == fitted(heard_strings(40))


def test_too_few_strings_are_refused() -> None:
    with pytest.raises(DataError, match="10 strings whose truth one of two readers thinks of"):
        fitted(heard_strings(10))
    with pytest.raises(DataError, match="0 strings whose truth"):
        fitted(known_strings(40))


def test_strings_that_neither_reader_thinks_of_teach_nothing() -> None:
    lost = [dataclasses.replace(k, text="0" * 12) for k in heard_strings(10, seed=9)]
    strings = heard_strings(40)
    assert fitted(strings + lost) == fitted(strings)


def test_blank_lines_teach_how_much_speaks_for_no_digits_at_all() -> None:
    strings = [hearing(k, k.text) for k in known_strings(40)]
    blank = [hearing(dataclasses.replace(k, text=""), "", sure=0.95) for k in known_strings(30)]
    assert fitted(strings + blank).nothing > fitted(strings).nothing
