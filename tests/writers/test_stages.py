"""One picture a stage: what each shows of a small page drawn here."""

from __future__ import annotations

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from fakes import ConstantClassifier
from reader.records import Image, Layout, Page
from reader.settings import LayoutSettings, Settings
from reader.writers.stages import InspectedPage, StagePicture, draw_stages, inspect_page
from reader.writers.stages.canvas import (
    AMBER,
    BLUE,
    GREEN,
    INK,
    PURPLE,
    RED,
    TINTS,
    Colour,
    headed,
    sure_colour,
)
from reader.writers.stages.page import draw_lines

NAMES = [
    "01-as-scanned", "02-upright", "03-ink", "04-mask", "05-components", "06-lines", "07-slices",
    "08-candidates", "09-glyphs", "10-chosen-path",
]  # fmt: skip


def line_picture(text: str) -> Image:
    picture = np.full((80, 260), 255, np.uint8)
    cv2.putText(picture, text, (30, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 0, 4)
    return picture


def seen_page(
    image: Image, *, layout: Layout = Layout.LINE, label: str = "7", print_likeness: float = 0.95
) -> InspectedPage:
    classifier = ConstantClassifier(label)
    model = SimpleNamespace(
        classifier=classifier,
        classifier_for=lambda layout: classifier,
        calibration={},
        calibration_file="calibration.json",
        read_strips=lambda strips: [],
    )
    page = Page("s\udcffcan.png", 0, image)
    settings = Settings(layout=LayoutSettings(mode=layout, print_likeness=print_likeness))
    return inspect_page(page, model, settings)  # type: ignore[arg-type]


def by_name(seen: InspectedPage) -> dict[str, Image]:
    return {stage.name: stage.picture for stage in draw_stages(seen)}


def count(picture: Image, colour: Colour) -> int:
    return int((picture == colour).all(axis=-1).sum())


def test_every_stage_has_its_picture_in_order() -> None:
    stages = list(draw_stages(seen_page(line_picture("471"))))
    assert [stage.name for stage in stages] == NAMES
    assert all(stage.picture.dtype == np.uint8 for stage in stages)
    assert all(stage.picture.ndim == 3 for stage in stages)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("shape", [(1, 1), (40, 60)])
def test_a_blank_picture_goes_all_the_way(shape: tuple[int, int], layout: Layout) -> None:
    seen = seen_page(np.full(shape, 255, np.uint8), layout=layout)
    assert list(by_name(seen)) == NAMES


def test_the_mask_shows_what_was_taken_for_a_printed_line_in_red() -> None:
    picture = line_picture("471")
    assert count(by_name(seen_page(picture))["04-mask"][120:], RED) == 0
    picture[70:73] = 0
    mask = by_name(seen_page(picture))["04-mask"][120:]
    assert count(mask, RED) > 0
    assert count(mask, INK) > count(mask, RED)


def test_each_component_has_a_colour_of_its_own() -> None:
    picture = by_name(seen_page(line_picture("471")))["05-components"]
    assert [count(picture, tint) > 0 for tint in TINTS] == [True] * 3 + [False] * 5


def test_touching_digits_are_one_component_and_several_slices() -> None:
    picture = line_picture("33")
    picture[48:52, 40:90] = 0
    stages = by_name(seen_page(picture))
    assert sum(count(stages["05-components"], tint) > 0 for tint in TINTS) == 1
    assert sum(count(stages["07-slices"], tint) > 0 for tint in TINTS) > 1


def test_lines_are_framed_and_print_is_shown_apart() -> None:
    page = np.full((900, 900), 255, np.uint8)
    for row in range(100, 400, 60):
        words = "Nomor dan nama pasangan calon"
        cv2.putText(page, words, (60, row), cv2.FONT_HERSHEY_DUPLEX, 1.2, 0, 2, cv2.LINE_AA)
    picture = draw_lines(seen_page(page, layout=Layout.PAGE)).picture
    assert count(picture, PURPLE) + count(picture, BLUE) > 1000


def test_chosen_candidates_are_filled_and_framed_in_the_colour_of_their_probability() -> None:
    stages = by_name(seen_page(line_picture("471"), label="7"))
    below_the_legend = 100
    assert count(stages["08-candidates"][below_the_legend:], GREEN) > 1000
    assert count(stages["09-glyphs"][below_the_legend:], GREEN) > 300


def test_glyphs_are_shown_as_the_net_sees_them() -> None:
    seen = seen_page(line_picture("4"))
    sheet = by_name(seen)["09-glyphs"]
    glyph = seen.prepared.glyphs()[0]
    large = np.kron(glyph, np.ones((2, 2), np.uint8))
    found = cv2.matchTemplate(sheet[..., 0], large, cv2.TM_SQDIFF)
    assert found.min() == 0


def test_many_glyphs_take_several_sheets() -> None:
    page = np.tile(line_picture("4711"), (14, 10))
    seen = seen_page(page, layout=Layout.PAGE, print_likeness=2.0)
    assert len(seen.prepared.glyphs()) > 420
    names = [stage.name for stage in draw_stages(seen)]
    assert {"08-candidates-1", "08-candidates-2", "09-glyphs-1", "09-glyphs-2"} <= set(names)
    assert names == sorted(names)


def test_the_line_of_every_reading_is_known() -> None:
    seen = seen_page(line_picture("471"))
    (line,) = seen.lines()
    (reading,) = line.readings
    assert set(reading.text) == {"7"}
    assert list(line.chosen.values()) == list(reading.text)


def test_a_headline_makes_a_narrow_picture_wider() -> None:
    picture = headed(np.zeros((50, 10, 3), np.uint8), "Ink", "a sentence", legend=(("red", RED),))
    assert picture.shape[1] > 60
    assert (picture[-50:, :10] == 0).all()


@pytest.mark.parametrize(("probability", "colour"), [(0.95, GREEN), (0.8, AMBER), (0.79, RED)])
def test_colours_say_how_sure_something_is(probability: float, colour: Colour) -> None:
    assert sure_colour(probability) == colour


def test_a_stage_picture_is_compared_by_identity() -> None:
    blank = np.zeros((1, 1, 3), np.uint8)
    assert StagePicture("a", blank) != StagePicture("a", blank)
