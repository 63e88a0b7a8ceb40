"""Shares and their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reader.training.baselines.figures import class_figures, nonsense_figures, share


def test_a_share_has_wilson_s_interval() -> None:
    found = share("right", 16, 38)
    assert (found.measure, found.n) == ("right", 38)
    assert found.figure == pytest.approx(42.1, abs=0.05)
    assert (found.low, found.high) == pytest.approx((27.9, 57.8), abs=0.05)


def test_of_nothing_there_is_no_share() -> None:
    assert math.isnan(share("right", 0, 0).figure)


def test_wrong_ones_that_the_net_is_sure_of_are_counted() -> None:
    said = np.array([[0.98, 0.02], [0.98, 0.02], [0.6, 0.4], [0.6, 0.4]])
    found = {f.measure: f for f in class_figures(said, np.array([0, 1, 1, 0]))}
    assert found["right"].figure == 50
    assert found["wrong though 97 % sure"].figure == 25
    assert found["mean probability"].figure == pytest.approx(79)
    assert found["commonest answer"].figure == 100
    assert len(found) == 4


def test_letters_have_a_best_three() -> None:
    said = np.array([[0.4, 0.3, 0.2, 0.1], [0.4, 0.3, 0.2, 0.1]])
    found = {f.measure: f for f in class_figures(said, np.array([2, 3]), letters=True)}
    assert found["right"].figure == 0
    assert found["among the best three"].figure == 50
    assert found["read as A"].figure == 100


def test_a_net_should_be_sure_of_no_nonsense() -> None:
    (found,) = nonsense_figures(np.array([[0.995, 0.005], [0.5, 0.5]]))
    assert (found.measure, found.figure) == ("99 % sure", 50)
