"""A picture that holds one string: which ink is it?"""

from __future__ import annotations

import cv2
import pytest

from drawn_ink import ink_of, paper, written
from reader.layout import find_lines
from reader.layout.single import find_single_line
from reader.reasons import Reason
from reader.records import Box, Image, Layout
from reader.settings import LayoutSettings

SETTINGS = LayoutSettings(mode=Layout.LINE)


def found(image: Image) -> Box | None:
    """The topmost of the rows that the readers are shown."""
    lines = find_single_line(ink_of(image), SETTINGS)
    assert len(lines) <= 2
    return lines[0].box if lines else None


def near(box: Box | None, expected: Box, *, within: int = 3) -> bool:
    return box is not None and all(
        abs(a - b) <= within
        for a, b in (
            (box.top, expected.top),
            (box.left, expected.left),
            (box.bottom, expected.bottom),
            (box.right, expected.right),
        )
    )


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (100, 300)])
def test_an_empty_picture_has_none(shape: tuple[int, int], level: int) -> None:
    assert found(paper(*shape, level=level)) is None


def test_a_single_pixel_is_none() -> None:
    image = paper(100, 300)
    image[40, 50] = 0
    assert found(image) is None


def test_the_string_is_found_where_it_was_written() -> None:
    image = paper(120, 420)
    box = written(image, "40718", top=40, left=70)
    assert near(found(image), box)


def test_components_come_from_left_to_right() -> None:
    image = paper(120, 420)
    written(image, "40718", top=40, left=70)
    (line,) = find_single_line(ink_of(image), SETTINGS)
    lefts = [c.box.left for c in line.components]
    assert lefts == sorted(lefts)
    assert len(lefts) == 5


def test_of_two_strings_the_topmost_counts() -> None:
    image = paper(220, 420)
    upper = written(image, "407", top=30, left=70)
    written(image, "18293", top=140, left=70)
    assert near(found(image), upper)


def test_a_scribble_above_does_not_count_as_the_topmost() -> None:
    image = paper(220, 420)
    written(image, "1", top=10, left=70, height=20)
    lower = written(image, "18293", top=120, left=70)
    assert near(found(image), lower)


def test_a_neighbour_cut_off_by_the_edge_does_not_belong() -> None:
    image = paper(150, 420)
    box = written(image, "40718", top=60, left=70)
    written(image, "888", top=-26, left=90)  # only its feet are seen
    assert near(found(image), box)


def test_a_string_that_fills_the_picture_is_found() -> None:
    image = paper(46, 250)
    box = written(image, "40718", top=2, left=6)
    assert near(found(image), box)


def test_small_marks_within_the_string_belong() -> None:
    image = paper(140, 420)
    written(image, "4,07", top=40, left=70, height=50)
    (line,) = find_single_line(ink_of(image), SETTINGS)
    assert min(c.box.height for c in line.components) < 20


def test_a_frame_around_everything_does_not_belong() -> None:
    image = paper(120, 420)
    image[4:8, 4:416] = image[112:116, 4:416] = 0
    image[4:116, 4:8] = image[4:116, 412:416] = 0
    box = written(image, "40718", top=40, left=70)
    assert near(found(image), box)


def test_a_shadow_along_the_edge_does_not_belong() -> None:
    image = paper(120, 420)
    box = written(image, "40718", top=40, left=70)
    image[30:110, 0:5] = 0
    assert near(found(image), box)


def test_the_verb_of_the_room_takes_this_way_for_lines_and_digits() -> None:
    image = paper(120, 420)
    box = written(image, "40718", top=40, left=70)
    for mode in (Layout.LINE, Layout.DIGIT):
        (line,) = find_lines(ink_of(image), LayoutSettings(mode=mode))
        assert near(line.box, box)


def test_a_digit_in_two_pieces_one_above_the_other_is_taken_whole() -> None:
    image = paper(120, 100)
    box = written(image, "7", top=30, left=30, height=60)
    image[48:54] = 255
    (line,) = find_lines(ink_of(image), LayoutSettings(mode=Layout.DIGIT))
    assert near(line.box, box)


def test_a_row_with_more_ink_below_the_topmost_is_shown_to_the_readers_too() -> None:
    image = paper(220, 420)
    written(image, "407", top=30, left=70)
    lower = written(image, "18293", top=140, left=70)
    _, other = find_single_line(ink_of(image), SETTINGS)
    assert near(other.box, lower)


