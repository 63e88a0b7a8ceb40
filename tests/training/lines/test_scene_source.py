"""What stands on a strip is what stands within the line that was found."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reader.records import Box, Image, Layout
from reader.training.glyphs.stock import Sets
from reader.training.lines import scene_source
from reader.training.lines.hand import RealHand
from reader.training.lines.labels import with_label
from reader.training.lines.recipe import LinesData
from reader.training.lines.scene import Cheque, Scene, changed_cheque
from reader.training.lines.scene_source import SceneSource, iter_strips


def _bars(cols: list[int]) -> Image:
    image = np.full((80, 300), 235, np.uint8)
    for col in cols:
        cv2.line(image, (col, 20), (col + 6, 60), 30, 4)
    return image


def _boxes(cols: list[int]) -> tuple[Box, ...]:
    return tuple(Box(18, col - 2, 44, 12) for col in cols)


def _texts(scene: Scene) -> list[str]:
    return [s.text for s in iter_strips(scene, np.random.default_rng(0), Layout.LINE)]


def test_a_line_that_holds_all_digits_says_the_string() -> None:
    cols = [60, 90, 120]
    assert _texts(Scene(_bars(cols), (("111", _boxes(cols)),))) == ["111"]


def test_a_line_that_holds_half_a_string_is_left_out() -> None:
    far = (*_boxes([60]), Box(18, 280, 44, 12))
    assert _texts(Scene(_bars([60]), (("11", far),))) == []


def test_a_picture_without_a_string_says_nothing() -> None:
    image = np.full((80, 300), 235, np.uint8)
    cv2.circle(image, (90, 40), 18, 30, 4)
    assert _texts(Scene(image, ())) == [""]


def test_strokes_that_might_be_ones_are_not_taught_as_nothing() -> None:
    assert _texts(Scene(_bars([60, 90]), ())) == []


def test_a_stroke_beside_the_string_that_might_be_a_one_is_not_taught_as_nothing() -> None:
    for stroke, digits in ((60, [95, 125]), (155, [95, 125])):
        cols = sorted([stroke, *digits])
        assert _texts(Scene(_bars(cols), (("11", _boxes(digits)),))) == []


def test_slim_ones_at_both_ends_of_a_string_are_its_own() -> None:
    image, cols = np.full((80, 300), 235, np.uint8), [60, 90, 120]
    for col in cols:
        cv2.line(image, (col, 20), (col, 60), 30, 3)
    boxes = tuple(Box(19, col - 2, 43, 5) for col in cols)
    assert _texts(Scene(image, (("111", boxes),))) == ["111"]


def test_a_stroke_with_a_dash_behind_it_is_taught_as_a_slash() -> None:
    cols = [60, 90, 120]
    image = _bars(cols)
    cv2.line(image, (140, 40), (165, 40), 30, 4)
    assert _texts(Scene(image, (("11", _boxes(cols[:2])),))) == ["11"]


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_what_can_be_read_is_taught_at_any_resolution(factor: float) -> None:
    image = np.full((100, 300), 235, np.uint8)
    for col in (60, 130, 200):
        cv2.ellipse(image, (col, 50), (14, 24), 0, 0, 360, 30, 4)
    boxes = tuple(Box(24, col - 16, 52, 32) for col in (60, 130, 200))
    scaled = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    sides = [(b.top, b.left, b.height, b.width) for b in boxes]
    places = tuple(Box(*(round(side * factor) for side in four)) for four in sides)
    assert _texts(Scene(np.asarray(scaled, np.uint8), (("000", places),))) == ["000"]


def test_digits_that_nobody_could_read_on_the_strip_are_not_taught() -> None:
    image = np.full((120, 500), 235, np.uint8)
    for col in (60, 130, 200, 270):
        cv2.circle(image, (col, 60), 30, 30, 4)
    tiny = tuple(Box(58, col, 5, 4) for col in (60, 130, 200, 270))
    assert _texts(Scene(image, (("0000", tiny),))) == []


def test_a_string_whose_ink_tells_no_height_is_not_taught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scene_source, "estimate_digit_height", lambda *_, **__: 0.0)
    cols = [60, 90, 120]
    assert _texts(Scene(_bars(cols), (("111", _boxes(cols)),))) == []


def test_where_nobody_knows_what_is_written_no_strip_is_taken() -> None:
    assert _texts(Scene(_bars([60, 90]), (), taboo=(Box(0, 50, 80, 80),))) == []


def test_a_changed_cheque_keeps_its_digits_in_their_boxes() -> None:
    cols = [60, 90, 120]
    for seed in range(5):
        scene = changed_cheque(
            np.random.default_rng(seed), Cheque(_bars(cols), "111", _boxes(cols))
        )
        ((text, boxes),) = scene.strings
        assert text == "111"
        paper = float(np.median(scene.image))
        for box in boxes:
            inside = scene.image[box.grown(4, 4, shape=scene.image.shape).slices]
            assert inside.min() < 0.75 * paper


@pytest.mark.parametrize("kind", ["drawn", "real", "words", "blank"])
def test_every_kind_gives_strips_of_digits_or_of_nothing(
    kind: str, digits: Sets, letters: Sets
) -> None:
    rng = np.random.default_rng(5)
    data = LinesData(sets={"mnist": 1.0}, letters={"letters_ocr": 1.0})
    source = SceneSource(RealHand(digits, rng), RealHand(letters, rng), (), data, rng)
    strips = [s for _ in range(6) for s in source.strips(kind)]
    assert all(s.views.shape[:2] == (2, 40) for s in strips)
    assert all(s.text.isdigit() or not s.text for s in strips)
    if kind in ("drawn", "real"):
        assert any(s.text for s in strips)


def test_a_label_stands_before_the_string() -> None:
    views = np.full((2, 40, 50), 77, np.uint8)
    for seed in range(8):
        wide = with_label(np.random.default_rng(seed), views)
        assert wide.shape[2] > 60
        assert (wide[:, :, -50:] == 77).all()
        assert wide[0, :, :-50].any()
