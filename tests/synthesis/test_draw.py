"""Digits as ink."""

from __future__ import annotations

import numpy as np
import pytest

from reader.synthesis import draw_capital, draw_digit, draw_pen, draw_writer


@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize("height", [8, 28, 64])
def test_ink_fills_the_height_but_for_a_pixel_of_margin(digit: str, height: int) -> None:
    rng = np.random.default_rng(5)
    ink = draw_digit(rng, draw_writer(rng), digit, height)
    assert ink.dtype == np.uint8
    assert ink.shape[0] == height
    rows = np.flatnonzero(ink.any(axis=1))
    assert rows[0] <= 2
    assert rows[-1] >= height - 3
    assert not ink[:, 0].any() or ink[:, 0].max() < 255


def test_the_same_seed_gives_the_same_ink() -> None:
    first, second = (np.random.default_rng(11) for _ in range(2))
    ink = draw_digit(first, draw_writer(first), "4", 40)
    np.testing.assert_array_equal(ink, draw_digit(second, draw_writer(second), "4", 40))


def test_a_writer_never_writes_a_digit_twice_the_same_way() -> None:
    rng = np.random.default_rng(2)
    writer = draw_writer(rng)
    once, again = draw_digit(rng, writer, "3", 40), draw_digit(rng, writer, "3", 40)
    assert once.shape != again.shape or (once != again).any()


@pytest.mark.parametrize("digit", ["", "12", "a"])
def test_what_is_no_digit_is_refused(digit: str) -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="expected one of 0 to 9"):
        draw_digit(rng, draw_writer(rng), digit, 40)


def test_a_digit_of_no_size_is_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="needs at least 8 pixels"):
        draw_digit(rng, draw_writer(rng), "1", 4)


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_every_capital_can_be_drawn(letter: str) -> None:
    rng = np.random.default_rng(5)
    ink = draw_capital(rng, draw_writer(rng), letter, 28)
    assert ink.dtype == np.uint8
    assert ink.shape[0] == 28
    assert np.count_nonzero(ink.any(axis=1)) >= 24


@pytest.mark.parametrize("letter", ["", "AB", "a", "1"])
def test_what_is_no_capital_is_refused(letter: str) -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="expected one of A to Z"):
        draw_capital(rng, draw_writer(rng), letter, 40)


def test_a_capital_of_no_size_is_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="a letter needs at least 8 pixels"):
        draw_capital(rng, draw_writer(rng), "A", 4)


def test_unknown_pens_and_inks_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="pen 'quill': expected one of ballpoint"):
        draw_pen(rng, "quill")
    with pytest.raises(ValueError, match="ink 'green': expected one of black"):
        draw_pen(rng, colour="green")
