"""The picture of a page with what was read on it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from example_results import failed_result, reading
from reader.records import (
    Box,
    Candidate,
    Digit,
    Image,
    Page,
    PageResult,
    PreparedLine,
    PreparedPage,
    Reading,
    Status,
)
from reader.writers.overlay import draw_overlay

GREEN, AMBER, GREY, RED = (22, 130, 62), (204, 102, 0), (120, 120, 120), (200, 30, 30)


def page(height: int = 1000, width: int = 800, *, colour: Image | None = None) -> Page:
    return Page("a.png", 0, np.full((height, width), 240, np.uint8), colour=colour)


def has(picture: Image, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=-1).any())


def where(picture: Image, colour: tuple[int, int, int]) -> NDArray[np.intp]:
    """Rows and columns of the pixels that have just this colour."""
    return np.argwhere((picture == colour).all(axis=-1))


def string(box: Box, *, probability: float = 0.99, **changes: object) -> Reading:
    width = box.width // 2
    digits = tuple(
        Digit(d, probability, Box(box.top, box.left + i * width, box.height, width))
        for i, d in enumerate("42")
    )
    return reading("42", box=box, digits=digits, **changes)


def test_the_picture_is_the_page_in_rgb_beneath_a_strip() -> None:
    result = PageResult("a.png", 0, (string(Box(500, 300, 50, 80)),), size=(1000, 800))
    picture = draw_overlay(page(), None, result)
    assert picture.dtype == np.uint8
    assert picture.shape[1:] == (800, 3)
    assert 1000 < picture.shape[0] < 1200


@pytest.mark.parametrize(
    ("status", "colour"),
    [(Status.ACCEPTED, GREEN), (Status.REVIEW, AMBER), (Status.BLANK, GREY)],
)
def test_a_box_has_the_colour_of_its_status(status: Status, colour: tuple[int, int, int]) -> None:
    box = Box(500, 300, 50, 80)
    blank = reading("", box=box, status=status, digits=(), confidence=None)
    picture = draw_overlay(page(), None, PageResult("a.png", 0, (blank,), size=(1000, 800)))
    strip = picture.shape[0] - 1000
    found = where(picture[strip + 495 :, 295:], colour)
    assert len(found) > 200
    assert found.max(axis=0).tolist() == [55, 85]  # one pixel outside the string's ink


def test_digits_stand_above_their_ink_in_the_colour_of_their_probability() -> None:
    box = Box(500, 300, 50, 80)
    for probability, colour in ((0.99, GREEN), (0.9, AMBER), (0.5, RED)):
        sure = string(box, probability=probability)
        picture = draw_overlay(page(), None, PageResult("a.png", 0, (sure,), size=(1000, 800)))
        strip = picture.shape[0] - 1000
        above = picture[strip + 440 : strip + 498]
        assert has(above[:, 300:340], colour), "4"
        assert has(above[:, 340:380], colour), "2"
        assert not has(above[:, :290], colour)


def prepared_line(*candidates: Box, box: Box) -> PreparedPage:
    glyph = np.zeros((28, 28), np.uint8)
    found = tuple(Candidate(0, 1, c, glyph, np.zeros(1, np.float32)) for c in candidates)
    line = PreparedLine("", box, 1, found, candidates)
    return PreparedPage("a.png", 0, (1000, 800), (line,))


def test_cuts_are_drawn_where_something_was_read() -> None:
    prepared = prepared_line(Box(500, 320, 50, 33), box=Box(500, 300, 50, 80))
    read = reading("", box=Box(480, 280, 90, 120), digits=(), confidence=None)
    result = PageResult("a.png", 0, (read,), size=(1000, 800))
    without, drawn = draw_overlay(page(), None, result), draw_overlay(page(), prepared, result)
    changed = np.argwhere((without != drawn).any(axis=-1))
    assert set(changed[:, 1]) == {320, 353}
    assert len(changed) == 2 * 50


def test_a_line_that_is_no_string_gets_a_plain_box() -> None:
    prepared = prepared_line(Box(500, 320, 50, 33), box=Box(500, 300, 50, 80))
    picture = draw_overlay(page(), prepared, PageResult("a.png", 0, (), size=(1000, 800)))
    strip = picture.shape[0] - 1000
    found = where(picture[strip:], GREY)
    assert found.min(axis=0).tolist() == [500, 300]
    assert found.max(axis=0).tolist() == [549, 379]
    assert len(found) == 2 * (50 + 80) - 4


def test_components_have_thin_boxes() -> None:
    result = PageResult("a.png", 0, (), size=(1000, 800))
    without = draw_overlay(page(), None, result)
    drawn = draw_overlay(page(), None, result, components=[Box(500, 300, 10, 20)])
    assert (without != drawn).any(axis=-1).sum() == 2 * (10 + 20) - 4


def test_low_confidence_is_told_by_the_colour_and_other_reasons_in_words() -> None:
    def drawn(*reasons: str) -> Image:
        sure = string(Box(500, 300, 50, 80), status=Status.REVIEW, reasons=reasons)
        return draw_overlay(page(), None, PageResult("a.png", 0, (sure,), size=(1000, 800)))

    assert (drawn() == drawn("low-confidence")).all()
    assert (drawn() != drawn("low-confidence", "sign")).any()


def test_letters_grow_with_the_digits_of_the_page() -> None:
    def strip_height(digit_height: int) -> int:
        result = PageResult("a.png", 0, (string(Box(1500, 300, digit_height, 80)),))
        return draw_overlay(page(3500, 2480), None, result).shape[0] - 3500

    assert strip_height(90) > 1.5 * strip_height(45)


def test_small_pages_are_enlarged_by_a_whole_factor() -> None:
    result = PageResult("a.png", 0, (string(Box(5, 5, 20, 30)),), size=(30, 120))
    picture = draw_overlay(page(30, 120), None, result)
    assert picture.shape[1] == 8 * 120


def test_coarse_pages_are_enlarged_until_digits_can_be_labelled() -> None:
    result = PageResult("a.png", 0, (string(Box(500, 300, 12, 16)),), size=(1000, 800))
    assert draw_overlay(page(), None, result).shape[1] == 2 * 800


def test_a_colour_page_stays_in_colour() -> None:
    blue = np.zeros((1000, 800, 3), np.uint8) + np.array([0, 0, 200], np.uint8)
    picture = draw_overlay(page(colour=blue), None, PageResult("a.png", 0))
    red, green, blue_level = picture[-1, -1]
    assert blue_level > red == green


def test_a_failed_page_says_why() -> None:
    picture = draw_overlay(page(), None, failed_result("a.png"))
    strip = picture[: picture.shape[0] - 1000].astype(int)
    assert (strip[..., 0] - strip[..., 1]).max() > 100  # red letters on white


@pytest.mark.parametrize("box", [Box(0, 0, 1, 1), Box(0, 0, 0, 0), Box(-5, -5, 2000, 2000)])
def test_boxes_at_and_beyond_the_border_are_drawn(box: Box) -> None:
    result = PageResult("s\udcffcan.png" * 30, 0, (string(box),), size=(1000, 800))
    assert draw_overlay(page(), None, result).shape[1] == 800


def test_a_page_of_a_single_pixel_is_drawn() -> None:
    blank = reading("", box=Box(0, 0, 1, 1), status=Status.BLANK, digits=(), confidence=None)
    assert draw_overlay(page(1, 1), None, PageResult("a.png", 0, (blank,))).shape[1] == 8
