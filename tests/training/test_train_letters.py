"""A recipe of letters becomes a model of letters by the same program."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reader.imaging.normalize import normalize_glyph
from reader.recognition import load_model
from reader.training import train_model
from reader.training.recipe import DataRecipe, FitRecipe, NetRecipe, Recipe
from tiny_models import letter_picture

pytest.importorskip("keras", reason="needs the extra train")

LETTERS = "ACTX"
TINY = Recipe(
    name="few",
    net=NetRecipe(widths=(8, 8, 8), dropout=0.0),
    data=DataRecipe(
        classes=LETTERS, sets={"bd62_capitals": 1.0}, glyphs=300, validation=0.25, plain=0.9
    ),
    fit=FitRecipe(passes=20, batch_size=50, learning_rate=0.01, ema=0.8),
)


@pytest.mark.slow
def test_a_recipe_of_letters_gives_a_model_that_reads_them(tmp_path: Path) -> None:
    pictures = [letter_picture(one, thickness=5 + k) for one in LETTERS for k in range(8)]
    small = [cv2.resize(one, (64, 64), interpolation=cv2.INTER_AREA) for one in pictures]
    np.savez(tmp_path / "bd62.npz", x=np.stack(small), y=np.repeat(list(LETTERS), 8))
    manifest = train_model(TINY, tmp_path / "few", data=tmp_path, processes=1)
    assert manifest.classes == (*LETTERS, "")
    assert manifest.metrics["bd62_capitals"]["n"] == 8
    model = load_model(tmp_path / "few", device="cpu")
    glyphs = np.stack([normalize_glyph(255 - letter_picture(one)) for one in LETTERS])
    said = model.classifier.log_probs(glyphs).argmax(axis=1)
    assert (said == np.arange(4)).sum() >= 3
    assert "Classes: A, C, T, X, *not one letter*" in (tmp_path / "few" / "CARD.md").read_text()
