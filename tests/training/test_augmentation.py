"""Augmentation keeps a digit a digit: ink stays, in its place, for any strength."""

from __future__ import annotations

import dataclasses
from contextlib import suppress

import cv2
import numpy as np
import pytest

from reader.records import Image
from reader.training.augmentation import Augmentation, augment, draw
from reader.training.augmentation.chance import Apart
from reader.training.augmentation.changes import FORM, HAND, SCANNER, Change, apply_some
from reader.training.augmentation.crops import cut_edges, let_neighbours_in
from reader.training.augmentation.geometry import CANVAS_SIDE, DIGIT_SIDE, place
from reader.training.augmentation.grain import BANK_SIDE, grain
from reader.training.augmentation.paper import cast_shadow, write_in_pencil
from reader.training.augmentation.pen import change_width, write_with_felt_pen
from reader.training.augmentation.scan import save_as_jpeg
from reader.training.augmentation.surroundings import add_sliver, ink_box

ALL = (*HAND, *FORM, *SCANNER)
STRENGTHS = (0.0, 0.5, 1.0)


@pytest.fixture
def ink() -> Image:
    picture = np.zeros((40, 28), np.uint8)
    cv2.putText(picture, "5", (2, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 255, 3)
    rows, cols = np.nonzero(picture)
    return picture[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1]


@pytest.fixture
def canvas(ink: Image) -> Image:
    return place(ink, np.random.default_rng(0), strength=0.0)


def test_without_strength_a_digit_is_only_scaled_into_the_middle(canvas: Image) -> None:
    top, bottom, left, right = ink_box(canvas)
    assert bottom - top == pytest.approx(DIGIT_SIDE, abs=2)
    assert (top + bottom) / 2 == pytest.approx(CANVAS_SIDE / 2, abs=1.5)
    assert (left + right) / 2 == pytest.approx(CANVAS_SIDE / 2, abs=1.5)


def test_a_wide_aspect_widens_the_digit(ink: Image) -> None:
    rng = np.random.default_rng(0)
    _, _, left, right = ink_box(place(ink, rng, strength=0.0, aspect=1.0))
    _, _, wide_left, wide_right = ink_box(place(ink, rng, strength=0.0, aspect=1.4))
    assert wide_right - wide_left > right - left


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_drawn_digit_stays_on_its_canvas(ink: Image, strength: float) -> None:
    for seed in range(20):
        drawn = draw(ink, np.random.default_rng(seed), strength=strength)
        assert drawn.shape == (CANVAS_SIDE, CANVAS_SIDE)
        assert 0.3 < drawn.mean() / draw(ink, np.random.default_rng(0), strength=0).mean() < 3


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_same_seed_gives_the_same_picture(ink: Image, strength: float) -> None:
    first = augment(ink, np.random.default_rng(4), strength=strength)
    np.testing.assert_array_equal(first, augment(ink, np.random.default_rng(4), strength=strength))


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.name)
def test_every_change_leaves_ink_and_bytes(canvas: Image, change: Change) -> None:
    for seed in range(20):
        changed = change.apply(canvas, np.random.default_rng(seed), 1.0, lambda: canvas)
        assert changed.dtype == np.uint8
        assert (changed > 0.35 * 255).any()


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.name)
@pytest.mark.parametrize("level", [0, 255])
def test_a_blank_or_black_canvas_stays_a_picture(change: Change, level: int) -> None:
    plain = np.full((CANVAS_SIDE, CANVAS_SIDE), level, np.uint8)
    changed = change.apply(plain, np.random.default_rng(0), 1.0, lambda: plain)
    assert changed.dtype == np.uint8
    assert min(changed.shape) > 0.3 * CANVAS_SIDE - 1


def test_every_group_has_a_change() -> None:
    used = {change.group for change in ALL} | {"shape"}
    assert used == {field.name for field in dataclasses.fields(Augmentation)}


def test_with_every_group_off_a_digit_is_only_placed(ink: Image, canvas: Image) -> None:
    off = Augmentation(*[0.0] * len(dataclasses.fields(Augmentation)))
    for seed in range(20):
        left = augment(ink, np.random.default_rng(seed), strength=1.0, groups=off)
        np.testing.assert_array_equal(left, canvas)


def test_a_group_that_is_off_moves_no_other() -> None:
    added = {"elastic": 1, "pen": 10, "paper": 100}

    def planted(group: str) -> Change:
        def add(canvas: Image, rng: np.random.Generator, _strength, _neighbour) -> Image:
            drawn[group] = rng.random(int(rng.integers(1, 9))).sum()
            return (canvas + added[group]).astype(np.uint8)

        return Change(f"planted {group}", group, add, always=0.5)

    changes = tuple(planted(group) for group in added)
    blank = np.zeros((1, 1), np.uint8)
    for seed in range(40):
        drawn: dict[str, float] = {}
        rng = np.random.default_rng(seed)
        both = apply_some(changes, blank, rng, strength=0.5, groups=Augmentation())[0, 0]
        drawn_at_all, after = dict(drawn), rng.random()
        drawn.clear()
        rng = np.random.default_rng(seed)
        less = apply_some(changes, blank, rng, strength=0.5, groups=Augmentation(pen=0))[0, 0]
        assert less == both - (10 if "pen" in drawn_at_all else 0)
        drawn_at_all.pop("pen", None)
        assert drawn == drawn_at_all
        assert rng.random() == after


