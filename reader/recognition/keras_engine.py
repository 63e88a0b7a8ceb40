"""Keras 3 as the engine of a classifier, with any of its backends: for GPUs.

Loaded only when asked for: importing a backend takes seconds. TensorFlow, JAX and PyTorch are
all used through Keras alone.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.errors import DeviceError, ModelError
from reader.imaging.normalize import GLYPH_SIDE
from reader.recognition.log_probs import log_softmax, logits_in_portions
from reader.records import Image

__all__ = ["KerasClassifier", "import_keras", "load_keras", "load_net"]

GPU_BATCH = 4096
"""Glyphs in every call, padded: one shape, compiled once. Enough to keep a large GPU busy, and
some hundred megabytes of its memory for the widest layer."""

CPU_BATCH = 256
"""The same on the processor, where a padded call would be paid for."""

BACKENDS = ("tensorflow", "jax", "torch")

ENVIRONMENT = {
    # Without these a backend takes all memory of a GPU, or rounds to TensorFloat-32.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    "NVIDIA_TF32_OVERRIDE": "0",
    "JAX_DEFAULT_MATMUL_PRECISION": "highest",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
"""Set before a backend is imported, where the user has not set them."""


@dataclass(frozen=True, slots=True, eq=False)
class KerasClassifier:
    """A classifier (see :class:`reader.recognition.classifier.Classifier`) on a Keras net.

    ``device`` says what it runs on and ``why`` for what reason, in words; ``place`` is Keras's
    name of it; ``batch`` the glyphs of every call.
    """

    classes: tuple[str, ...]
    checksum: str
    device: str
    net: Any
    place: str
    why: str = ""
    batch: int = GPU_BATCH

    def log_probs(self, glyphs: Image) -> NDArray[np.float32]:
        """Natural log of each class's probability, float32 (n, classes), in steps of 1e-4.

        ``glyphs`` is uint8 (n, 28, 28), ink bright; n may be 0.
        """
        logits = logits_in_portions(
            self._logits, glyphs, size=self.batch, classes=len(self.classes)
        )
        return log_softmax(logits)

    def _logits(self, portion: Image) -> NDArray[np.float32]:
        import keras

        with keras.device(self.place):
            return np.asarray(self.net.predict_on_batch(portion), np.float32)


def load_keras(
    path: Path,
    *,
    classes: tuple[str, ...],
    checksum: str,
    device: str = "gpu",
    mixed: bool = False,
    why: str = "",
    batch: int | None = None,
) -> KerasClassifier:
    """The classifier in a Keras file.

    Parameters
    ----------
    device : "gpu" or "cpu"
    mixed : bool
        Compute in float16 where Keras holds that to be safe: faster, and probabilities may move
        by up to a hundredth.
    batch : int, optional
        Glyphs of every call, instead of what suits the device.

    Raises
    ------
    DeviceError
        If Keras or a backend is not installed, or ``gpu`` is asked for and it finds none.
    ModelError
        If the file is no Keras model, or takes or gives other shapes than its manifest says.
    """
    keras = import_keras()
    if device == "gpu" and not _finds_gpu(keras):
        raise DeviceError(
            f"Keras with {keras.backend.backend()} finds no GPU (it needs the driver and the extra "
            "gpu)"
        )
    place = f"{device}:0"
    with keras.device(place):
        net = load_net(path, classes=len(classes))
        shell = _with_bytes_in(_in_float16(net) if mixed else net)
    precision = "mixed precision" if mixed else "float32"
    words = f"keras {keras.__version__} with {keras.backend.backend()} on {place}, {precision}"
    usual = GPU_BATCH if device == "gpu" else CPU_BATCH
    return KerasClassifier(classes, checksum, words, shell, place, why, batch or usual)


def import_keras() -> Any:
    """Keras, with the backend that the user chose or else the first one installed.

    Raises
    ------
    DeviceError
        If Keras or its backend is not installed.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    installed = [name for name in BACKENDS if importlib.util.find_spec(name) is not None]
    if importlib.util.find_spec("keras") is None or not installed:
        raise DeviceError(
            "Keras or a backend for it (TensorFlow, JAX or PyTorch) is not installed (extra gpu)"
        )
    if "tensorflow" not in installed:  # Keras's own choice where nobody chose
        os.environ.setdefault("KERAS_BACKEND", installed[0])
    try:
        import keras
    except ImportError as error:
        raise DeviceError(
            f"Keras cannot load its backend ({error}); set KERAS_BACKEND to one of "
            f"{', '.join(installed)}"
        ) from error
    return keras


def load_net(path: Path, *, classes: int) -> Any:
    """The net in a Keras file: glyphs (n, 28, 28, 1) of 0..255 -> logits (n, classes).

    Raises
    ------
    ModelError
        If it is no Keras model or takes or gives other shapes.
    """
    keras = import_keras()
    try:
        net = keras.models.load_model(path, compile=False)
    except Exception as error:  # Keras and its backends raise what they like
        raise ModelError(f"{path}: Keras cannot load it: {error}") from error
    found = (tuple(net.input_shape)[1:], tuple(net.output_shape)[1:])
    expected = ((GLYPH_SIDE, GLYPH_SIDE, 1), (classes,))
    if found != expected:
        raise ModelError(
            f"{path}: input and output are {found}; expected {expected} (one glyph, number of "
            "classes); the model does not fit its manifest"
        )
    return net


def _finds_gpu(keras: Any) -> bool:
    try:
        return bool(keras.distribution.list_devices("gpu"))
    except RuntimeError:  # JAX without one
        return False
    except AttributeError:  # with PyTorch, Keras keeps no list
        return _can_compute_on_gpu(keras)


def _can_compute_on_gpu(keras: Any) -> bool:
    try:
        with keras.device("gpu:0"):
            keras.ops.zeros((1,))
    except (AssertionError, RuntimeError):
        return False
    return True


def _with_bytes_in(net: Any) -> Any:
    """The net behind a uint8 input (n, 28, 28): a quarter of the bytes go to the GPU."""
    import keras

    glyphs = keras.Input((GLYPH_SIDE, GLYPH_SIDE), dtype="uint8", name="glyphs")
    signal = keras.ops.expand_dims(keras.ops.cast(glyphs, "float32"), -1)
    return keras.Model(glyphs, net(signal))


def _in_float16(net: Any) -> Any:
    """The same net computing in float16, its last layer and its weights in float32."""
    import keras

    last = net.layers[-1].name

    def with_policy(layer: Any) -> Any:
        config = layer.get_config()
        if layer.name != last and not isinstance(layer, keras.layers.InputLayer):
            config["dtype"] = "mixed_float16"
        return layer.__class__.from_config(config)

    mixed = keras.models.clone_model(net, clone_function=with_policy)
    mixed.set_weights(net.get_weights())
    return mixed
