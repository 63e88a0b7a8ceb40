"""What may happen to a page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reader.synthesis import PageStyle, draw_form_page, draw_page_style, draw_sheet_page
from reader.synthesis.pages import draw_blank_page
from reader.synthesis.styles import MODES


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dpi", [75, 150])
def test_every_mode_draws_a_page_at_any_resolution(mode: str, dpi: int) -> None:
    rng = np.random.default_rng(4)
    style = replace(draw_page_style(rng), mode=mode)
    page = draw_form_page(rng, dpi=dpi, digits=60, style=style)
    assert page.image.ndim == (2 if mode in ("grey", "bilevel") else 3)
    assert page.truth


def test_a_blank_form_has_fields_without_text() -> None:
    page = draw_blank_page(3, dpi=75)
    assert page.truth
    assert all(item.status == "blank" and not item.text for item in page.truth)


def test_fillers_and_struck_strings_have_a_status_and_no_text() -> None:
    page = draw_form_page(5, dpi=75, style=PageStyle(blank=0.0, filler=0.5, struck=1.0))
    assert {item.status for item in page.truth} <= {"filler", "struck"}
    assert not any(item.text for item in page.truth)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="mode 'sepia': expected one of grey"):
        PageStyle(mode="sepia")


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_keeps_its_ink_in_its_boxes(quarters: int) -> None:
    style = PageStyle(quarters=quarters, blank=0.0, noise=0.6, shadow=0.0)
    page = draw_sheet_page(8, dpi=100, style=style)
    outside = page.image.copy()
    for item in page.truth:
        rows, cols = item.box.grown(2, 2, shape=outside.shape).slices
        outside[rows, cols] = 255
    assert np.percentile(outside, 0.01) > 190


def test_a_sheet_tilted_by_forty_degrees_is_seen_whole() -> None:
    page = draw_sheet_page(8, dpi=75, style=PageStyle(skew=40.0))
    assert page.image.shape[0] * page.image.shape[1] > 877 * 620
    assert all(item.box.area for item in page.truth)
