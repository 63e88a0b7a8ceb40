"""Settings: one frozen class a stage, composed; TOML in, unknown keys refused.

A setting is declared here once, with its type and default; ``configs/default.toml`` repeats the
default beside unit and reason, and a test holds the two together. Lengths are multiples of the
page's own scale: ``stroke_width`` or ``digit_height`` (see :class:`reader.records.Scale`).
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import math
import tomllib
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from reader.errors import SettingsError
from reader.records import Layout

__all__ = [
    "NO_READER",
    "DecodingSettings",
    "ImagingSettings",
    "LayoutSettings",
    "Precision",
    "RecognitionSettings",
    "SegmentationSettings",
    "Settings",
    "SourceSettings",
    "load_settings",
    "parse_assignments",
    "settings_digest",
]


NO_READER = "off"
"""The setting ``decoding.second_reader`` that reads without one."""


def _share(default: float) -> Any:
    """A setting of 0..1."""
    return field(default=default, metadata={"most": 1.0})


def _at_least_one(default: float) -> Any:
    """A setting of which less than one makes no sense; any other may be 0, none is negative."""
    return field(default=default, metadata={"least": 1})


class Precision(StrEnum):
    """In which numbers a net computes; ``mixed`` allows float16 on a GPU."""

    FLOAT32 = "float32"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """How files become pages."""

    max_pixels: float = _at_least_one(200e6)
    pdf_dpi: float = _at_least_one(300.0)


@dataclass(frozen=True, slots=True)
class ImagingSettings:
    """How a page becomes ink."""

    shortest_side: int = _at_least_one(96)
    longest_side: int = _at_least_one(1600)
    longest_page_side: int = _at_least_one(4400)
    ink_level: float = _share(0.45)
    noise_factor: float = 4.0
    faintest_ink: float = 20.0
    speck_area: float = 0.6
    most_components: int = _at_least_one(6000)


@dataclass(frozen=True, slots=True)
class LayoutSettings:
    """Where strings are looked for. Lengths in digit heights."""

    mode: Layout = Layout.PAGE
    smallest: float = 0.3
    reach: float = 2.6
    print_likeness: float = _share(0.95)
    printed: bool = False
    most_components: int = _at_least_one(80)


@dataclass(frozen=True, slots=True)
class SegmentationSettings:
    """How cuts are proposed. Lengths in digit heights, costs in stroke widths."""

    widest_uncut: float = 0.85
    cut_distance: float = 0.22
    dearest_cut: float = 3.2
    longest_run: int = _at_least_one(4)
    widest_candidate: float = 1.3
    widest_gap: float = 0.45
    most_slices: int = _at_least_one(150)


@dataclass(frozen=True, slots=True)
class RecognitionSettings:
    """Which model, in what portions."""

    model: str = "digits"
    precision: Precision = Precision.FLOAT32
    batch_size: int = _at_least_one(256)


@dataclass(frozen=True, slots=True)
class DecodingSettings:
    """How a string is searched and when it is accepted."""

    accept: float = _share(0.95)
    alternatives: int = 3
    beam: int = _at_least_one(16)
    least_digit: float = _share(0.5)
    second_reader: str = "lines"

    @property
    def has_second_reader(self) -> bool:
        return self.second_reader != NO_READER


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings that shape a reading."""

    sources: SourceSettings = field(default_factory=SourceSettings)
    imaging: ImagingSettings = field(default_factory=ImagingSettings)
    layout: LayoutSettings = field(default_factory=LayoutSettings)
    segmentation: SegmentationSettings = field(default_factory=SegmentationSettings)
    recognition: RecognitionSettings = field(default_factory=RecognitionSettings)
    decoding: DecodingSettings = field(default_factory=DecodingSettings)


def load_settings(
    path: Path | None = None, *, overrides: Mapping[str, Any] | None = None
) -> Settings:
    """Settings from an optional TOML file, then ``section.key`` overrides on top.

    Raises
    ------
    SettingsError
        If the file cannot be read, a key is unknown, or a value has the wrong type or is out of
        range.
    """
    settings = Settings()
    if path is not None:
        settings = _merged(settings, _read_toml(path), where=str(path))
    for key, value in (overrides or {}).items():
        section, _, name = key.partition(".")
        settings = _merged(settings, {section: {name: value}}, where=f"setting {key}")
    return settings


def parse_assignments(assignments: Iterable[str]) -> dict[str, Any]:
    """``["decoding.accept=0.9"]`` as a mapping; values in TOML's spelling, bare words as text.

    Raises
    ------
    SettingsError
        If an assignment is not ``section.key=value``.
    """
    found: dict[str, Any] = {}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals or "." not in key:
            raise SettingsError(
                f"--set {assignment}: expected section.key=value, as in decoding.accept=0.9"
            )
        found[key.strip()] = _toml_value(value.strip())
    return found


def settings_digest(settings: Settings, *parts: str) -> str:
    """First 16 hex digits of a SHA-256 over all settings and ``parts`` (a model's checksum)."""
    text = json.dumps([dataclasses.asdict(settings), *parts], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: settings file cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file: {error}") from error


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _merged(settings: Settings, data: Mapping[str, Any], *, where: str) -> Settings:
    sections = {f.name for f in dataclasses.fields(settings)}
    changes = {}
    for section, values in data.items():
        _refuse_unknown(section, sections, kind="section", where=where)
        if not isinstance(values, Mapping):
            raise SettingsError(f"{where}: [{section}] must be a table of keys")
        changes[section] = _section(getattr(settings, section), values, section, where=where)
    return dataclasses.replace(settings, **changes)


def _section(current: Any, values: Mapping[str, Any], section: str, *, where: str) -> Any:
    types = typing.get_type_hints(type(current))
    limits = {f.name: f.metadata for f in dataclasses.fields(current)}
    changes = {}
    for key, value in values.items():
        _refuse_unknown(key, types, kind=f"key in [{section}]", where=where)
        changes[key] = _converted(value, types[key], f"{section}.{key}", where=where)
        _refuse_out_of_range(changes[key], limits[key], f"{section}.{key}", where=where)
    return dataclasses.replace(current, **changes)


def _refuse_unknown(name: str, known: Iterable[str], *, kind: str, where: str) -> None:
    names = sorted(known)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}"
    raise SettingsError(f"{where}: unknown {kind}: {name}; {advice}")


def _converted(value: Any, kind: Any, name: str, *, where: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and issubclass(kind, str) and isinstance(value, str):
        try:
            return kind(value)
        except ValueError as error:
            allowed = ", ".join(str(v) for v in kind)  # type: ignore[attr-defined]
            raise SettingsError(
                f"{where}: {name} = {value!r}; expected one of {allowed}"
            ) from error
    if isinstance(kind, type) and isinstance(value, kind):
        if kind is not int or not isinstance(value, bool):
            return value
    expected = getattr(kind, "__name__", str(kind))
    raise SettingsError(f"{where}: {name} = {value!r}; expected {expected}")


def _refuse_out_of_range(value: Any, limits: Mapping[str, float], name: str, *, where: str) -> None:
    least, most = limits.get("least", 0), limits.get("most", math.inf)
    if isinstance(value, str) or least <= value <= most:
        return
    expected = f"at least {least}" if most == math.inf else f"{least} to {most:g}"
    raise SettingsError(f"{where}: {name} = {value!r}; expected {expected}")
