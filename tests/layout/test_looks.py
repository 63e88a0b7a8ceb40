"""Further looks at a picture of one string."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from drawn_ink import ink_of, on_waves, paper, written
from reader.imaging.ink import PageInk
from reader.layout.looks import Look, find_further_looks
from reader.layout.single import find_single_line
from reader.records import Image, Layout
from reader.settings import ImagingSettings, LayoutSettings

LINE = LayoutSettings(mode=Layout.LINE)


def looks_at(image: Image, layout: LayoutSettings = LINE) -> tuple[Look, ...]:
    page: PageInk = ink_of(image)
    return find_further_looks(Look(page, find_single_line(page, layout)), ImagingSettings(), layout)


def on_a_print() -> Image:
    image = paper(120, 420)
    for top in range(8, 120, 36):
        written(image, "HMHMHMHM", top=top, left=4, height=26, level=170)
    written(image, "40718", top=40, left=80)
    return image


def test_a_plain_picture_is_looked_at_once() -> None:
    image = paper(120, 420)
    written(image, "40718", top=40, left=80)
    (look,) = looks_at(image)
    assert len(look.lines) == 1


def test_an_empty_picture_is_looked_at_once() -> None:
    (look,) = looks_at(paper(120, 420))
    assert look.lines == ()


def test_writing_on_a_print_is_looked_at_alone() -> None:
    whole, dark = looks_at(on_a_print())
    (line,) = dark.lines
    assert len(line.components) == 5
    assert whole.ink.mask.sum() > dark.ink.mask.sum()


def test_a_look_with_more_ink_than_any_line_has_is_none() -> None:
    few = dataclasses.replace(LINE, most_components=3)
    assert len(looks_at(on_a_print(), few)) == 1


def test_writing_bolder_than_a_ground_as_dark_is_looked_for() -> None:
    _, bold = looks_at(on_waves())
    (line,) = bold.lines
    assert len([c for c in line.components if c.box.height > 15]) == 3


def test_writing_that_was_lost_in_a_texture_is_looked_for() -> None:
    rows, cols = np.mgrid[:110, :320]
    waves = 0.5 + 0.5 * np.sin(rows * 1.1 + 2.0 * np.sin(cols * 0.08))
    image = (235 - 75 * waves).astype(np.uint8)
    written(image, "407", top=30, left=70, level=70)
    looks = looks_at(image)
    assert looks[0].lines == ()
    assert [len(line.components) for line in looks[1].lines] == [3]


def test_writing_that_was_lost_in_shadows_is_looked_for() -> None:
    rows = np.arange(110)[:, None]
    light = 1.0 - 0.4 * np.clip(1.6 * np.sin(rows * 2 * np.pi / 50), 0.0, 1.0)
    ink = np.full((110, 320), 255, np.uint8)
    written(ink, "407", top=30, left=70)
    seen = cv2.GaussianBlur(ink, (0, 0), 1.5) / 255
    looks = looks_at((235 * light * (0.7 + 0.3 * seen)).astype(np.uint8))
    assert looks[0].lines == ()
    assert [len(line.components) for line in looks[-1].lines] == [3]
