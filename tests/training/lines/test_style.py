"""What the digits of one string have in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reader.training.lines.style import draw_style


def test_a_short_one_stands_where_it_cannot_be_a_comma() -> None:
    style = replace(
        draw_style(np.random.default_rng(1), 40.0), ones=0.5, one_lift=0.2, growth=0.0, zeros=1.0
    )
    assert style.at(0, "1").height == style.at(3, "1", in_cell=True).height == 20.0
    assert style.at(0, "1").lift == 0.2
    assert style.at(3, "1") == style.at(0, "7") == style


def test_some_hands_write_short_ones() -> None:
    rng = np.random.default_rng(2)
    heights = [draw_style(rng, 40.0).at(0, "1").height for _ in range(200)]
    assert 0.1 < np.mean(np.array(heights) < 33.0) < 0.35
