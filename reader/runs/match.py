"""Whether a run file was made with the settings and the model of this command."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import reader
from reader.errors import RunMismatchError
from reader.settings import Settings, settings_digest

__all__ = ["Origin", "flattened", "refuse_mismatch"]

_LIBRARIES = ("numpy", "opencv-python-headless", "onnxruntime")
"""What a reading is computed with, beside the reader itself."""

_ABSENT = "(not there)"


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """What made, or is to make, the readings of a run."""

    versions: Mapping[str, str]
    settings: Mapping[str, Mapping[str, Any]]
    settings_digest: str
    model_name: str
    model_checksum: str

    @staticmethod
    def of(settings: Settings, *, model_name: str, model_checksum: str, engine: str = "") -> Origin:
        """The origin of what this program reads now."""
        return Origin(
            versions=_versions() | ({"engine": engine} if engine else {}),
            settings=json.loads(json.dumps(dataclasses.asdict(settings), default=str)),
            settings_digest=settings_digest(settings, model_checksum),
            model_name=model_name,
            model_checksum=model_checksum,
        )

    @staticmethod
    def stored(row: sqlite3.Row) -> Origin:
        """The origin that a run file's table ``run`` tells."""
        return Origin(
            versions=json.loads(row["versions"]),
            settings=json.loads(row["settings"]),
            settings_digest=row["settings_digest"],
            model_name=row["model_name"],
            model_checksum=row["model_checksum"],
        )

    def columns(self) -> tuple[str, str, str, str, str]:
        """For the columns versions, settings, settings_digest, model_name, model_checksum."""
        return (
            json.dumps(self.versions),
            json.dumps(self.settings),
            self.settings_digest,
            self.model_name,
            self.model_checksum,
        )


def refuse_mismatch(path: Path, *, stored: Origin, wanted: Origin) -> None:
    """Lets pass what was made as it would be made now.

    Raises
    ------
    RunMismatchError
        Otherwise; the message names every setting that differs.
    """
    if stored.settings_digest == wanted.settings_digest:
        return
    raise RunMismatchError(
        f"{path}: run file made with other settings: {'; '.join(_differences(stored, wanted))}. "
        "Use those settings again, or start it afresh with --redo all, "
        "or name another run file with --run"
    )


def flattened(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """``section.key`` -> value, in the order of the sections."""
    return {f"{s}.{key}": value for s, values in settings.items() for key, value in values.items()}


def _differences(stored: Origin, wanted: Origin) -> Iterator[str]:
    old, new = flattened(stored.settings), flattened(wanted.settings)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key, _ABSENT) != new.get(key, _ABSENT):
            yield f"{key} was {old.get(key, _ABSENT)}, is {new.get(key, _ABSENT)}"
    if stored.model_checksum != wanted.model_checksum:
        yield f"model was {_model(stored)}, is {_model(wanted)}"


def _model(origin: Origin) -> str:
    return f"{origin.model_name} ({origin.model_checksum[:12]})"


def _versions() -> dict[str, str]:
    found = {"reader": reader.__version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # another build of the same library, such as opencv-python
    return found
