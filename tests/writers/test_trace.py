"""The sheet of one digit: its glyph, what it rests on, the best classes, the layers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest

from command_line import write_line
from fakes import ConstantClassifier
from reader.cli import tracing
from reader.cli.tracing import draw_traces
from reader.errors import DeviceError
from reader.recognition import Model, load_model
from reader.recognition.activations import LayerValues
from reader.records import Layout, Page
from reader.settings import LayoutSettings, Settings
from reader.writers.stages import InspectedPage, inspect_page
from reader.writers.stages.trace import TracedGlyph, draw_trace, traced_glyphs

LINE = Settings(layout=LayoutSettings(mode=Layout.LINE))
BEST = (("7", 0.9), ("1", 0.06), ("", 0.04))
GLYPH = np.zeros((28, 28), np.uint8)
GLYPH[4:24, 13:15] = 255


@pytest.fixture
def model() -> Model:
    return load_model("digits", device="cpu")


@pytest.fixture
def seen(model: Model, tmp_path: Path) -> InspectedPage:
    path = write_line(tmp_path / "line.png", "471")
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    return inspect_page(Page("line.png", 0, np.asarray(picture, np.uint8)), model, LINE)


def test_every_digit_read_is_traced_with_its_three_best_classes(seen: InspectedPage) -> None:
    traced = list(traced_glyphs(seen))
    text = seen.result.readings[0].text
    assert [one.label for one in traced] == list(text)
    assert [one.position for one in traced] == [1, 2, 3]
    for one in traced:
        assert len(one.best) == 3
        probabilities = [probability for _, probability in one.best]
        assert probabilities == sorted(probabilities, reverse=True)


@pytest.mark.parametrize(("label", "word"), [("7", "7"), ("Ä", "Ä"), ("/", "sign")])
def test_a_picture_is_named_by_line_place_and_digit(label: str, word: str) -> None:
    traced = TracedGlyph(2, 3, label, GLYPH, BEST)
    assert traced.name == f"glyph-002-03-{word}"
    assert tracing.TRACE_FILE.fullmatch(f"{traced.name}.png")


def test_layers_of_maps_and_of_single_values_make_the_sheet_longer() -> None:
    traced = TracedGlyph(1, 1, "7", GLYPH, BEST)
    rng = np.random.default_rng(1)
    maps = LayerValues("conv", "Conv2D", rng.normal(size=(14, 14, 96)).astype(np.float32))
    logits = LayerValues("logits", "Dense", np.zeros(11, np.float32))
    without = draw_trace(traced, ConstantClassifier(), [], without="no layers").picture
    plain = draw_trace(traced, ConstantClassifier(), [logits]).picture
    full = draw_trace(traced, ConstantClassifier(), [maps, logits]).picture
    assert full.shape[0] > plain.shape[0] >= 300
    assert full.shape[1] == without.shape[1] == 1400
    assert full.dtype == np.uint8


def test_without_keras_the_rest_is_drawn_and_the_extra_is_named(
    seen: InspectedPage,
    model: Model,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def absent(*words: object, **options: object) -> None:
        raise DeviceError("Keras is not installed")

    monkeypatch.setattr(tracing, "read_activations", absent)
    assert len(list(draw_traces(seen, model, name="digits"))) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "without the layers: they need Keras; pip install 'digit-reader[train]'" in said


def test_a_model_without_keras_file_is_drawn_without_layers(
    seen: InspectedPage, model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = dataclasses.replace(model, manifest=dataclasses.replace(model.manifest, files={}))
    assert len(list(draw_traces(seen, bare, name="digits"))) == 3
    assert "model digits has no model.keras" in capsys.readouterr().err


def test_of_a_full_page_the_first_digits_are_drawn(
    seen: InspectedPage,
    model: Model,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bare = dataclasses.replace(model, manifest=dataclasses.replace(model.manifest, files={}))
    monkeypatch.setattr(tracing, "MOST", 2)
    assert len(list(draw_traces(seen, bare, name="digits"))) == 2
    assert "--trace: the first 2 of 3 digits; give it a line at a time" in capsys.readouterr().err


def test_a_page_without_digits_has_no_pictures(model: Model) -> None:
    blank = Page("blank.png", 0, np.full((80, 200), 255, np.uint8))
    assert not list(draw_traces(inspect_page(blank, model, LINE), model, name="digits"))