def test_a_factor_of_two_doubles_a_chance() -> None:
    mark = Change("mark", "paper", lambda c, *_: (c + 1).astype(np.uint8), growing=0.5)
    blank, rng = np.zeros((1, 1), np.uint8), np.random.default_rng(0)

    def share(groups: Augmentation) -> float:
        drawn = [apply_some((mark,), blank, rng, strength=0.4, groups=groups) for _ in range(2000)]
        return float(np.mean(drawn))

    assert share(Augmentation()) == pytest.approx(0.2, abs=0.04)
    assert share(Augmentation(paper=2)) == pytest.approx(0.4, abs=0.04)


def test_apart_leaves_the_generator_where_it_was_even_after_a_fault() -> None:
    rng = np.random.default_rng(1)
    expected = np.random.default_rng(1).random()
    with suppress(ZeroDivisionError), Apart(rng) as stretch:
        stretch.start(1 << 60)
        raise ZeroDivisionError
    with Apart(rng) as stretch:
        stretch.start(1 << 60)
        first = rng.random()
        stretch.start(2 << 60)
        assert rng.random() != first
        stretch.start(1 << 60)
        assert rng.random() == first
    assert rng.random() == expected


def test_a_hairline_is_not_thinned_away() -> None:
    hairline = np.zeros((72, 72), np.uint8)
    hairline[10:60, 36] = 255
    for seed in range(20):
        assert change_width(hairline, np.random.default_rng(seed), strength=1.0).any()


def test_a_sliver_is_narrow(canvas: Image) -> None:
    _, _, left, right = ink_box(canvas)
    for seed in range(20):
        _, _, new_left, new_right = ink_box(add_sliver(canvas, canvas, np.random.default_rng(seed)))
        assert (new_right - new_left) < 1.5 * (right - left)


def test_a_felt_pen_widens_strokes_and_closes_no_loop() -> None:
    ring = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    cv2.ellipse(ring, (36, 36), (13, 20), 0, 0, 360, 255, 3)
    dot = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    cv2.circle(dot, (36, 36), 3, 255, 2)
    for seed in range(10):
        heavy = write_with_felt_pen(ring, np.random.default_rng(seed))
        assert heavy.sum() > 1.8 * ring.sum()
        assert heavy[36, 36] == 0
        np.testing.assert_array_equal(write_with_felt_pen(dot, np.random.default_rng(seed)), dot)


def test_cut_edges_leave_most_of_every_side(canvas: Image) -> None:
    top, bottom, left, right = ink_box(canvas)
    for seed in range(40):
        kept = ink_box(cut_edges(canvas, np.random.default_rng(seed)))
        lost = np.abs(np.subtract(kept, (top, bottom, left, right)))
        assert lost[:2].max() <= 0.12 * (bottom - top) + 1
        assert lost[2:].max() <= 0.12 * (right - left) + 1


def test_neighbours_let_in_never_dominate_and_keep_apart(canvas: Image) -> None:
    top, bottom, left, right = ink_box(canvas)
    grown = 0
    for seed in range(40):
        crop = let_neighbours_in(canvas, lambda: canvas, np.random.default_rng(seed))
        digit = np.s_[top:bottom, left:right]
        np.testing.assert_array_equal(crop[digit], canvas[digit])
        assert not np.any(
            crop[top:bottom, [left - 1, right]] > canvas[top:bottom, [left - 1, right]]
        )
        assert crop.sum() <= 1.75 * canvas.sum()
        grown += int(crop.sum() > canvas.sum())
    assert grown > 30


def test_a_pencil_is_pale() -> None:
    ink = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    ink[20:50, 30:44] = 255
    for seed in range(20):
        pale = write_in_pencil(ink, np.random.default_rng(seed))
        assert 0.25 * 255 < np.quantile(pale[25:45, 33:41], 0.9) <= 0.6 * 255


def test_a_shadow_makes_one_side_paler_and_loses_no_side() -> None:
    ink = np.zeros((CANVAS_SIDE, CANVAS_SIDE), np.uint8)
    ink[20:50, 20:50] = 255
    for seed in range(20):
        lit = cast_shadow(ink, np.random.default_rng(seed))[20:50, 20:50].astype(int)
        corners = np.array([lit[:6, :6], lit[:6, -6:], lit[-6:, :6], lit[-6:, -6:]]).mean((1, 2))
        assert corners.max() > corners.min() + 20
        assert corners.min() > 20


def test_jpeg_leaves_a_digit_where_it_was_and_the_paper_clean(canvas: Image) -> None:
    for seed in range(20):
        read = save_as_jpeg(canvas, np.random.default_rng(seed))
        top, bottom, _, _ = ink_box(np.where(read > 80, read, 0).astype(np.uint8))
        assert 0.4 * DIGIT_SIDE < bottom - top < DIGIT_SIDE + 3
        assert np.median(read) < 16


def test_grain_has_the_shape_asked_for_at_any_size() -> None:
    rng = np.random.default_rng(0)
    for shape in ((5, 9), (72, 72), (3, BANK_SIDE + 5)):
        noise = grain(shape, rng, soft=False)
        assert noise.shape == shape
        assert noise.dtype == np.float32
    assert grain((200, 200), rng, soft=True).std() == pytest.approx(1.0, abs=0.1)
