"""Which way up a page lies: told by its characters, and only if there are enough of them."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import block, ink_of, paper, part, written
from reader.imaging.turn import (
    FEWEST,
    THUMB,
    find_quarter_turns,
    log_probs_of_turns,
    thumb_of,
)
from reader.records import Image, Scale
from reader.synthesis.prints import Typeface, print_text

SCALE = Scale(3.0, 20.0, 40.0)


def handwritten() -> Image:
    """Five rows of numbers."""
    image = paper(460, 700)
    for row, text in enumerate(("4723059", "2574", "347", "59274", "4352")):
        written(image, text, top=40 + 80 * row, left=60, height=44)
    return image


def printed() -> Image:
    """Three lines of words."""
    image = paper(240, 700)
    for row, text in enumerate(("Annual Return", "Registered voters", "Meter reading")):
        ink, _ = print_text(text, Typeface("sans"), height=36)
        image[20 + 70 * row : 20 + 70 * row + ink.shape[0], 40 : 40 + ink.shape[1]] -= ink
    return image


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("drawn", [handwritten, printed])
def test_a_page_of_characters_is_brought_upright(drawn: object, turns: int) -> None:
    lying = np.ascontiguousarray(np.rot90(drawn(), -turns))  # type: ignore[operator]
    ink = ink_of(lying)
    assert find_quarter_turns(ink.components, ink.scale) == turns


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_of_few_characters_is_left_as_it_lies(turns: int) -> None:
    image = paper(200, 400)
    written(image, "472305", top=80, left=60, height=44)
    ink = ink_of(np.ascontiguousarray(np.rot90(image, turns)))
    assert len(ink.components) < FEWEST
    assert find_quarter_turns(ink.components, ink.scale) == 0


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (300, 200)])
def test_an_empty_page_is_left_as_it_lies(shape: tuple[int, int], level: int) -> None:
    ink = ink_of(paper(*shape, level=level))
    assert find_quarter_turns(ink.components, ink.scale) == 0


def test_shapes_that_look_the_same_from_all_sides_turn_nothing() -> None:
    squares = [block(40 * row, 40 * col, 20, 20) for row in range(6) for col in range(6)]
    assert find_quarter_turns(squares, SCALE) == 0


def test_rows_from_left_to_right_do_not_lie_on_their_side_whatever_the_letters_say() -> None:
    ink = ink_of(np.ascontiguousarray(np.rot90(handwritten(), -1)))
    apart = [
        part(["".join("#" if v else "." for v in row) for row in c.mask], top=50, left=60 * k)
        for k, c in enumerate(ink.components)
    ]
    assert find_quarter_turns(apart, ink.scale) == 0


def test_a_turned_character_gives_the_turned_answer() -> None:
    thumbs = np.stack([thumb_of(c.mask) for c in ink_of(handwritten()).components])
    turned = np.rot90(thumbs, -1, axes=(1, 2))
    np.testing.assert_allclose(
        np.roll(log_probs_of_turns(thumbs), 1, axis=1), log_probs_of_turns(turned), atol=1e-4
    )


@pytest.mark.parametrize("shape", [(1, 1), (9, 9), (31, 12), (12, 31), (40, 1)])
def test_a_character_stands_exactly_in_the_middle(shape: tuple[int, int]) -> None:
    thumb = thumb_of(np.ones(shape, bool))
    assert thumb.shape == (THUMB, THUMB)
    assert (thumb == np.rot90(thumb, 2)).all()
    assert thumb.max() == 255
