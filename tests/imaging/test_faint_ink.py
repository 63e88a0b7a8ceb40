"""Ink that hardly exceeds the noise of its paper."""

from __future__ import annotations

import dataclasses

import numpy as np

from drawn_ink import ink_of, paper, written
from reader.imaging.faint_ink import find_faint_ink
from reader.imaging.ink import PageInk
from reader.records import Box
from reader.settings import ImagingSettings

SETTINGS = ImagingSettings()


def restless(*, written_at: int | None) -> tuple[PageInk, Box | None]:
    """Paper of noise 12, with a dark bar that is no line of a form, and perhaps pale digits."""
    rng = np.random.default_rng(5)
    image = paper(120, 300, level=220)
    image[20:30, 10:40] = 40
    box = None
    if written_at is not None:
        box = written(image, "407", top=40, left=100, level=written_at)
    noisy = image + rng.normal(0.0, 12.0, image.shape)
    return ink_of(np.clip(noisy, 0, 255).astype(np.uint8)), box


def test_pale_writing_on_restless_paper_is_found() -> None:
    page, box = restless(written_at=186)
    assert box is not None
    faint = find_faint_ink(page, SETTINGS)
    assert faint is not None
    assert faint.mask[box.slices].sum() > 2 * page.mask[box.slices].sum()


def test_calm_paper_hides_nothing() -> None:
    image = paper(120, 300)
    written(image, "407", top=40, left=100, level=150)
    assert find_faint_ink(ink_of(image), SETTINGS) is None


def test_where_there_is_hardly_more_ink_there_is_nothing_to_look_at() -> None:
    image = paper(120, 300)
    written(image, "407", top=40, left=100)
    page = dataclasses.replace(ink_of(image), noise=12.0)
    assert find_faint_ink(page, SETTINGS) is None


def test_blank_paper_has_none() -> None:
    assert find_faint_ink(ink_of(paper(60, 90)), SETTINGS) is None
