"""Fit what turns evidence into confidence, on digits and strings that training did not see.

First the temperature of the digits' probabilities; all else is fitted on what that makes of
them, for the model alone and, where there is one, together with a second reader.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from reader.alphabet import noun
from reader.errors import DataError, OutputError
from reader.recognition.classifier import Classifier
from reader.recognition.engines import load_classifier
from reader.recognition.first_look import FIRST_LOOK, first_look_of, with_first_look
from reader.recognition.line_reader import LineReader, load_line_reader
from reader.recognition.manifest import (
    CALIBRATION_FILE,
    Manifest,
    find_model_folder,
    hash_file,
    read_calibration,
    read_manifest,
    write_manifest,
)
from reader.recognition.scaling import scaled_classifier
from reader.settings import NO_READER, Settings
from reader.training.calibration.digit_fit import fit_digits
from reader.training.calibration.kept_digits import framed_amounts, kept_strings
from reader.training.calibration.string_fit import fit_calibration
from reader.training.calibration.strings import (
    KnownString,
    blank_strings,
    drawn_strings,
    held_out_cheques,
    prepare_strings,
)
from reader.training.learned import recipe_of

__all__ = ["calibrate_model", "known_strings"]

DRAWN_SEED = 7
"""Seed of the drawn strings; no training draws lines from it."""

BLANK_SHARE = 0.3
"""Blank lines for every drawn string: frames, rulings, stamps, in which nothing is to be read."""

KEPT_SEED = 8
"""Seed of the strings written with digits that were kept, and of the frames around real ones."""

REAL_WEIGHT = 3.0
"""A real string counts as much as three drawn ones: drawn lines are meant to be hard."""


def calibrate_model(
    name_or_dir: str | Path,
    *,
    data: Path,
    drawn: int,
    kept: int = 0,
    second_reader: str | Path = NO_READER,
    first_look: str = "",
    tick: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Fit a model's calibration and put it into its folder; returns what was written.

    ``data`` is the folder of training data (the digits kept for validation and the held-out
    cheques are used), ``drawn`` the number of strings of our own handwriting beside them, and
    ``kept`` that of strings written with digits that were kept for validation. With the name or
    folder of a ``second_reader`` it is calibrated together with that one, too. ``first_look`` names
    a smaller model that sees every glyph first, or ``off``; empty: as it was before.
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
    fitted |= _first_look(first_look, folder, manifest)
    classifier = with_first_look(
        scaled_classifier(plain, fitted, where=CALIBRATION_FILE),
        fitted,
        load=partial(load_classifier, device="cpu"),
        where=CALIBRATION_FILE,
    )
    second = None if second_reader == NO_READER else load_line_reader(second_reader, device="cpu")
    strings = known_strings(
        manifest, classifier, second, data=data, drawn=drawn, kept=kept, tick=tick
    )
    checksum = "" if second is None else second.checksum
    fitted |= fit_calibration(strings, classifier.classes, second_reader=checksum)
    _store(folder, manifest, fitted)
    return fitted


def known_strings(
    manifest: Manifest,
    classifier: Classifier,
    second: LineReader | None,
    *,
    data: Path,
    drawn: int,
    kept: int = 0,
    tick: Callable[[], None] = lambda: None,
) -> list[KnownString]:
    """The strings that a model is calibrated on, with what it and a second reader say of them.

    Raises
    ------
    DataError
        If the training data is not as expected.
    """
    prepare = partial(prepare_strings, line_reader=second, tick=tick)
    strings = prepare(held_out_cheques(data), classifier, Settings(), weight=REAL_WEIGHT)
    strings += prepare(framed_amounts(data, seed=KEPT_SEED), classifier, Settings())
    strings += prepare(drawn_strings(drawn, seed=DRAWN_SEED), classifier, Settings())
    strings += prepare(
        blank_strings(round(BLANK_SHARE * drawn), seed=DRAWN_SEED), classifier, Settings()
    )
    written = kept_strings(recipe_of(manifest), data, count=kept, seed=KEPT_SEED)
    return strings + prepare(written, classifier, Settings())


def _first_look(name: str, folder: Path, manifest: Manifest) -> dict[str, Any]:
    """What the calibration says of who looks first; the model of that name as it is now."""
    if not name:
        name = read_calibration(folder, manifest).get(FIRST_LOOK, {}).get("model", NO_READER)
    return {} if name == NO_READER else {FIRST_LOOK: first_look_of(name)}


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
