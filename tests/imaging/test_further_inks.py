"""The darker, the bolder, and the thin ink of a picture."""

from __future__ import annotations

import numpy as np

from drawn_ink import ink_of, on_waves, paper, written
from reader.imaging.further_inks import (
    find_bold_ink,
    find_dark_ink,
    find_thin_ink,
    is_grainy,
    iter_inks_in_grain,
)
from reader.records import Box, Image
from reader.settings import ImagingSettings

SETTINGS = ImagingSettings()


def patterned(*, level: int = 170) -> Image:
    image = paper(100, 300)
    image[::8] = level
    image[1::8] = level
    return image


def test_writing_on_a_paler_pattern_is_left() -> None:
    image = patterned()
    box = written(image, "407", top=28, left=60)
    dark = find_dark_ink(ink_of(image), SETTINGS)
    assert dark is not None
    around = Box.around(c.box for c in dark.components)
    sides = [(around.top, box.top), (around.bottom, box.bottom)]
    sides += [(around.left, box.left), (around.right, box.right)]
    assert all(abs(found - drawn) <= 3 for found, drawn in sides)


def test_ink_of_one_level_has_no_darker_part() -> None:
    image = paper(100, 300)
    written(image, "407", top=28, left=60)
    assert find_dark_ink(ink_of(np.where(image < 128, 0, 255).astype(np.uint8)), SETTINGS) is None


def test_a_blank_picture_has_none() -> None:
    assert find_dark_ink(ink_of(paper(60, 90)), SETTINGS) is None


def test_writing_bolder_than_a_pattern_as_dark_is_left() -> None:
    page = ink_of(on_waves())
    assert find_dark_ink(page, SETTINGS) is None
    bold = find_bold_ink(page, SETTINGS)
    assert bold is not None
    assert len([c for c in bold.components if c.box.height > 15]) == 3
    assert all(c.box.left > 60 and c.box.right < 200 for c in bold.components)


def test_strokes_of_one_width_have_no_bolder_part() -> None:
    image = paper(100, 300)
    written(image, "407", top=28, left=60)
    assert find_bold_ink(ink_of(image), SETTINGS) is None
    assert find_bold_ink(ink_of(paper(60, 90)), SETTINGS) is None


def textured() -> Image:
    """Paper with so many lines that they count as its noise, and writing amid them."""
    rows, cols = np.mgrid[:110, :320]
    waves = 0.5 + 0.5 * np.sin(rows * 1.1 + 2.0 * np.sin(cols * 0.08))
    image = (235 - 75 * waves).astype(np.uint8)
    written(image, "407", top=30, left=70, level=40)
    return image


def test_what_is_darker_than_a_texture_is_found_though_the_texture_counts_as_noise() -> None:
    page = ink_of(textured())
    assert is_grainy(page, SETTINGS)
    first = next(iter_inks_in_grain(page, SETTINGS))
    assert len([c for c in first.components if c.box.height > 15]) == 3


def test_paper_without_a_texture_is_not_grainy() -> None:
    image = paper(100, 300)
    written(image, "407", top=28, left=60)
    assert not is_grainy(ink_of(image), SETTINGS)


def test_nothing_is_darker_than_blank_paper() -> None:
    assert list(iter_inks_in_grain(ink_of(paper(60, 90)), SETTINGS)) == []


def test_what_is_thin_is_left_and_the_shadow_around_it_is_not() -> None:
    rows, cols = np.mgrid[:110, :320]
    depth = (0.5 + 0.5 * np.sin(rows * 2 * np.pi / 70)) * (0.5 + 0.5 * np.sin(cols * np.pi / 70))
    image = (235 * (1.0 - 0.45 * depth)).astype(np.uint8)
    written(image, "407", top=30, left=70, level=60)
    thin = find_thin_ink(ink_of(image), SETTINGS)
    assert len([c for c in thin.components if c.box.height > 15]) == 3


def test_on_blank_paper_nothing_is_thin() -> None:
    assert not find_thin_ink(ink_of(paper(60, 90)), SETTINGS).mask.any()