def test_between_neighbours_that_the_edge_cuts_the_row_in_the_middle_is_shown_too() -> None:
    image = paper(230, 400)
    written(image, "935", top=-8, left=60, height=60)
    expected = written(image, "408", top=80, left=60, height=60)
    written(image, "7162", top=168, left=60, height=70)
    lines = find_single_line(ink_of(image), LayoutSettings(mode=Layout.LINE))
    assert any(near(line.box, expected) for line in lines)


def test_a_row_with_less_ink_below_the_topmost_is_not() -> None:
    image = paper(220, 420)
    written(image, "18293", top=30, left=70)
    written(image, "407", top=140, left=70)
    assert len(find_single_line(ink_of(image), SETTINGS)) == 1


def test_the_edge_of_the_sheet_beside_a_black_margin_does_not_belong() -> None:
    image = paper(200, 160)
    image[:, :50] = 20
    image[20:56, 53:55] = 90
    expected = written(image, "7", top=120, left=100, height=24)
    page = ink_of(image)
    assert page.outside is not None
    assert near(found(image), expected)


def test_beside_what_may_be_a_rest_of_a_ruling_a_broad_row_is_shown_to_the_readers_too() -> None:
    image = paper(240, 160)
    image[20:110, 30:34] = 0
    expected = written(image, "7", top=160, left=100, height=50)
    lines = find_single_line(ink_of(image), LayoutSettings(mode=Layout.LINE))
    assert len(lines) == 2
    assert near(lines[1].box, expected)


def test_a_picture_of_one_digit_gives_one_line() -> None:
    image = paper(220, 200)
    written(image, "7", top=30, left=70, height=60)
    written(image, "8", top=120, left=70, height=80)
    digit = LayoutSettings(mode=Layout.DIGIT)
    assert len(find_single_line(ink_of(image), digit)) == 1


def comb_with_ticks(image: Image) -> None:
    image[118:121, 20:400] = 0
    for col in range(20, 401, 76):
        image[100:121, col : col + 2] = 0


def test_the_ticks_of_an_open_comb_do_not_belong_to_its_digits() -> None:
    image = paper(160, 420)
    comb_with_ticks(image)
    for place, digit in enumerate("40718"):
        written(image, digit, top=52, left=40 + 76 * place, height=50)
    (line,) = find_single_line(ink_of(image), SETTINGS)
    assert len(line.components) == 5


def test_low_strokes_at_even_distances_are_kept_where_nothing_higher_stands() -> None:
    image = paper(160, 420)
    image[118:121, 20:400] = 0
    for col in range(60, 200, 28):
        image[100:121, col : col + 2] = 0
    (line,) = find_single_line(ink_of(image), SETTINGS)
    assert len(line.components) == 5


def test_an_empty_comb_is_empty() -> None:
    image = paper(160, 420)
    comb_with_ticks(image)
    assert find_single_line(ink_of(image), SETTINGS) == ()


def test_a_comb_s_box_that_is_not_closed_is_of_the_string() -> None:
    image = paper(160, 560)
    cv2.line(image, (20, 40), (520, 40), 0, 2)
    cv2.line(image, (120, 130), (520, 130), 0, 2)
    for col in (120, 200, 280, 360, 440, 520):
        cv2.line(image, (col, 40), (col, 130), 0, 2)
    written(image, "407184", top=60, left=58, height=50, advance=80 / 50)
    (line,) = find_single_line(ink_of(image), SETTINGS)
    assert sum(c.box.height > 30 for c in line.components) == 6


def test_lines_side_by_side_are_a_question() -> None:
    image = paper(120, 1200)
    written(image, "407", top=40, left=40)
    written(image, "184", top=40, left=900)
    lines = find_single_line(ink_of(image), SETTINGS)
    assert len(lines) == 2
    assert all(Reason.INCOMPLETE in line.reasons for line in lines)


def test_dots_of_lines_do_not_tell_how_high_digits_are() -> None:
    image = paper(160, 500)
    for col in range(40, 480, 60):
        for row in range(20, 140, 7):
            cv2.circle(image, (col, row), 1, 0, -1)
    written(image, "40718", top=50, left=55, height=50, advance=60 / 50)
    (line,) = find_single_line(ink_of(image), SETTINGS)
    assert sum(c.box.height > 30 for c in line.components) == 5
