"""The form's lines are found and taken out; strokes, also those across lines, stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn_ink import find_mask, paper, written
from reader.imaging import rulings
from reader.imaging.rulings import find_rulings, remove_rulings
from reader.records import Box, Image, Mask

PEN = 4


def digits() -> tuple[Image, Box]:
    image = paper(140, 500)
    return image, written(image, "40718", top=40, left=60, height=60)


def cleaned(image: Image) -> Mask:
    mask = find_mask(image)
    return remove_rulings(mask, find_rulings(mask, stroke_width=PEN), stroke_width=PEN)


@pytest.mark.parametrize("shape", [(1, 1), (1, 80), (80, 1), (60, 90)])
def test_a_blank_mask_has_none(shape: tuple[int, int]) -> None:
    mask = np.zeros(shape, bool)
    assert find_rulings(mask, stroke_width=1.0) == ()
    assert not remove_rulings(mask, (), stroke_width=1.0).any()


def test_a_single_pixel_is_none() -> None:
    mask = np.zeros((60, 90), bool)
    mask[30, 40] = True
    assert find_rulings(mask, stroke_width=1.0) == ()


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (60, 90)])
def test_full_ink_does_no_harm(shape: tuple[int, int]) -> None:
    mask = np.ones(shape, bool)
    found = find_rulings(mask, stroke_width=PEN)
    assert remove_rulings(mask, found, stroke_width=PEN).shape == shape


def test_handwriting_alone_has_none() -> None:
    image, _ = digits()
    assert find_rulings(find_mask(image), stroke_width=PEN) == ()


def test_a_line_under_the_writing_is_found_where_it_is() -> None:
    image, _ = digits()
    image[110:113, 20:480] = 0
    (ruling,) = find_rulings(find_mask(image), stroke_width=PEN)
    assert not ruling.vertical
    assert (ruling.start, ruling.stop) == (20, 480)
    assert ruling.length == 460
    assert ruling.middle == pytest.approx(111, abs=0.1)
    assert ruling.thickness == pytest.approx(3, abs=0.1)


def test_upright_lines_are_found_as_lying_ones_are() -> None:
    image, _ = digits()
    image[110:113, 20:480] = 0
    mask = np.ascontiguousarray(find_mask(image).T)
    (ruling,) = find_rulings(mask, stroke_width=PEN)
    assert ruling.vertical
    assert (ruling.start, ruling.stop) == (20, 480)


def test_taking_a_line_out_leaves_the_writing_as_it_was() -> None:
    image, box = digits()
    alone = find_mask(image)
    image[110:113, 20:480] = 0
    assert np.array_equal(cleaned(image), alone)
    assert box.bottom < 110  # the line ran clear of the digits


def test_the_mask_given_is_not_changed() -> None:
    image, _ = digits()
    image[110:113, 20:480] = 0
    mask = find_mask(image)
    before = mask.copy()
    remove_rulings(mask, find_rulings(mask, stroke_width=PEN), stroke_width=PEN)
    assert np.array_equal(mask, before)


def test_strokes_across_a_line_keep_their_ink() -> None:
    image, _ = digits()
    alone = find_mask(image)
    image[70:73, 10:490] = 0  # through the middle of every digit
    found = cleaned(image)
    assert not found[70:73, :50].any()
    assert not found[70:73, 460:].any()
    kept = (found & alone).sum() / alone.sum()
    assert kept > 0.95


def test_a_box_around_the_writing_is_taken_out() -> None:
    image, _ = digits()
    alone = find_mask(image)
    for rows, cols in (
        (slice(24, 27), slice(30, 470)),
        (slice(120, 123), slice(30, 470)),
        (slice(24, 123), slice(30, 33)),
        (slice(24, 123), slice(467, 470)),
    ):
        image[rows, cols] = 0
    rulings = find_rulings(find_mask(image), stroke_width=PEN)
    assert sorted(r.vertical for r in rulings) == [False, False, True, True]
    assert (cleaned(image) ^ alone).sum() <= 12  # corners, where no line is sure


def test_a_comb_between_digits_is_taken_out() -> None:
    image, _ = digits()
    alone = find_mask(image)
    image[118:121, 20:480] = 0
    for col in range(48, 400, 57):
        image[30:121, col : col + 2] = 0
    left_over = cleaned(image) & ~alone
    assert left_over.sum() < 40


def test_a_dashed_line_is_a_line() -> None:
    image, _ = digits()
    for start in range(10, 480, 30):
        image[110:113, start : start + 22] = 0
    (ruling,) = find_rulings(find_mask(image), stroke_width=PEN)
    assert ruling.start <= 12
    assert ruling.stop >= 460


def test_a_ones_long_stem_is_no_line() -> None:
    image = paper(140, 200)
    image[30:110, 90:94] = 0  # 20 pens high
    assert find_rulings(find_mask(image), stroke_width=PEN) == ()


def test_a_slightly_sloping_line_is_followed() -> None:
    mask = np.zeros((140, 500), bool)
    for col in range(20, 480):
        row = round(100 + 0.02 * col)
        mask[row : row + 3, col] = True
    rulings = find_rulings(mask, stroke_width=PEN)
    assert len(rulings) == 1
    assert rulings[0].slope == pytest.approx(0.02, abs=0.003)
    assert not remove_rulings(mask, rulings, stroke_width=PEN).any()


def test_the_stems_of_digits_on_a_base_line_are_no_rulings() -> None:
    image = paper(200, 900)
    image[150:153, 20:880] = 0
    for left, height in ((100, 70), (300, 78), (500, 62)):
        image[151 - height : 151, left : left + PEN] = 0
        image[120:124, left : left + 30] = 0
    rulings = find_rulings(find_mask(image), stroke_width=PEN)
    assert [r.vertical for r in rulings] == [False]


def test_the_teeth_of_a_comb_on_a_base_line_are_rulings() -> None:
    image = paper(200, 900)
    image[150:153, 20:880] = 0
    for left in range(100, 700, 80):
        image[85:151, left : left + 3] = 0
    rulings = find_rulings(find_mask(image), stroke_width=PEN)
    assert sum(r.vertical for r in rulings) == 8


def test_a_divider_that_a_digit_touches_goes_and_the_digit_stays() -> None:
    mask = np.zeros((120, 400), bool)
    for row in (20, 98):
        mask[row : row + 2, 20:380] = True
    for col in (20, 110, 200, 290, 378):
        mask[20:100, col : col + 2] = True
    cv2.circle(mask.view(np.uint8), (206, 60), 14, 1, 5)
    found = find_rulings(mask, stroke_width=4.0)
    assert sorted(round(r.middle) for r in found if r.vertical) == [20, 110, 200, 290, 378]


def test_the_stem_of_a_digit_between_dividers_is_none() -> None:
    mask = np.zeros((120, 400), bool)
    for row in (20, 98):
        mask[row : row + 2, 20:380] = True
    for col in (20, 110, 200, 290, 378):
        mask[20:100, col : col + 2] = True
    mask[30:92, 240:245] = True
    cv2.circle(mask.view(np.uint8), (254, 80), 10, 1, 5)
    found = find_rulings(mask, stroke_width=4.0)
    assert sorted(round(r.middle) for r in found if r.vertical) == [20, 110, 200, 290, 378]


def test_of_very_many_lines_the_longest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "MOST_RULINGS", 2)
    mask = np.zeros((200, 400), bool)
    for row, stop in ((20, 390), (60, 380), (100, 250), (140, 240)):
        mask[row : row + 2, 10:stop] = True
    mask[20:142, 10:12] = True
    found = find_rulings(mask, stroke_width=2.0)
    assert sorted(r.length for r in found if not r.vertical) == [370, 380]


def test_boxes_close_to_each_other_have_two_dividers_between_them() -> None:
    for apart in (4, 5, 6, 7):
        image = paper(160, 420)
        for left in range(40, 340, 80 + apart):
            cv2.rectangle(image, (left, 30), (left + 80, 130), 0, 1)
        found = find_rulings(find_mask(image), stroke_width=PEN)
        assert sum(r.vertical for r in found) == 8


def test_a_bold_zero_is_no_box() -> None:
    image = paper(120, 260)
    cv2.line(image, (20, 100), (240, 100), 0, 3)
    cv2.ellipse(image, (130, 50), (18, 22), 0, 0, 360, 0, 9)
    found = find_rulings(find_mask(image), stroke_width=3.0)
    assert [r.vertical for r in found] == [False]


def test_a_border_that_digits_stand_on_closes_its_box() -> None:
    image = paper(200, 260)
    cv2.rectangle(image, (40, 40), (220, 160), 0, 3)
    for left in (60, 110, 160):
        cv2.ellipse(image, (left + 18, 128), (18, 32), 0, 0, 360, 0, 5)
    found = find_rulings(find_mask(image), stroke_width=4.0)
    assert len(found) == 4


def test_a_divider_that_a_digit_hides_in_part_is_one_line() -> None:
    image = paper(200, 420)
    for left in (40, 140, 240):
        cv2.rectangle(image, (left, 40), (left + 100, 160), 0, 2)
    cv2.ellipse(image, (48, 100), (14, 20), 20, 0, 360, 0, 7)
    found = find_rulings(find_mask(image), stroke_width=4.0)
    left = [r for r in found if r.vertical and abs(r.middle - 40) < 3]
    assert [(r.start, r.stop) for r in left] == [(39, 162)]


def test_a_line_far_longer_than_any_string_needs_no_frame_on_a_small_picture() -> None:
    image = paper(300, 900)
    image[150:153, 200:700] = 0
    (ruling,) = find_rulings(find_mask(image), stroke_width=PEN)
    assert (ruling.start, ruling.stop) == (200, 700)
    image = paper(300, 900)
    image[150:153, 200:500] = 0
    assert find_rulings(find_mask(image), stroke_width=PEN) == ()
