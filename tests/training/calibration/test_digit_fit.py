"""Temperature and shift are those that were planted, and never make a net surer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from drawn_digits import write_digits
from fakes import ConstantClassifier
from reader.errors import DataError
from reader.recognition.manifest import Manifest
from reader.training.calibration.digit_fit import fit_digits, fit_scaling, mean_loss

pytest.importorskip("scipy")


def said_by_a_net(temperature: float, *, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Log-probabilities that are ``temperature`` times too sure, and labels drawn truly."""
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (count, 11))
    true = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (rng.random((count, 1)) > true.cumsum(axis=1)).sum(axis=1).clip(0, 10)
    sure = logits * temperature
    return (sure - np.logaddexp.reduce(sure, axis=1)[:, None]).astype(np.float32), labels


def manifest_of(*sets: tuple[str, str], validation: float = 0.5) -> Manifest:
    data = tuple({"name": name, "role": role, "share": 1.0} for name, role in sets)
    return Manifest("m", "1", (*"0123456789", ""), {}, data=data, made={"validation": validation})


def test_a_net_that_is_twice_too_sure_gets_temperature_two() -> None:
    temperature, shift = fit_scaling(*said_by_a_net(2.0), place=None)
    assert temperature == pytest.approx(2.0, abs=0.1)
    assert shift == 0.0


def test_a_modest_net_is_not_made_surer() -> None:
    assert fit_scaling(*said_by_a_net(0.5), place=None)[0] == pytest.approx(1.0, abs=0.01)


def test_a_net_that_believes_in_rubbish_too_often_is_shifted_back() -> None:
    said, labels = said_by_a_net(1.5)
    said[:, -1] += 1.5 * 2.0
    temperature, shift = fit_scaling(said, labels, place=10)
    assert temperature == pytest.approx(1.5, abs=0.1)
    assert shift == pytest.approx(-2.0, abs=0.2)


def test_the_loss_is_the_mean_negative_log_probability() -> None:
    said = np.log(np.array([[0.5, 0.5], [0.25, 0.75]], np.float32))
    loss = mean_loss(said, np.array([0, 0]))
    assert loss == pytest.approx((np.log(2) + np.log(4)) / 2)


def test_the_digits_kept_for_validation_are_what_it_is_fitted_on(tmp_path: Path) -> None:
    write_digits(tmp_path / "mnist.npz", copies=60)
    fitted = fit_digits(ConstantClassifier("7"), manifest_of(("mnist", "digits")), data=tmp_path)
    assert fitted["fitted_on"]["digits"] == 300
    assert fitted["temperature"] == pytest.approx(5.0, abs=0.01)  # it is nearly always wrong
    assert fitted["shift"] == 0.0  # no rubbish is known
    assert fitted["fitted_on"]["loss"] < fitted["fitted_on"]["loss_before"]


def test_too_few_digits_teach_nothing(tmp_path: Path) -> None:
    write_digits(tmp_path / "mnist.npz", copies=4)
    assert fit_digits(ConstantClassifier(), manifest_of(("mnist", "digits")), data=tmp_path) == {}


def test_sets_of_ones_own_and_rubbish_teach_nothing(tmp_path: Path) -> None:
    manifest = manifest_of(("our-archive", "digits"), ("mdas", "not one digit"))
    assert fit_digits(ConstantClassifier(), manifest, data=tmp_path) == {}


def test_a_missing_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist\.npz: data file not found"):
        fit_digits(ConstantClassifier(), manifest_of(("mnist", "digits")), data=tmp_path)
