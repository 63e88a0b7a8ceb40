"""Every layer's values are those that the net computes on its way to the logits."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_digits import drawn_digit
from reader.imaging.normalize import normalize_glyph
from reader.recognition import load_model
from reader.recognition.activations import read_activations
from reader.recognition.log_probs import log_softmax
from reader.recognition.manifest import find_model_folder

pytest.importorskip("tensorflow", reason="Keras's backend comes with the extra train")

GLYPHS = np.stack([normalize_glyph(drawn_digit(digit, 0)) for digit in (4, 7)])


def test_the_layers_lead_from_the_glyph_to_what_the_classifier_says() -> None:
    found = read_activations(find_model_folder("digits") / "model.keras", GLYPHS, classes=11)
    assert len(found) == 2
    for glyph, layers in zip(GLYPHS, found, strict=True):
        first, last = layers[0], layers[-1]
        assert first.kind == "Rescaling"
        np.testing.assert_allclose(first.values[..., 0], glyph / 255.0, atol=1e-6)
        said = load_model("digits", device="cpu").classifier.log_probs(glyph[None])
        plain = log_softmax(last.values[None])
        assert plain.argmax() == said.argmax()
        assert not {layer.kind for layer in layers} & {"Dropout", "Flatten", "InputLayer"}
