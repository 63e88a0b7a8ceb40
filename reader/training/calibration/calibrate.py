"""Fit what turns evidence into confidence, on digits and strings that training did not see.

First the temperature of the digits' probabilities; all else is fitted on what that makes of
them. Then two steps on two parts of the strings: the lattice's weights by maximum likelihood on
one, then a logistic regression from the evidence of :data:`reader.decoding.calibration.EVIDENCE`
to *the string is right* on the other, so that it sees evidence as it will be in reading.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.decoding import decode
from reader.decoding.calibration import EVIDENCE, Calibration
from reader.decoding.lattice import LatticeWeights
from reader.errors import DataError, OutputError
from reader.recognition.engines import load_classifier
from reader.recognition.manifest import (
    CALIBRATION_FILE,
    Manifest,
    find_model_folder,
    hash_file,
    read_manifest,
    write_manifest,
)
from reader.recognition.scaling import scaled_classifier
from reader.settings import DecodingSettings, Settings
from reader.training.calibration.digit_fit import fit_digits
from reader.training.calibration.lattice_fit import fit_lattice_weights, reachable
from reader.training.calibration.strings import (
    KnownString,
    drawn_strings,
    held_out_cheques,
    prepare_strings,
)

__all__ = ["calibrate_model", "fit_calibration"]

DRAWN_SEED = 7
"""Seed of the drawn strings; no training draws lines from it."""

REAL_WEIGHT = 3.0
"""A real string counts as much as three drawn ones: drawn lines are meant to be hard."""

LATTICE_SHARE = 0.4
"""Part of the strings that the lattice's weights are learnt on; the rest is for confidence."""


def calibrate_model(
    name_or_dir: str | Path,
    *,
    data: Path,
    drawn: int,
    tick: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Fit a model's calibration and put it into its folder; returns what was written.

    ``data`` is the folder of training data (the digits kept for validation and the held-out
    cheques are used), ``drawn`` the number of strings of our own handwriting beside them.
    ``tick`` is called once a string.

    Raises
    ------
    ModelError, DataError, OutputError
        If the model or the data is not as expected, or the folder cannot be written.
    """
    folder = find_model_folder(name_or_dir)
    manifest = read_manifest(folder)
    plain = load_classifier(folder, manifest, device="cpu")
    digit = fit_digits(plain, manifest, data=data)
    fitted: dict[str, Any] = {"digit": digit} if digit else {}
    if noun(manifest.classes) != "digit":
        return _single(folder, manifest, fitted)
    classifier = scaled_classifier(plain, fitted, where=CALIBRATION_FILE)
    real, settings = held_out_cheques(data), Settings()
    strings = prepare_strings(real, classifier, settings, weight=REAL_WEIGHT, tick=tick)
    strings += prepare_strings(
        drawn_strings(drawn, seed=DRAWN_SEED), classifier, settings, tick=tick
    )
    fitted |= fit_calibration(strings, classifier.classes)
    _store(folder, manifest, fitted)
    return fitted


def _single(folder: Path, manifest: Manifest, fitted: dict[str, Any]) -> dict[str, Any]:
    """Stores what was fitted on single letters: there are no known strings of them."""
    if not fitted:
        raise DataError(
            f"{folder}: too few pictures of its training's sets are known; "
            f"a calibration needs {noun(manifest.classes)}s that were kept for validation"
        )
    _store(folder, manifest, fitted)
    return fitted


def _store(folder: Path, manifest: Manifest, fitted: Mapping[str, Any]) -> None:
    part = folder / f".{CALIBRATION_FILE}.part"
    try:
        part.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
        part.replace(folder / CALIBRATION_FILE)
        files = {**manifest.files, CALIBRATION_FILE: hash_file(folder / CALIBRATION_FILE)}
        write_manifest(folder, dataclasses.replace(manifest, files=files))
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error


def fit_calibration(
    strings: Sequence[KnownString], classes: Sequence[str], *, seed: int = 0
) -> dict[str, Any]:
    """The content of ``calibration.json`` for a model, with what it was fitted on.

    Raises
    ------
    DataError
        If there are too few usable strings, or all are read right, or all wrong.
    """
    order = np.random.default_rng(seed).permutation(len(strings))
    share = round(LATTICE_SHARE * len(strings))
    weights = fit_lattice_weights([strings[i] for i in order[:share]], classes)
    outcomes = [
        (_outcome(k, classes, weights), k.weight) for k in (strings[i] for i in order[share:])
    ]
    found = [(*outcome, weight) for outcome, weight in outcomes if outcome is not None]
    right = np.array([r for _, r, _ in found])
    if right.all() or not right.any():
        known = "right" if right.all() else "wrong"
        raise DataError(
            f"all {len(found)} strings for the confidence are read {known}; expected some of both: "
            "add harder or easier ones"
        )
    counts = np.array([weight for _, _, weight in found])
    intercept, slopes = _logistic(np.array([e for e, _, _ in found]), right, counts)
    covered = sum(reachable(k, classes) for k in strings)
    return {
        "lattice": dataclasses.asdict(weights),
        "string": {"evidence": list(EVIDENCE), "intercept": intercept, "slopes": slopes},
        "fitted_on": {
            "strings": len(strings),
            "coverage": round(covered / len(strings), 4),
            "right": round(float(np.mean(right)), 4),
        },
    }


def _outcome(
    known: KnownString, classes: Sequence[str], weights: LatticeWeights
) -> tuple[tuple[float, ...], bool] | None:
    """Evidence and whether the string is right; None for one with a reason for review.

    Such a string is never accepted, whatever its confidence: it would only blur that of others.
    """
    decoded = decode(
        known.line.slices,
        known.line.candidates,
        known.log_probs,
        classes=classes,
        calibration=Calibration(lattice=weights),
        beam=DecodingSettings().beam,
        aside=known.line.aside,
    )
    if decoded is None:
        return (0.0,) * len(EVIDENCE), False
    if decoded.reasons:
        return None
    return decoded.evidence, decoded.hypotheses[0].text == known.text


def _logistic(
    evidence: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, list[float]]:
    """Intercept and slopes on the evidence as it is measured."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=2000))
    model.fit(evidence, right, logisticregression__sample_weight=weights)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - slopes @ scaler.mean_)
    return intercept, [float(v) for v in slopes]
