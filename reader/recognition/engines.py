"""Which engine runs a model: the device asked for, what is there, and why it was taken."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from reader.errors import DeviceError
from reader.recognition.classifier import Classifier
from reader.recognition.manifest import KERAS_FILE, ONNX_FILE, Manifest, check_file
from reader.recognition.onnx_engine import GPU_PROVIDERS, gpu_providers, load_onnx

__all__ = ["MIXED", "load_classifier", "shows_gpu"]

MIXED = "mixed"
"""The setting ``recognition.precision`` that allows float16 on a GPU."""

GPU_NODES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""What Linux shows where a driver for NVIDIA, AMD, or a GPU of the Windows around it is loaded."""


def load_classifier(
    folder: Path, manifest: Manifest, *, device: str, threads: int = 0, precision: str = "float32"
) -> Classifier:
    """The model of a folder on the device asked for.

    On a GPU, ONNX Runtime reads where it has a provider for it, else Keras; with mixed precision
    Keras comes first. ``auto`` never fails for want of a GPU: it takes the processor.

    Raises
    ------
    DeviceError
        If ``device`` is unknown, or ``gpu`` and there is none that an engine can use.
    ModelError
        If the model's files are not what its manifest says.
    """
    if device not in ("auto", "cpu", "gpu"):
        raise DeviceError(f"device {device!r} is unknown; expected auto, cpu or gpu")
    if device == "cpu":
        return _onnx(folder, manifest, device="cpu", threads=threads, why="cpu was asked for")
    obstacles = []
    engines = (_keras_on_gpu, _onnx_on_gpu) if precision == MIXED else (_onnx_on_gpu, _keras_on_gpu)
    for engine in engines:
        try:
            return engine(folder, manifest, asked=device, mixed=precision == MIXED)
        except DeviceError as obstacle:
            obstacles.append(str(obstacle))
    reasons = "; ".join(obstacles)
    if device == "gpu":
        raise DeviceError(f"device gpu: none can be used here ({reasons}); take --device cpu")
    return _onnx(folder, manifest, device="cpu", threads=threads, why=f"auto: {reasons}")


def shows_gpu() -> bool:
    """Whether this computer looks as if it had a GPU that a net can run on: a cheap question."""
    return shutil.which("nvidia-smi") is not None or any(Path(n).exists() for n in GPU_NODES)


def _onnx_on_gpu(folder: Path, manifest: Manifest, *, asked: str, mixed: bool) -> Classifier:
    found = gpu_providers()
    if not found:
        raise DeviceError("this ONNX Runtime has no GPU provider")
    found_words = f"{asked}: ONNX Runtime has {found[0]}"
    classifier = _onnx(folder, manifest, device="auto", threads=0, why=found_words)
    if not any(name in classifier.device for name in GPU_PROVIDERS):  # type: ignore[attr-defined]
        raise DeviceError(f"ONNX Runtime's {found[0]} finds no GPU or lacks its libraries")
    return classifier


def _keras_on_gpu(folder: Path, manifest: Manifest, *, asked: str, mixed: bool) -> Classifier:
    if not shows_gpu() and not (asked == "gpu" and sys.platform == "darwin"):
        raise DeviceError("no driver of a GPU is loaded")
    if importlib.util.find_spec("keras") is None:
        raise DeviceError("Keras is not installed (extra gpu)")
    if KERAS_FILE not in manifest.files:
        raise DeviceError(f"model {manifest.name} has no {KERAS_FILE}")
    from reader.recognition.keras_engine import load_keras

    return load_keras(
        check_file(folder, manifest, name=KERAS_FILE),
        classes=manifest.classes,
        checksum=manifest.files[ONNX_FILE],  # one model in two formats: a run goes on with either
        mixed=mixed,
        why=f"{asked}: Keras finds a GPU",
    )


def _onnx(folder: Path, manifest: Manifest, *, device: str, threads: int, why: str) -> Classifier:
    return load_onnx(
        check_file(folder, manifest, name=ONNX_FILE),
        classes=manifest.classes,
        checksum=manifest.files[ONNX_FILE],
        device=device,
        threads=threads,
        why=why,
    )
