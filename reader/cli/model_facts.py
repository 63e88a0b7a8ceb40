"""What a model folder says of itself, and whether it is whole."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.errors import ModelError
from reader.recognition.classifier import none_in_words
from reader.recognition.manifest import (
    CALIBRATION_FILE,
    GLYPHS,
    MANIFEST_FILE,
    STRIPS,
    Manifest,
    check_file,
    find_model_folder,
    model_names,
    read_manifest,
)

__all__ = ["ModelFacts", "describe", "model_facts", "shipped_models"]

CARD_FILE = "CARD.md"

READS = {
    GLYPHS: "single characters",
    STRIPS: "strips of whole lines: a second reader, for the setting decoding.second_reader",
}

INDENT, WIDTH = 13, 100
"""Columns of the names, and of a whole line."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A model folder; ``damage`` has a message for each file that is not what the manifest says.

    ``manifest`` is None where it cannot be read itself. ``card`` is the model card's text.
    """

    name: str
    folder: Path | None
    manifest: Manifest | None
    damage: tuple[str, ...]
    calibration: Mapping[str, Any]
    card: str

    @property
    def is_whole(self) -> bool:
        return self.manifest is not None and not self.damage


def shipped_models() -> tuple[str, ...]:
    """Names of the models that came with the program.

    Raises
    ------
    ModelError
        If there is none.
    """
    names = model_names()
    if not names:
        raise ModelError(
            f"no model came with this installation: expected a folder with {MANIFEST_FILE}; "
            "install digit-reader again, or name a model folder"
        )
    return names


def model_facts(name_or_dir: str) -> ModelFacts:
    """The facts of a shipped model or of a folder; damage is reported, never raised."""
    try:
        folder = find_model_folder(name_or_dir)
    except ModelError as error:
        return ModelFacts(name_or_dir, None, None, (str(error),), {}, "")
    try:
        manifest = read_manifest(folder)
    except ModelError as error:
        return ModelFacts(name_or_dir, folder, None, (str(error),), {}, _card(folder))
    damage = tuple(_damage(folder, manifest))
    return ModelFacts(
        manifest.name, folder, manifest, damage, _calibration(folder, manifest), _card(folder)
    )


def describe(facts: ModelFacts) -> Iterator[str]:
    """Lines for a person: what it is, what it was made of, what it was measured at."""
    manifest = facts.manifest
    if manifest is None:
        yield from (f"{facts.name}: {message}" for message in facts.damage)
        return
    yield f"{manifest.name}, version {manifest.version}"
    none = none_in_words(manifest.classes) if manifest.kind == GLYPHS else "nothing here"
    classes = ", ".join(name or none for name in manifest.classes)
    yield f"  {'folder':<{INDENT}}{facts.folder}"
    yield _entry("reads", READS[manifest.kind])
    yield _entry("weights", f"{manifest.weights:,}")
    yield _entry("classes", classes)
    yield _entry("data", "; ".join(_data(manifest.data)) or "not said")
    yield _entry("measured", "; ".join(_metrics(manifest.metrics)) or "not said")
    if manifest.kind == GLYPHS:
        yield _entry("calibrated", _calibrated(facts.calibration))
    yield _entry("licence", manifest.licence or "not said")
    yield _entry("checksums", "all right" if not facts.damage else "; ".join(facts.damage))


def _entry(name: str, words: str) -> str:
    head, rest = f"  {name:<{INDENT}}", " " * (INDENT + 2)
    return textwrap.fill(
        words, WIDTH, initial_indent=head, subsequent_indent=rest, break_long_words=False
    )


def _damage(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name in manifest.files:
        try:
            check_file(folder, manifest, name=name)
        except ModelError as error:
            yield str(error)


def _calibration(folder: Path, manifest: Manifest) -> Mapping[str, Any]:
    if CALIBRATION_FILE not in manifest.files:
        return {}
    try:
        found = json.loads((folder / CALIBRATION_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # said already: its checksum is wrong or it is missing
        return {}
    return found if isinstance(found, dict) else {}


def _calibrated(calibration: Mapping[str, Any]) -> str:
    if not calibration:
        return "no; run reader calibrate"
    if "string" not in calibration and "digit" in calibration:
        count, *_ = calibration["digit"].get("fitted_on", {}).items()
        return f"on {count[1]:,} {count[0]}, for single ones"
    strings = calibration.get("fitted_on", {}).get("strings")
    words = "yes" if strings is None else f"on {strings:,} strings"
    return f"{words}, alone and with a second reader" if "joint" in calibration else words


def _card(folder: Path) -> str:
    try:
        return (folder / CARD_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _data(sets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in sets:
        licence = one.get("licence")
        yield f"{one.get('name', '?')}" + (f" ({licence})" if licence else "")


def _metrics(metrics: Mapping[str, Any]) -> Iterator[str]:
    for name, figures in metrics.items():
        if isinstance(figures, Mapping) and {"error_percent", "n"} <= set(figures):
            yield f"{name} {figures['error_percent']:.2f} % errors of {figures['n']:,}"
