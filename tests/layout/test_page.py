"""Every line of handwriting on a page: rows, columns, cells, combs, no print, no pictures."""

from __future__ import annotations

import pytest

from drawn_ink import ink_of, paper, written
from reader.layout import find_lines
from reader.layout.page import in_reading_order
from reader.reasons import Reason
from reader.records import Box, Image, Line
from reader.settings import LayoutSettings
from reader.synthesis.prints import Typeface, print_text


def found(image: Image) -> list[Box]:
    return [line.box for line in find_lines(ink_of(image), LayoutSettings())]


def near(box: Box, expected: Box, *, within: int = 3) -> bool:
    return all(
        abs(a - b) <= within
        for a, b in (
            (box.top, expected.top),
            (box.left, expected.left),
            (box.bottom, expected.bottom),
            (box.right, expected.right),
        )
    )


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (400, 300)])
def test_an_empty_page_has_none(shape: tuple[int, int], level: int) -> None:
    assert found(paper(*shape, level=level)) == []


def test_a_single_pixel_is_none() -> None:
    image = paper(400, 300)
    image[200, 150] = 0
    assert found(image) == []


def test_strings_are_found_where_they_were_written_in_reading_order() -> None:
    image = paper(600, 900)
    expected = [
        written(image, "40718", top=80, left=70),
        written(image, "2593", top=80, left=600),
        written(image, "618", top=250, left=120),
        written(image, "0", top=400, left=500),
    ]
    for box, drawn in zip(found(image), expected, strict=True):
        assert near(box, drawn), (box, drawn)


def test_a_gap_wider_than_twice_the_pitch_starts_another_string() -> None:
    image = paper(200, 900)
    left = written(image, "407", top=80, left=50)
    pitch = 0.95 * 42
    near_by = round(left.right + 1.5 * pitch)
    written(image, "85", top=80, left=near_by)
    assert len(found(image)) == 1
    far = round(left.right + 1.5 * pitch + 2 * pitch + 3.2 * pitch)
    written(image, "85", top=80, left=far)
    assert len(found(image)) == 2


def test_cells_of_a_table_are_strings_of_their_own() -> None:
    image = paper(300, 700)
    for row in (60, 140, 220):
        image[row : row + 2, 40:660] = 0
    for col in (40, 245, 450, 658):
        image[60:222, col : col + 2] = 0
    expected = [
        written(image, text, top=row, left=col, height=36)
        for row, texts in ((80, ("407", "259", "618")), (160, ("18", "3405", "77")))
        for col, text in zip((60, 265, 470), texts, strict=True)
    ]
    boxes = found(image)
    assert len(boxes) == len(expected)
    for box, drawn in zip(boxes, expected, strict=True):
        assert near(box, drawn), (box, drawn)


def test_the_cells_of_a_comb_are_one_string() -> None:
    image = paper(200, 700)
    for col in range(100, 500, 56):
        image[80:140, col : col + 2] = 0
    image[140:142, 100:494] = 0
    for number, digit in enumerate("4071859"):
        written(image, digit, top=88, left=115 + 56 * number, height=40)
    assert len(found(image)) == 1


def test_the_cells_of_a_comb_behind_small_print_are_one_string() -> None:
    image = paper(200, 700)
    written(image, "HMHMH", top=110, left=40, height=18, pen=3)
    for col in range(160, 400, 66):
        image[90:150, col : col + 2] = 0
    for row in (90, 150):
        image[row : row + 2, 160:360] = 0
    for number, digit in enumerate("407"):
        written(image, digit, top=104, left=180 + 66 * number, height=34)
    assert len(found(image)[-1:]) == 1
    assert near(found(image)[-1], Box(104, 180, 36, 152), within=6)


def test_columns_of_one_digit_are_strings_of_their_own() -> None:
    image = paper(500, 700)
    for row in range(60, 420, 70):
        image[row : row + 2, 40:640] = 0
    for col in range(40, 700, 100):
        image[60:412, col : col + 2] = 0
    for row in range(80, 380, 70):
        for col in range(70, 600, 100):
            written(image, "5", top=row, left=col, height=42)
    assert len(found(image)) == 5 * 6


def test_a_large_drawing_is_no_string() -> None:
    image = paper(900, 900)
    strings = [written(image, "40718259", top=60 + 70 * k, left=70) for k in range(3)]
    written(image, "8", top=300, left=300, height=500, pen=6)
    boxes = found(image)
    assert len(boxes) == 3
    assert all(near(*pair) for pair in zip(boxes, strings, strict=True))


def test_small_marks_belong_to_their_string() -> None:
    image = paper(300, 700)
    written(image, "40,718", top=100, left=70, height=50)
    (line,) = find_lines(ink_of(image), LayoutSettings())
    assert len(line.components) >= 6


def typed(image: Image, text: str, *, top: int, left: int) -> None:
    """Sets ``text`` in plain type."""
    ink, _ = print_text(text, Typeface("sans"), height=40)
    image[top : top + ink.shape[0], left : left + ink.shape[1]] -= ink


def test_printed_lines_are_given_only_when_asked_for_and_say_so() -> None:
    image = paper(400, 900)
    typed(image, "Registered voters 20194 83215", top=40, left=60)
    written(image, "40718", top=200, left=70)
    (alone,) = find_lines(ink_of(image), LayoutSettings())
    assert (alone.kind, alone.box.top >= 190) == ("handwritten", True)
    *printed, last = find_lines(ink_of(image), LayoutSettings(printed=True))
    assert printed
    assert {line.kind for line in printed} == {"printed"}
    assert (last.kind, last.box) == ("handwritten", alone.box)


def test_white_on_black_gives_the_same_places() -> None:
    image = paper(600, 900)
    written(image, "40718", top=80, left=70)
    written(image, "618", top=250, left=120)
    assert found(255 - image) == found(image)


def test_reading_order_is_by_bands_of_height() -> None:
    boxes = [Box(12, 500, 40, 90), Box(0, 20, 40, 90), Box(8, 250, 44, 90), Box(90, 10, 40, 90)]
    ordered = in_reading_order([Line(box, ()) for box in boxes])
    assert [line.box.left for line in ordered] == [20, 250, 500, 10]
    assert in_reading_order([]) == []


@pytest.mark.parametrize(
    ("top", "height", "text", "is_number"),
    [
        (955, 30, "2", True),
        (10, 30, "12", True),
        (955, 60, "2", False),
        (500, 30, "2", False),
        (955, 30, "20194", False),
    ],
)
def test_few_small_digits_at_a_pages_rim_may_be_its_number(
    top: int, height: int, text: str, is_number: bool
) -> None:
    image = paper(1000, 900)
    typed(image, "Registered voters 20194 83215", top=300, left=60)
    written(image, text, top=top, left=440, height=height)
    (line,) = find_lines(ink_of(image), LayoutSettings())
    assert (Reason.PRINTED in line.reasons) == is_number
