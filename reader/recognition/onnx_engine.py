"""ONNX Runtime as the engine of a classifier: the default, on the processor or its GPU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import DeviceError, ModelError
from reader.records import Image

__all__ = ["LOG_PROB_STEP", "OnnxClassifier", "load_onnx"]

MICRO_BATCH = 32
"""Glyphs in every call of the engine, padded: with a fixed shape a row cannot depend on how many
others came along. A glyph costs the same in calls of 8 to 256; 32 wastes little on a short line."""

LOG_PROB_STEP = 1e-4
"""Log-probabilities are rounded to this: the last bits of an engine must not leak into results."""

GPU_PROVIDERS = ("CUDAExecutionProvider", "ROCMExecutionProvider", "DmlExecutionProvider")


@dataclass(frozen=True, slots=True, eq=False)
class OnnxClassifier:
    """A classifier (see :class:`reader.recognition.classifier.Classifier`) on an ONNX session.

    ``device`` says what it runs on, in words.
    """

    classes: tuple[str, ...]
    checksum: str
    device: str
    session: Any

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        """Natural log of each class's probability, float32 (n, classes), in steps of 1e-4.

        ``glyphs`` is uint8 (n, 28, 28), ink bright; n may be 0.
        """
        found = np.zeros((len(glyphs), len(self.classes)), np.float32)
        for start in range(0, len(glyphs), MICRO_BATCH):
            part = glyphs[start : start + MICRO_BATCH]
            found[start : start + len(part)] = self._logits(part)
        return _log_softmax(found)

    def _logits(self, part: Image) -> NDArray[np.float32]:
        padded = np.zeros((MICRO_BATCH, *part.shape[1:]), np.uint8)
        padded[: len(part)] = part
        return np.asarray(self.session.run(None, {"glyphs": padded})[0])[: len(part)]


def load_onnx(
    path: Path,
    *,
    classes: tuple[str, ...],
    checksum: str,
    device: str = "auto",
    threads: int = 0,
) -> OnnxClassifier:
    """The classifier in an ONNX file.

    Parameters
    ----------
    device : "auto", "cpu" or "gpu"
        ``auto`` takes a GPU that ONNX Runtime can use, else the processor.
    threads : int
        Threads of one call; 0 = as many as there are cores.

    Raises
    ------
    DeviceError
        If ``gpu`` is asked for and ONNX Runtime has no GPU provider, or the name is unknown.
    ModelError
        If the file is no ONNX model, or takes or gives other shapes than its manifest says.
    """
    import onnxruntime

    providers = _providers(device, onnxruntime.get_available_providers())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that spin while they wait would take the cores from the workers.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=list(providers))
    except Exception as error:  # ONNX Runtime's own exceptions share no base but Exception
        raise ModelError(f"{path}: ONNX Runtime cannot load it: {error}") from error
    _check_shapes(session, path, len(classes))
    taken = session.get_providers()[0]
    return OnnxClassifier(classes, checksum, f"onnxruntime {taken}", session)


def _providers(device: str, available: Sequence[str]) -> tuple[str, ...]:
    if device not in ("auto", "cpu", "gpu"):
        raise DeviceError(f"device {device!r} is unknown; expected auto, cpu or gpu")
    gpus = [name for name in GPU_PROVIDERS if name in available]
    if device == "gpu" and not gpus:
        raise DeviceError(
            "device gpu: this ONNX Runtime has no GPU provider "
            f"(it has {', '.join(available)}); install onnxruntime-gpu, or use --device cpu"
        )
    chosen = () if device == "cpu" else tuple(gpus[:1])
    return (*chosen, "CPUExecutionProvider")


def _check_shapes(session: Any, path: Path, classes: int) -> None:
    taken, given = session.get_inputs()[0], session.get_outputs()[0]
    found = (taken.name, taken.type, list(taken.shape)[1:], list(given.shape)[-1])
    expected = ("glyphs", "tensor(uint8)", [28, 28], classes)
    if found != expected:
        raise ModelError(
            f"{path}: input and output are {found}; expected {expected} (name, type, one glyph's "
            "shape, number of classes); the model does not fit its manifest"
        )


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    wide = logits.astype(np.float64)
    if len(wide):
        wide -= wide.max(axis=1, keepdims=True)
        wide -= np.log(np.exp(wide).sum(axis=1, keepdims=True))
    # + 0.0 turns -0.0 into 0.0: they print differently.
    return (np.round(wide / LOG_PROB_STEP) * LOG_PROB_STEP + 0.0).astype(np.float32)
