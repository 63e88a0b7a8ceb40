"""Ink that is not one digit."""

from __future__ import annotations

import numpy as np
import pytest

from reader.synthesis.letters import LETTERS
from reader.synthesis.rubbish import TEST_RUBBISH, TRAINING_RUBBISH, draw_rubbish


@pytest.mark.parametrize("kind", [*TRAINING_RUBBISH, *TEST_RUBBISH])
def test_every_family_leaves_ink(kind: str) -> None:
    rng = np.random.default_rng(4)
    for _ in range(10):
        ink = draw_rubbish(rng, kind, height=40)
        assert ink.dtype == np.uint8
        assert ink.ndim == 2
        assert ink.max() > 100


def test_families_of_the_test_are_never_drawn_by_chance() -> None:
    assert not set(TRAINING_RUBBISH) & set(TEST_RUBBISH)


def test_letters_that_are_digits_twins_have_no_model() -> None:
    assert not {letter.symbol for letter in LETTERS} & set("OIlSZBGgqbDQ|/")


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(ValueError, match="rubbish 'cat': expected one of pair"):
        draw_rubbish(np.random.default_rng(1), "cat")
