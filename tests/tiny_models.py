"""Tiny models for tests, written with onnx alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

__all__ = ["write_tiny_onnx"]


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
