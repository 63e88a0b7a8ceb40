"""What stands in boxes is the string; what stands beside them is a caption."""

from __future__ import annotations

import cv2
import numpy as np

from drawn_ink import ink_of, paper, written
from reader.layout.enclosed import find_enclosures, leave_out_captions
from reader.layout.single import find_single_line
from reader.records import Box, Image, Layout
from reader.settings import LayoutSettings

HEIGHT = 60.0


def framed(image: Image, box: Box, *, cells: int = 1) -> None:
    """Draws a comb of ``cells`` cells."""
    for col in np.linspace(box.left, box.right, cells + 1).round().astype(int).tolist():
        cv2.line(image, (col, box.top), (col, box.bottom), 0, 2)
    for row in (box.top, box.bottom):
        cv2.line(image, (box.left, row), (box.right, row), 0, 2)


def texts(image: Image) -> list[Box]:
    """What the picture's line consists of, small ink left out."""
    (line,) = find_single_line(ink_of(image), LayoutSettings(mode=Layout.LINE))
    return [c.box for c in line.components if c.box.height > HEIGHT / 2]


def test_a_picture_without_rulings_encloses_nothing() -> None:
    image = paper(150, 420)
    written(image, "40718", top=40, left=70)
    assert find_enclosures(ink_of(image)) == ()
    chosen, cells = leave_out_captions(ink_of(image).components, ink_of(image), digit_height=60.0)
    assert chosen == cells == ()


def test_every_cell_of_a_comb_is_enclosed() -> None:
    image = paper(160, 480)
    framed(image, Box(30, 60, 100, 360), cells=4)
    cells = find_enclosures(ink_of(image))
    assert len(cells) == 4
    assert all(abs(c.width - 90) < 6 and abs(c.height - 100) < 6 for c in cells)


def test_a_caption_beside_the_frame_does_not_belong() -> None:
    image = paper(160, 640)
    written(image, "74", top=50, left=10)
    framed(image, Box(30, 160, 100, 440))
    box = written(image, "40718", top=50, left=200)
    assert min(b.left for b in texts(image)) >= box.left - 3


def test_a_comb_whose_dividers_were_not_all_found_keeps_every_digit() -> None:
    image = paper(160, 640)
    framed(image, Box(30, 60, 100, 180), cells=2)
    framed(image, Box(30, 240, 100, 180), cells=1)
    framed(image, Box(30, 420, 100, 90), cells=1)
    for digit, left in zip("41073", (80, 170, 260, 340, 440), strict=True):
        written(image, digit, top=50, left=left)
    assert len(texts(image)) == 5


def test_frames_side_by_side_are_one_string() -> None:
    image = paper(160, 900)
    framed(image, Box(30, 60, 100, 180), cells=2)
    framed(image, Box(30, 600, 100, 180), cells=2)
    for digit, left in zip("4173", (80, 170, 620, 710), strict=True):
        written(image, digit, top=50, left=left)
    written(image, "55", top=50, left=350)
    assert [b.left // 300 for b in texts(image)] == [0, 0, 2, 2]


def test_digits_in_a_small_cell_behind_the_string_belong() -> None:
    image = paper(160, 640)
    framed(image, Box(30, 60, 100, 400))
    framed(image, Box(30, 460, 100, 90))
    written(image, "4071", top=50, left=100)
    written(image, "8", top=50, left=480)
    assert len(texts(image)) == 5


def test_a_line_that_runs_through_the_digits_is_no_wall() -> None:
    image = paper(160, 640)
    framed(image, Box(20, 60, 120, 500))
    image[70:72, 0:640] = 0
    box = written(image, "40718", top=50, left=120)
    found = Box.around(texts(image))
    assert abs(found.top - box.top) < 4
    assert abs(found.bottom - box.bottom) < 4
    assert abs(found.right - box.right) < 4


def test_a_sign_in_a_small_cell_before_the_amount_does_not_belong() -> None:
    image = paper(160, 640)
    framed(image, Box(30, 60, 100, 80))
    framed(image, Box(30, 140, 100, 460))
    written(image, "3", top=50, left=80)
    box = written(image, "40718", top=50, left=200)
    assert min(b.left for b in texts(image)) >= box.left - 3


def test_a_small_box_beside_the_string_does_not_hold_it() -> None:
    image = paper(160, 900)
    framed(image, Box(30, 20, 100, 90))
    written(image, "5", top=50, left=45)
    written(image, "4071862", top=50, left=200)
    assert len(texts(image)) >= 7


def test_a_border_found_in_part_still_encloses_its_cells() -> None:
    image = paper(160, 480)
    framed(image, Box(30, 60, 100, 360), cells=4)
    image[126:134, 66:148] = 255
    assert len(find_enclosures(ink_of(image))) == 4


def dotted_comb(advance: float) -> Image:
    """Digits in a comb of which every third divider only is a line; the rest are dots."""
    image = paper(160, 760)
    framed(image, Box(40, 30, 90, 720), cells=3)
    for cell in range(1, 9):
        if cell % 3:
            for row in range(44, 126, 8):
                cv2.circle(image, (30 + 80 * cell, row), 1, 0, -1)
    written(image, "407184071", top=55, left=52, height=54, advance=advance)
    return image


def test_a_comb_whose_dividers_were_found_in_part_is_whole() -> None:
    assert len(texts(dotted_comb(80 / 54))) == 9


def test_numbers_in_columns_are_several() -> None:
    image = paper(160, 900)
    framed(image, Box(30, 40, 100, 840), cells=3)
    for left, text in ((60, "407"), (360, "71"), (600, "40718")):
        written(image, text, top=55, left=left, height=50)
    assert len(texts(image)) == 5
