"""Wiping out ink tells which ink a class rests on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fakes import ConstantClassifier
from reader.recognition import load_model
from reader.recognition.occlusion import occlusion_map


def test_the_row_that_the_tiny_model_looks_at_is_what_it_rests_on(model_folder: Path) -> None:
    glyph = np.zeros((28, 28), np.uint8)
    glyph[2 * 3, 8:20] = 255  # the tiny model's class 3 looks at row 6
    glyph[20, 8:20] = 255  # and nothing of 3 at row 20: that is class 10's
    lost = occlusion_map(load_model(model_folder).classifier, glyph, "3")
    assert lost.shape == (28, 28)
    assert lost.dtype == np.float32
    assert lost[6, 14] > 0
    assert lost[20, 14] < 0  # without it, 3 is surer
    assert lost[13].max() == 0  # too far from both


def test_blank_paper_rests_on_nothing() -> None:
    assert not occlusion_map(ConstantClassifier(), np.zeros((28, 28), np.uint8), "7").any()


def test_what_a_constant_classifier_says_rests_on_nothing() -> None:
    assert not occlusion_map(ConstantClassifier(), np.full((28, 28), 255, np.uint8), "7").any()
