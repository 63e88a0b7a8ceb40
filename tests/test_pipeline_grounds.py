"""The pipeline on patterns and prints: what is ground, and a second look at darker ink."""

from __future__ import annotations

import numpy as np

from drawn_ink import paper, written
from reader.pipeline import prepare_page, read_page, see_page
from reader.recognition import load_model
from reader.records import Image, Layout, Page
from reader.settings import LayoutSettings, Settings


def settings_for(layout: Layout) -> Settings:
    return Settings(layout=LayoutSettings(mode=layout))


def page_of(image: Image) -> Page:
    return Page("scan.png", 0, image)


def waves(shape: tuple[int, int], *, level: int) -> Image:
    """A picture of fine waves that run steeply from edge to edge."""
    rows, cols = np.indices(shape)
    return np.where((rows + cols + 3 * np.sin(cols / 15)) % 12 < 2, level, 255).astype(np.uint8)


def test_a_pattern_on_which_nothing_is_written_is_blank() -> None:
    image = waves((120, 400), level=140)
    assert see_page(page_of(image), settings_for(Layout.LINE)).lines == ()


def test_writing_is_seen_on_a_pattern_and_the_pattern_is_not() -> None:
    image = waves((120, 400), level=190)
    box = written(image, "40718", top=40, left=80)
    seen = see_page(page_of(image), settings_for(Layout.LINE))
    (line,) = seen.lines
    assert len(line.components) == 5
    assert abs(line.box.left - box.left) <= 3
    assert abs(line.box.right - box.right) <= 3
    assert seen.ink.mask[:30].sum() == 0


def on_a_print() -> Image:
    """Digits on rows of paler letters."""
    image = paper(120, 420)
    for top in range(8, 120, 36):
        written(image, "HMHMHMHM", top=top, left=4, height=26, level=170)
    written(image, "40718", top=40, left=80)
    return image


def test_darker_ink_on_a_print_gets_a_second_look() -> None:
    image = on_a_print()
    prepared = prepare_page(page_of(image), settings_for(Layout.LINE))
    assert prepared.lines
    assert len(prepared.looks) == 1
    assert len(prepared.strips()) == len(prepared.all_lines())
    shown = sum(len(line.candidates) for line in prepared.all_lines())
    assert prepared.glyphs().shape[0] == shown
    assert not prepare_page(page_of(image), settings_for(Layout.PAGE)).looks


def test_the_second_look_is_read() -> None:
    model = load_model("digits", device="cpu")
    result = read_page(page_of(on_a_print()), model, settings_for(Layout.LINE))
    assert [reading.text for reading in result.readings] == ["40718"]
