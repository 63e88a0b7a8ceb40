"""Whether what a training needs is installed, asked before minutes of drawing and not after."""

from __future__ import annotations

from importlib.util import find_spec

from reader.errors import DeviceError
from reader.recognition.keras_engine import BACKENDS

__all__ = ["check_installed"]


def check_installed() -> None:
    """Look for Keras, a backend for it, and what writes ONNX files.

    Raises
    ------
    DeviceError
        Naming what is missing and the extra that has it.
    """
    missing = [name for name in ("keras", "onnx") if find_spec(name) is None]
    if not any(find_spec(name) is not None for name in BACKENDS):
        missing.append(BACKENDS[0])
    if missing:
        raise DeviceError(
            f"training needs {' and '.join(missing)}, not installed here; "
            "pip install 'digit-reader[train]'"
        )
