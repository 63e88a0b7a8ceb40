"""ONNX Runtime as the engine of a classifier: the default, on the processor or its GPU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.cores import available_cores
from reader.errors import DeviceError, ModelError
from reader.recognition.log_probs import log_softmax, logits_in_portions
from reader.records import Image

__all__ = ["GPU_PROVIDERS", "OnnxClassifier", "gpu_providers", "load_onnx", "open_session"]

MICRO_BATCH = 32
"""Glyphs in every call of the engine, padded: with a fixed shape a row cannot depend on how many
others came along. A glyph costs the same in calls of 8 to 256; 32 wastes little on a short line."""

GPU_BATCH = 1024
"""The same on a GPU, which is only busy with many glyphs at once."""

GPU_PROVIDERS = (
    "CUDAExecutionProvider", "ROCMExecutionProvider", "MIGraphXExecutionProvider",
    "DmlExecutionProvider",
)  # fmt: skip

PROVIDER_OPTIONS = {
    # TensorFloat-32 has 10 bits behind the point: log-probabilities would differ from a
    # processor's. Trying all algorithms takes the fastest of the moment, not always the same.
    "CUDAExecutionProvider": {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"},
}


@dataclass(frozen=True, slots=True, eq=False)
class OnnxClassifier:
    """A classifier (see :class:`reader.recognition.classifier.Classifier`) on an ONNX session.

    ``device`` says what it runs on and ``why`` for what reason, in words.
    """

    classes: tuple[str, ...]
    checksum: str
    device: str
    session: Any
    why: str = ""
    batch: int = MICRO_BATCH
    callers: int = 1

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        """Natural log of each class's probability, float32 (n, classes), in steps of 1e-4.

        ``glyphs`` is uint8 (n, 28, 28), ink bright; n may be 0.
        """
        logits = logits_in_portions(
            self._logits,
            glyphs,
            size=self.batch,
            classes=len(self.classes),
            callers=self.callers,
        )
        return log_softmax(logits)

    def _logits(self, portion: Image) -> NDArray[np.float32]:
        return np.asarray(self.session.run(None, {"glyphs": portion})[0])


def gpu_providers() -> tuple[str, ...]:
    """ONNX Runtime's providers for a GPU that are installed; whether they work is not known."""
    import onnxruntime

    available = onnxruntime.get_available_providers()
    return tuple(name for name in GPU_PROVIDERS if name in available)


def load_onnx(
    path: Path,
    *,
    classes: tuple[str, ...],
    checksum: str,
    device: str = "auto",
    threads: int = 0,
    why: str = "",
) -> OnnxClassifier:
    """The classifier in an ONNX file.

    Parameters
    ----------
    device : "auto", "cpu" or "gpu"
        ``auto`` takes a GPU that ONNX Runtime can use, else the processor.
    threads : int
        Portions classified at the same time; 0 = as many as there are cores.

    Raises
    ------
    DeviceError
        If ``gpu`` is asked for and ONNX Runtime has no GPU provider or cannot start it.
    ModelError
        If the file is no ONNX model, or takes or gives other shapes than its manifest says.
    """
    session = open_session(path, device=device)
    _check_shapes(session, path, len(classes))
    taken = session.get_providers()[0]
    on_gpu = taken in GPU_PROVIDERS
    batch = GPU_BATCH if on_gpu else MICRO_BATCH
    callers = 1 if on_gpu else threads or available_cores()
    return OnnxClassifier(classes, checksum, f"onnxruntime {taken}", session, why, batch, callers)


def open_session(path: Path, *, device: str) -> Any:
    """An ONNX file, ready to be called from several threads; ``device`` as for the classifier.

    Raises
    ------
    DeviceError
        If ``gpu`` is asked for and ONNX Runtime has no GPU provider or cannot start it.
    ModelError
        If the file is no ONNX model.
    """
    import onnxruntime

    providers = _providers(device, onnxruntime.get_available_providers())
    options = onnxruntime.SessionOptions()
    # A thread a call, and several calls at a time: portions are small, and threads within a call
    # would wait for each other at every layer (a third slower), or spin and take others' cores.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=providers)
    except Exception as error:  # ONNX Runtime's own exceptions share no base but Exception
        raise ModelError(f"{path}: ONNX Runtime cannot load it: {error}") from error
    if device == "gpu" and session.get_providers()[0] not in GPU_PROVIDERS:
        raise DeviceError(
            f"device gpu: ONNX Runtime's {providers[0][0]} finds no GPU or not the libraries it "
            "needs; install the driver and CUDA, or use --device cpu"
        )
    return session


def _providers(device: str, available: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    gpus = [name for name in GPU_PROVIDERS if name in available]
    if device == "gpu" and not gpus:
        raise DeviceError(
            "device gpu: this ONNX Runtime has no GPU provider "
            f"(it has {', '.join(available)}); install onnxruntime-gpu, or use --device cpu"
        )
    chosen = [] if device == "cpu" else gpus[:1]
    return [(name, PROVIDER_OPTIONS.get(name, {})) for name in (*chosen, "CPUExecutionProvider")]


def _check_shapes(session: Any, path: Path, classes: int) -> None:
    taken, given = session.get_inputs()[0], session.get_outputs()[0]
    found = (taken.name, taken.type, list(taken.shape)[1:], list(given.shape)[-1])
    expected = ("glyphs", "tensor(uint8)", [28, 28], classes)
    if found != expected:
        raise ModelError(
            f"{path}: input and output are {found}; expected {expected} (name, type, one glyph's "
            "shape, number of classes); the model does not fit its manifest"
        )
