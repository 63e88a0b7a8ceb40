"""A model folder's facts: what is in it, what it takes and gives, and that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reader.errors import ModelError
from reader.imaging.normalize import GLYPH_SIDE
from reader.imaging.strips import STRIP_HEIGHT, STRIP_VIEWS
from reader.recognition.classifier import NOT_ONE

__all__ = [
    "CALIBRATION_FILE",
    "GLYPHS",
    "KERAS_FILE",
    "MANIFEST_FILE",
    "ONNX_FILE",
    "STRIPS",
    "STRIP_SHAPE",
    "Manifest",
    "check_file",
    "find_model_folder",
    "hash_file",
    "model_names",
    "read_calibration",
    "read_manifest",
    "write_manifest",
]

MANIFEST_FILE = "manifest.json"
ONNX_FILE = "model.onnx"
KERAS_FILE = "model.keras"
CALIBRATION_FILE = "calibration.json"

FORMAT = 1
"""The manifest's own version; a newer one is refused."""

GLYPHS, STRIPS = "glyphs", "strips"
"""What a net reads: single digits, or lines (a second reader)."""

INPUT_SHAPE = (GLYPH_SIDE, GLYPH_SIDE)

STRIP_SHAPE = (STRIP_VIEWS, STRIP_HEIGHT)
"""A strip's views and height; its width is free."""

SHAPES = {GLYPHS: INPUT_SHAPE, STRIPS: STRIP_SHAPE}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder says of itself.

    ``files`` maps each file's name to its SHA-256; ``classes`` are in the order of the outputs,
    ``""`` is *not one digit*; ``input_shape`` is one glyph's, ``input_dtype`` a numpy name.
    Of a net of ``kind`` "strips", ``""`` is *nothing here* and the last class, and
    ``input_shape`` one strip's views and height.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    files: Mapping[str, str]
    input_shape: tuple[int, ...] = INPUT_SHAPE
    input_dtype: str = "uint8"
    weights: int = 0
    data: tuple[Mapping[str, Any], ...] = ()
    metrics: Mapping[str, Any] = field(default_factory=dict)
    licence: str = ""
    made: Mapping[str, Any] = field(default_factory=dict)
    kind: str = GLYPHS
    format: int = FORMAT


def find_model_folder(name_or_dir: str | Path, *, kind: str = GLYPHS) -> Path:
    """The folder of a shipped model's name, or the folder itself.

    ``kind`` of model is only for the message that tells which ones are shipped.

    Raises
    ------
    ModelError
        If there is neither.
    """
    for home in _shipped_homes():
        folder = home / str(name_or_dir)
        if _is_bare(name_or_dir) and (folder / MANIFEST_FILE).is_file():
            return folder
    folder = Path(name_or_dir)
    if folder.is_dir():
        return folder
    known = ", ".join(model_names(kind)) or "none"
    raise ModelError(
        f"model {str(name_or_dir)!r} not found: expected a folder with {MANIFEST_FILE} or one of "
        f"the shipped models ({known})"
    )


def model_names(kind: str | None = None) -> tuple[str, ...]:
    """Names of the shipped models, sorted; of one kind, or all."""
    found = [p for home in _shipped_homes() for p in home.glob(f"*/{MANIFEST_FILE}")]
    return tuple(sorted({p.parent.name for p in found if kind in (None, _kind(p.parent))}))


def _kind(folder: Path) -> str | None:
    """What a model reads; None where its manifest cannot be used."""
    try:
        return read_manifest(folder).kind
    except ModelError:
        return None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder.

    Raises
    ------
    ModelError
        If it is missing, no JSON, of a newer format, or says what this program cannot take.
    """
    path = folder / MANIFEST_FILE
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"{path}: manifest cannot be read ({error.strerror}); "
            "a model folder has one, written by reader train"
        ) from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); restore the model folder") from error
    return _checked(facts, path)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into its folder, replacing an older one in one step."""
    path = folder / MANIFEST_FILE
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def check_file(folder: Path, manifest: Manifest, *, name: str) -> Path:
    """The path of a file that is what the manifest says.

    Raises
    ------
    ModelError
        If the manifest does not name it, it is missing, or its SHA-256 differs.
    """
    path = folder / name
    expected = manifest.files.get(name)
    if expected is None:
        raise ModelError(f"{folder / MANIFEST_FILE}: names no {name}; restore the model folder")
    if not path.is_file():
        raise ModelError(f"{path}: missing, though the manifest names it; restore the model folder")
    found = hash_file(path)
    if found != expected:
        raise ModelError(
            f"{path}: wrong checksum: expected SHA-256 {expected[:16]}..., found {found[:16]}...; "
            "the file was changed or damaged: restore it, or train the model again"
        )
    return path


def read_calibration(folder: Path, manifest: Manifest) -> Mapping[str, Any]:
    """The content of a model's calibration file, empty where it has none.

    Raises
    ------
    ModelError
        If the file is not what the manifest says, or no JSON object.
    """
    if CALIBRATION_FILE not in manifest.files:
        return {}
    path = check_file(folder, manifest, name=CALIBRATION_FILE)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); run reader calibrate again") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path}: expected a JSON object; run reader calibrate again")
    return found


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checked(facts: Any, path: Path) -> Manifest:
    if not isinstance(facts, dict):
        raise ModelError(f"{path}: expected a JSON object, found {type(facts).__name__}")
    found = facts.get("format")
    if found != FORMAT:
        raise ModelError(
            f"{path}: manifest format {found}, this program knows {FORMAT}; "
            "update digit-reader, or take a model made for this version"
        )
    missing = [key for key in ("name", "version", "classes", "files") if key not in facts]
    if missing:
        raise ModelError(f"{path}: lacks {', '.join(missing)}; restore the model folder")
    known = Manifest.__dataclass_fields__
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in facts.items() if k in known
    }
    manifest = Manifest(**values)
    _check_contract(manifest, path)
    return manifest


def _check_contract(manifest: Manifest, path: Path) -> None:
    expected = SHAPES.get(manifest.kind)
    if expected is None:
        raise ModelError(
            f"{path}: reads {manifest.kind!r}; expected one of {', '.join(SHAPES)}; "
            "update digit-reader, or take a model made for this version"
        )
    if manifest.input_shape != expected or manifest.input_dtype != "uint8":
        raise ModelError(
            f"{path}: input is {manifest.input_dtype} {list(manifest.input_shape)}, "
            f"expected uint8 {list(expected)}; the model was made for another normaliser"
        )
    classes = manifest.classes
    named = [c for c in classes if c]
    ordered = len(set(classes)) == len(classes) and named == sorted(named)
    if manifest.kind == STRIPS:
        ordered = ordered and classes[-1:] == (NOT_ONE,)
    if not ordered or len(named) < 2 or NOT_ONE not in classes:
        raise ModelError(
            f"{path}: class order is {list(classes)}; expected distinct names in ascending order "
            '(the digits 0 to 9) and "" for what is none of them'
        )


def _is_bare(name_or_dir: str | Path) -> bool:
    return isinstance(name_or_dir, str) and Path(name_or_dir).name == name_or_dir


def _shipped_homes() -> tuple[Path, ...]:
    """Where shipped models lie: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    return package / "_models", package.parent / "models"
