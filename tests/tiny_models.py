"""Tiny models for tests, written with onnx alone."""

from __future__ import annotations

import dataclasses
import json
import string
from pathlib import Path

import cv2
import numpy as np
import pytest

from reader.imaging.normalize import normalize_glyph
from reader.recognition.manifest import (
    CALIBRATION_FILE,
    ONNX_FILE,
    STRIP_SHAPE,
    STRIPS,
    Manifest,
    hash_file,
    read_manifest,
    write_manifest,
)

__all__ = [
    "LETTERS",
    "letter_picture",
    "put_calibration",
    "write_letter_model",
    "write_tiny_line_model",
    "write_tiny_onnx",
]


def put_calibration(folder: Path, content: object) -> None:
    """Gives a model this calibration, whatever it says."""
    path = folder / CALIBRATION_FILE
    path.write_text(json.dumps(content))
    manifest = read_manifest(folder)
    files = {**manifest.files, CALIBRATION_FILE: hash_file(path)}
    write_manifest(folder, dataclasses.replace(manifest, files=files))


SOFTNESS = 12.0
"""Squared distances are divided by this: the smaller, the surer is the letter model."""

FARTHEST = 60.0
"""Squared distance from which a glyph is rather none than the letter: a third of its ink."""


def write_tiny_onnx(path: Path, *, classes: int = 11, kind: str = "uint8") -> None:
    """Each class's logit is the mean of one row of the glyph: class k looks at row 2k."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    weights = np.zeros((784, classes), np.float32)
    for k in range(classes):
        weights[28 * (2 * k) : 28 * (2 * k + 1), k] = 1 / 28 / 255 * 10
    dtype = TensorProto.UINT8 if kind == "uint8" else TensorProto.FLOAT
    nodes = [
        helper.make_node("Cast", ["glyphs"], ["wide"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["wide"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("glyphs", dtype, ["n", 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", classes])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, str(path))


LETTERS = tuple(string.ascii_uppercase)


def letter_picture(letter: str, *, scale: float = 3.0, thickness: int = 6) -> np.ndarray:
    """One letter in plain type, dark on white, uint8."""
    picture = np.full((140, 140), 255, np.uint8)
    cv2.putText(picture, letter, (35, 110), cv2.FONT_HERSHEY_SIMPLEX, scale, 0, thickness)
    return picture


def write_letter_model(folder: Path) -> Path:
    """A model folder for A-Z and "": each class is as probable as the glyph is near its type.

    The distance to "" is ``FARTHEST`` for every glyph: what is nearer to no letter is none.
    """
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    types = np.stack([normalize_glyph(255 - letter_picture(one)) for one in LETTERS])
    flat = types.reshape(len(LETTERS), -1).astype(np.float32) / 255
    weights = np.hstack([2 * flat.T, np.zeros((784, 1), np.float32)]) / SOFTNESS
    squares = np.hstack([np.zeros((784, len(LETTERS))), np.ones((784, 1))]) / SOFTNESS
    offsets = np.append(-(flat**2).sum(axis=1), -FARTHEST) / SOFTNESS
    constants = {"weights": weights, "squares": squares, "offsets": offsets, "unit": [1 / 255]}
    nodes = [
        helper.make_node("Cast", ["glyphs"], ["wide"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["wide"], ["flat"]),
        helper.make_node("Mul", ["flat", "unit"], ["ink"]),
        helper.make_node("Mul", ["ink", "ink"], ["squared"]),
        helper.make_node("MatMul", ["ink", "weights"], ["likeness"]),
        helper.make_node("MatMul", ["squared", "squares"], ["amount"]),
        helper.make_node("Add", ["likeness", "amount"], ["both"]),
        helper.make_node("Add", ["both", "offsets"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "letters",
        [helper.make_tensor_value_info("glyphs", TensorProto.UINT8, ["n", 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", len(LETTERS) + 1])],
        [numpy_helper.from_array(np.asarray(v, np.float32), k) for k, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    folder.mkdir()
    onnx.save(model, str(folder / ONNX_FILE))
    files = {ONNX_FILE: hash_file(folder / ONNX_FILE)}
    write_manifest(folder, Manifest("letters", "1", (*LETTERS, ""), files))
    return folder


def write_tiny_line_model(
    folder: Path, *, name: str = "strips", height: int = 40, classes: int = 11
) -> Path:
    """A second reader: a column's logit of class k is the mean ink of row 3k in four columns."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    weights = np.zeros((classes, 2, height, 4), np.float32)
    for k in range(classes):
        weights[k, :, 3 * k] = 10 / 255 / 8
    columns = np.array([2], np.int64)
    nodes = [
        helper.make_node("Cast", [name], ["wide"], to=TensorProto.FLOAT),
        helper.make_node("Conv", ["wide", "weights"], ["maps"], strides=[1, 4]),
        helper.make_node("Squeeze", ["maps", "row"], ["columns"]),
        helper.make_node("Transpose", ["columns"], ["logits"], perm=[0, 2, 1]),
    ]
    graph = helper.make_graph(
        nodes,
        "lines",
        [helper.make_tensor_value_info(name, TensorProto.UINT8, ["n", 2, height, "w"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", "c", classes])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(columns, "row")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    folder.mkdir()
    onnx.save(model, str(folder / ONNX_FILE))
    files = {ONNX_FILE: hash_file(folder / ONNX_FILE)}
    write_manifest(
        folder,
        Manifest("lines", "1", (*"0123456789", ""), files, input_shape=STRIP_SHAPE, kind=STRIPS),
    )
    return folder
