"""Paper becomes 0 whatever the light, ink stays, and bright ink on dark ground is noticed."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import paper, written
from reader.imaging.illumination import extract_ink, is_ink_bright
from reader.records import Image


def line(text: str = "40718") -> Image:
    image = paper(100, 300)
    written(image, text, top=30, left=40)
    return image


@pytest.mark.parametrize("level", [0, 1, 40, 128, 254, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (60, 90)])
def test_an_even_page_has_no_ink(level: int, shape: tuple[int, int]) -> None:
    grey = extract_ink(paper(*shape, level=level))
    assert grey.ink.shape == shape
    assert grey.ink.dtype == np.uint8
    assert not grey.ink.any()


def test_paper_becomes_0_and_ink_stays_strong() -> None:
    image = line()
    grey = extract_ink(image)
    assert (grey.ink[image == 255] == 0).all()
    assert (grey.ink[image == 0] >= 240).all()
    assert not grey.inverted


def test_a_shadow_across_the_page_is_no_ink() -> None:
    light = np.linspace(0.45, 1.0, 300)[None, :]
    shaded = (line() * light).astype(np.uint8)
    ink = extract_ink(shaded).ink
    assert (ink[line() == 255] < 40).mean() > 0.99
    assert (ink[line() == 0] > 200).mean() > 0.99


def test_bright_ink_on_a_dark_ground_gives_the_same_ink() -> None:
    image = line()
    negative = extract_ink(255 - image)
    assert negative.inverted
    assert np.array_equal(negative.ink, extract_ink(image).ink)


def test_a_page_in_deep_shadow_is_not_taken_for_bright_ink() -> None:
    image = line()
    image[:, 100:] = image[:, 100:] // 4
    assert not is_ink_bright(image)


def test_a_sheet_on_a_black_table_is_not_taken_for_bright_ink() -> None:
    assert not is_ink_bright(np.pad(line(), 100, constant_values=10))


def test_a_whole_page_of_bright_ink_is_noticed() -> None:
    image = paper(900, 700)
    for row in range(10):
        written(image, "4071 8592", top=60 + 80 * row, left=90)
    assert is_ink_bright(255 - image)
    assert not is_ink_bright(image)


def test_thick_bright_strokes_are_noticed() -> None:
    image = np.zeros((200, 300), np.uint8)
    image[20:180, 130:154] = 255
    assert is_ink_bright(image)


@pytest.mark.parametrize("seed", range(4))
def test_bright_strokes_of_a_noisy_dark_ground_are_noticed(seed: int) -> None:
    image = paper(100, 300, level=215)
    written(image, "40718", top=30, left=40, level=130, pen=4)
    noise = np.random.default_rng(seed).normal(0, 9, image.shape)
    noisy = np.clip(image + noise, 0, 255).astype(np.uint8)
    assert is_ink_bright(255 - noisy)
    assert not is_ink_bright(noisy)


def test_dark_gaps_within_thick_bright_strokes_are_no_ink() -> None:
    image = paper(100, 300, level=220)
    written(image, "40718", top=30, left=40, level=60, pen=7)
    noise = np.random.default_rng(0).normal(0, 9, image.shape)
    noisy = np.clip(image + noise, 0, 255).astype(np.uint8)
    assert is_ink_bright(255 - noisy)
    assert not is_ink_bright(noisy)


def test_bright_strokes_on_a_dark_ground_in_a_shadow_are_noticed() -> None:
    light = np.linspace(0.2, 1.0, 300)[None, :]
    shaded = (line() * light).astype(np.uint8)
    assert is_ink_bright(255 - shaded)
    assert not is_ink_bright(shaded)


@pytest.mark.parametrize("seed", range(12))
def test_noise_on_bare_paper_in_a_shadow_is_no_bright_ink(seed: int) -> None:
    rng = np.random.default_rng(seed)
    light = np.linspace(120, 220, 300)[None, :] + np.linspace(0, 20, 100)[:, None]
    assert not is_ink_bright(np.clip(light + rng.normal(0, 6, (100, 300)), 0, 255).astype(np.uint8))


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_page_of_one_level_has_no_bright_ink(level: int) -> None:
    assert not is_ink_bright(paper(50, 50, level=level))


def test_a_black_margin_beside_the_sheet_is_no_ink() -> None:
    image = np.concatenate([np.zeros((100, 60), np.uint8), line()], axis=1)
    assert (extract_ink(image).ink[:, :40] == 0).all()


def test_the_papers_grain_is_measured() -> None:
    rng = np.random.default_rng(1)
    grainy = np.clip(rng.normal(200, 8, (200, 200)), 0, 255).astype(np.uint8)
    assert extract_ink(paper(200, 200, level=200)).noise == 0.5
    assert 4 < extract_ink(grainy).noise < 20


def test_the_rim_of_a_dark_margin_is_no_ink() -> None:
    image = np.full((200, 130), 230, np.uint8)
    image[:, :50] = 15
    image[80:110, 90:94] = 30
    seen = extract_ink(image)
    assert seen.outside is not None
    assert seen.outside[:, :50].all()
    assert not seen.outside[:, 56:].any()
    assert int(seen.ink[:, :60].max()) < 40
    assert int(seen.ink[80:110, 90:94].min()) > 100


def test_bold_ink_inside_the_picture_is_no_margin() -> None:
    image = np.full((200, 480), 255, np.uint8)
    image[150:190, 200:330] = 0
    assert extract_ink(image).outside is None
