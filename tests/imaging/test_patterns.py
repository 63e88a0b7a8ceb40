"""Pale pieces of a pattern all over a page are no ink; pale writing and what is in places stay."""

from __future__ import annotations

import numpy as np

from drawn_ink import ink_of, paper, written
from reader.imaging.patterns import without_pattern
from reader.imaging.upright import find_upright_ink
from reader.records import Image
from reader.settings import ImagingSettings

TEXTS = ("40728", "61539")


def sheet(*, dashes: int = 500, right: float = 1.0, level: int = 190) -> Image:
    """Two dark numbers and a pale one on pale dashes over the left part of the sheet."""
    image = paper(900, 800)
    rng = np.random.default_rng(5)
    for _ in range(dashes):
        row, col = int(rng.integers(4, 890)), int(rng.integers(4, right * 780))
        image[row : row + 2, col : col + 12] = level
    for number, text in enumerate(TEXTS):
        written(image, text, top=150 + 200 * number, left=150)
    written(image, "77", top=700, left=300, level=150)
    return image


def cleaned(image: Image) -> tuple[int, int]:
    """Components before and after."""
    page = ink_of(image)
    return len(page.components), len(without_pattern(page, ImagingSettings()).components)


def test_pieces_of_a_pattern_go_and_digits_stay() -> None:
    page = ink_of(sheet())
    found = without_pattern(page, ImagingSettings())
    assert len(page.components) > 300
    assert len(found.components) < 30
    digits = ink_of(sheet(dashes=0)).mask
    assert (found.mask & digits).sum() > 0.9 * digits.sum()
    assert found.rulings == page.rulings == ()


def test_a_page_without_a_pattern_stays_as_it_is() -> None:
    for image in (sheet(dashes=0), paper(900, 800), paper(900, 800, level=0)):
        page = ink_of(image)
        assert without_pattern(page, ImagingSettings()) is page


def test_what_is_in_one_part_of_the_picture_is_no_pattern() -> None:
    before, after = cleaned(sheet(right=0.4))
    assert before == after > 200


def test_pale_pieces_as_bold_as_the_pen_are_no_pattern() -> None:
    image = sheet(dashes=0)
    for row in range(10, 890, 30):
        for col in range(10, 780, 40):
            image[row : row + 7, col : col + 14] = np.minimum(
                image[row : row + 7, col : col + 14], 190
            )
    before, after = cleaned(image)
    assert before == after > 300


def test_pale_digits_with_a_dark_spot_stay_whole() -> None:
    image = sheet()
    image[715:719, 310:316] = 0
    place = ink_of(sheet(dashes=0)).mask[690:760, 290:400]
    found = without_pattern(ink_of(image), ImagingSettings())
    assert len(found.components) < 30
    assert (found.mask[690:760, 290:400] & place).sum() > 0.95 * place.sum()


def test_ink_as_dark_as_the_writing_is_no_pale_pattern() -> None:
    before, after = cleaned(sheet(level=0))
    assert before == after > 300


def test_many_pale_characters_are_no_pattern() -> None:
    image = paper(1200, 1000)
    for row in range(20, 1100, 60):
        written(image, "4072861539407286", top=row, left=20, height=32, level=190)
    for row in range(50, 1100, 300):
        image[row : row + 3, 30:900] = 0
        written(image, "40728", top=row - 40, left=700, height=36)
    before, after = cleaned(image)
    assert before == after > 200


def squared(*, pitch: int) -> Image:
    """Numbers 42 pixels high on pale squares."""
    image = paper(900, 1100)
    image[::pitch] = image[:, ::pitch] = 200
    for number, text in enumerate(TEXTS):
        written(image, text, top=150 + 200 * number, left=150, level=40)
    return image


def test_squares_smaller_than_the_writing_go_whole() -> None:
    page = ink_of(squared(pitch=16))
    found = without_pattern(page, ImagingSettings())
    assert len(page.rulings) > 40
    assert found.rulings == ()
    digits = ink_of(sheet(dashes=0)).mask[:500, :500]
    assert (found.mask[:500, :500] & digits).sum() > 0.9 * digits.sum()
    assert len(found.components) == sum(map(len, TEXTS))


def test_a_paler_writer_on_squares_stays() -> None:
    image = squared(pitch=16)
    written(image, "2750", top=600, left=150, level=130)
    found = without_pattern(ink_of(image), ImagingSettings())
    assert found.rulings == ()
    assert len(found.components) == sum(map(len, TEXTS)) + len("2750")


def test_double_lines_are_no_small_squares() -> None:
    image = paper(1400, 1400)
    for at in range(0, 1400, 100):
        image[at : at + 2] = image[at + 8 : at + 10] = 200
        image[:, at : at + 2] = image[:, at + 8 : at + 10] = 200
    for number, text in enumerate(TEXTS):
        for place, digit in enumerate(text):
            written(image, digit, top=138 + 200 * number, left=140 + 100 * place, level=40)
    page = ink_of(image)
    assert without_pattern(page, ImagingSettings()).rulings == page.rulings != ()


def test_pale_digits_in_dark_combs_are_no_pattern() -> None:
    image = paper(860, 860)
    for number in range(18):
        top, left = 20 + number // 2 * 92, 20 + number % 2 * 420
        image[top : top + 2, left : left + 398] = image[top + 44 : top + 46, left : left + 398] = 0
        for cell in range(10):
            image[top : top + 46, left + 44 * cell : left + 44 * cell + 2] = 0
        for cell in range(9):
            place = left + 44 * cell + 12
            written(image, "8", top=top + 10, left=place, height=26, level=150, pen=3)
    before, after = cleaned(image)
    assert before == after >= 18 * 9


def test_a_pale_one_beside_pale_digits_stays() -> None:
    image = sheet()
    written(image, "71", top=700, left=500, level=150)
    ink = without_pattern(ink_of(image), ImagingSettings())
    assert len(ink.components) < 30
    assert (
        sum(c.box.top > 690 and c.box.left > 490 and c.box.height > 40 for c in ink.components) == 2
    )


def test_pale_frames_among_a_pattern_stay() -> None:
    image = sheet()
    for top in (120, 320):
        image[top : top + 3, 120:700] = image[top + 100 : top + 103, 120:700] = 190
        for col in range(120, 701, 58):
            image[top : top + 103, col : col + 3] = 190
    page = ink_of(image)
    found = without_pattern(page, ImagingSettings())
    assert found is not page
    assert len(page.components) > 300 > 60 > len(found.components)
    assert len(found.rulings) >= 18  # of 24 found among the dashes


def test_squares_with_room_for_a_digit_each_may_be_a_form() -> None:
    page = ink_of(squared(pitch=60))
    assert page.rulings
    assert without_pattern(page, ImagingSettings()) is page


def test_whole_pages_are_read_without_it_and_pictures_of_one_string_with_it() -> None:
    counts = [
        len(find_upright_ink(sheet(), ImagingSettings(), whole_page=whole)[2].components)
        for whole in (True, False)
    ]
    assert counts[0] < 30
    assert counts[1] > 300
