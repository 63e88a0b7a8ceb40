"""A pool is the recipe's glyphs: reproducible, balanced, through the production normaliser."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from drawn_digits import write_digits
from reader.errors import DataError
from reader.training.augmentation import Augmentation
from reader.training.glyphs.pool import draw_pool, draw_portion, draw_validation
from reader.training.glyphs.stock import GlyphSource, load_stock
from reader.training.recipe import DataRecipe

RECIPE = DataRecipe(sets={"mnist": 1.0}, glyphs=300, rubbish=0.2, validation=0.25)


def test_the_same_seed_gives_the_same_glyphs(data_folder: Path) -> None:
    first = draw_pool(RECIPE, data_folder, seed=5, processes=1)
    again = draw_pool(RECIPE, data_folder, seed=5, processes=1)
    other = draw_pool(RECIPE, data_folder, seed=6, processes=1)
    np.testing.assert_array_equal(first.glyphs, again.glyphs)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert (first.glyphs != other.glyphs).any()


def test_every_class_is_there_and_rubbish_has_its_share(data_folder: Path) -> None:
    pool = draw_pool(RECIPE, data_folder, seed=5, processes=1)
    counts = np.bincount(pool.labels, minlength=len(RECIPE.outputs))
    assert counts.min() > 5
    assert 0.1 < counts[-1] / len(pool.labels) < 0.3


def test_portions_have_the_recipes_shares_within_chance(data_folder: Path) -> None:
    """Stretches of one generator that lie a power of two apart may give alike numbers."""
    recipe = dataclasses.replace(RECIPE, plain=1.0, rubbish=0.05)
    stock = load_stock(recipe, data_folder, training=True)
    portions = [draw_portion(stock, recipe, seed=(seed, 0), size=1000) for seed in range(4)]
    shares = [float((one.labels == 10).mean()) for one in portions]
    threes = [float((one.labels == 3).mean()) for one in portions]
    assert max(abs(share - 0.05) for share in shares) < 4 * (0.05 * 0.95 / 1000) ** 0.5
    assert max(abs(share - 0.095) for share in threes) < 4 * (0.095 * 0.905 / 1000) ** 0.5


def test_every_glyph_has_ink_within_twenty_pixels(data_folder: Path) -> None:
    pool = draw_pool(RECIPE, data_folder, seed=5, processes=1)
    for glyph in pool.glyphs:
        strong = glyph > 0
        assert strong.any()
        assert max(np.ptp(np.nonzero(strong)[0]), np.ptp(np.nonzero(strong)[1])) < 20


def test_a_listener_is_told_of_every_glyph(data_folder: Path) -> None:
    told: list[int] = []
    draw_pool(RECIPE, data_folder, seed=5, processes=1, tick=told.append)
    assert sum(told) == 300


def test_validation_is_the_tail_of_each_class_and_not_augmented(data_folder: Path) -> None:
    pools = draw_validation(RECIPE, data_folder)
    assert np.bincount(pools["mnist"].labels).tolist() == [2] * 10


def test_what_the_segmenter_proposes_has_its_share(data_folder: Path) -> None:
    mined = dataclasses.replace(RECIPE, mined=0.9, mined_rubbish=0.5, lines=6, rubbish=0.0)
    pool = draw_pool(mined, data_folder, seed=5, processes=1)
    rubbish = float((pool.labels == RECIPE.outputs.index("")).mean())
    assert 0.3 < rubbish < 0.6


def test_two_processes_draw_what_one_draws(data_folder: Path) -> None:
    one = draw_pool(RECIPE, data_folder, seed=5, processes=1)
    two = draw_pool(RECIPE, data_folder, seed=5, processes=2)
    np.testing.assert_array_equal(one.glyphs, two.glyphs)


def test_a_group_switched_off_leaves_the_glyphs_without_it_as_they_were(data_folder: Path) -> None:
    whole = draw_pool(RECIPE, data_folder, seed=5, processes=1)
    off = dataclasses.replace(RECIPE, augmentation=Augmentation(bilevel=0))
    less = draw_pool(off, data_folder, seed=5, processes=1)
    np.testing.assert_array_equal(whole.labels, less.labels)
    same = (whole.glyphs == less.glyphs).all(axis=(1, 2)).mean()
    assert 0.8 < same < 0.97


def test_data_of_one_class_are_refused(data_folder: Path) -> None:
    write_digits(data_folder / "mnist.npz", digits=range(3, 4))
    with pytest.raises(DataError, match=r"mnist: found pictures of 1 of the 10 digits; none of 0"):
        draw_pool(RECIPE, data_folder, seed=5, processes=1)


def test_more_glyphs_than_memory_holds_are_refused(data_folder: Path) -> None:
    many = dataclasses.replace(RECIPE, glyphs=10**15)
    with pytest.raises(DataError, match=r"need 784,000,000.0 GB of memory, .*lower glyphs in"):
        draw_pool(many, data_folder, seed=5, processes=1)


def test_a_digit_that_its_changes_leave_hardly_visible_is_shown_as_it_is(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "reader.training.glyphs.stock.augment", lambda ink, *_, **__: np.minimum(ink, 3)
    )
    stock = load_stock(RECIPE, data_folder, training=True)
    ink, _ = GlyphSource(stock, np.random.default_rng(0)).sample(plain=0.0)
    assert ink.max() > 200
