"""Pictures and labels out of array files: npz (x, y) and IDX, MNIST's own format."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import DataError
from reader.recognition.npz import NPZ_FAULTS

__all__ = ["labels_beside", "read_idx", "read_npz"]

IDX_BYTES = 0x08
"""IDX's mark of unsigned bytes; its other types hold no pictures."""

MISSING = "data file not found; name the data folder with --data"

Labelled = tuple[NDArray[np.uint8], tuple[str, ...], tuple[str, ...]]
"""Pictures uint8 (n, height, width), their labels, and whose they are (empty: not said)."""


def read_npz(path: Path) -> Labelled:
    """Arrays ``x`` and ``y``, and ``source`` (who wrote it) where the file has one.

    Raises
    ------
    DataError
        If the file is missing, damaged, or its arrays are not such.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            lacking = [name for name in ("x", "y") if name not in data.files]
            if lacking:
                found = ", ".join(data.files) or "none"
                raise DataError(
                    f"{path}: expected arrays x and y, found {found}; "
                    "save the pictures as x and their labels as y"
                )
            pictures, labels = data["x"], data["y"]
            sources = data["source"] if "source" in data.files else np.zeros(0, "U1")
    except FileNotFoundError as error:
        raise DataError(f"{path}: {MISSING}") from error
    except NPZ_FAULTS as error:
        raise DataError(f"{path}: damaged data file ({error}); copy or fetch it again") from error
    except MemoryError as error:
        raise DataError(
            f"{path}: needs more memory than there is, or is damaged; split it into smaller files"
        ) from error
    if pictures.ndim == 4 and pictures.shape[-1] == 1:
        pictures = pictures[..., 0]
    if pictures.ndim != 3 or pictures.dtype != np.uint8:
        found = f"{pictures.dtype} of shape {pictures.shape}"
        raise DataError(
            f"{path}: x is {found}; expected uint8 of shape (n, height, width); "
            "save grey pictures of 0 to 255"
        )
    for name, array in (("labels", labels), ("sources", sources)):
        if array.shape != (len(pictures),) and not (name == "sources" and not array.size):
            raise DataError(
                f"{path}: {len(pictures)} pictures but {array.size} {name}; expected one a picture"
            )
    return pictures, _as_text(labels), _as_text(sources)


def read_idx(path: Path, labels: Path) -> Labelled:
    """Pictures and labels of two IDX files, gzipped or plain.

    Raises
    ------
    DataError
        If a file is missing, cut off, no IDX file, or the two do not fit.
    """
    pictures, said = _idx_array(path, dimensions=3), _idx_array(labels, dimensions=1)
    if len(pictures) != len(said):
        raise DataError(
            f"{path}: {len(pictures)} pictures but {labels.name} has {len(said)} labels; "
            "the two files do not belong together"
        )
    return pictures, _as_text(said), ()


def labels_beside(path: Path) -> Path:
    """The labels' file that MNIST's makers would have put beside this file of pictures."""
    name = path.name.replace("images", "labels").replace("idx3", "idx1")
    if name == path.name:
        raise DataError(
            f'{path}: its labels are not known from its name; add labels = "FILE" to the set'
        )
    return path.with_name(name)


def _idx_array(path: Path, *, dimensions: int) -> NDArray[np.uint8]:
    content = _unzipped(path)
    head = 4 + 4 * dimensions
    what = "pictures" if dimensions == 3 else "labels"
    if content[:4] != bytes((0, 0, IDX_BYTES, dimensions)) or len(content) < head:
        raise DataError(
            f"{path}: no IDX file of {what}: it begins with {content[:4].hex(' ') or 'nothing'}; "
            f"expected 00 00 08 {dimensions:02x}; fetch it again"
        )
    shape = tuple(int(n) for n in np.frombuffer(content[4:head], ">u4"))
    expected, found = math.prod(shape), len(content) - head
    if found != expected:
        raise DataError(
            f"{path}: damaged data file: expected {expected:,} bytes of {what}, "
            f"found {found:,}; copy or fetch it again"
        )
    return np.frombuffer(content, np.uint8, offset=head).reshape(shape)


def _unzipped(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    except FileNotFoundError as error:
        raise DataError(f"{path}: {MISSING}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: damaged data file ({error}); copy or fetch it again") from error


def _as_text(values: NDArray[Any]) -> tuple[str, ...]:
    """Labels as text; 3.0 is the digit 3."""
    if values.dtype.kind == "f":
        return tuple(str(int(v)) if v.is_integer() else str(v) for v in values.tolist())
    return tuple(str(value) for value in values)
