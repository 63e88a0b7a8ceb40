"""A pool gives back what was put in, and the same strips for any number of processes."""

from __future__ import annotations

import numpy as np

from reader.training.glyphs.stock import Sets
from reader.training.lines.changes import changed_strip
from reader.training.lines.hand import RealHand
from reader.training.lines.pool import draw_strip_portion, joined, pool_of
from reader.training.lines.recipe import LinesData
from reader.training.lines.scene_source import SceneSource, Strip


def _strip(width: int, text: str) -> Strip:
    return Strip(np.random.default_rng(width).integers(0, 256, (2, 40, width), np.uint8), text)


def test_strips_come_out_of_a_pool_as_they_went_in() -> None:
    strips = [_strip(30, "1"), _strip(100, ""), _strip(64, "0123456789")]
    pool = joined([pool_of(strips[:2]), pool_of(strips[2:])])
    assert len(pool) == 3
    assert pool.texts.tolist() == ["1", "", "0123456789"]
    for number, strip in enumerate(strips):
        np.testing.assert_array_equal(pool.strip(number), strip.views)


def test_a_portion_has_the_kinds_in_their_shares(digits: Sets, letters: Sets) -> None:
    data = LinesData(drawn=0.0, real=0.5, cheques=0.0, words=0.5, blank=0.0, sheets=0.0)

    def portion() -> list[str]:
        rng = np.random.default_rng(1)
        source = SceneSource(RealHand(digits, rng), RealHand(letters, rng), (), data, rng)
        return draw_strip_portion(source, data, seed=3, size=12).texts.tolist()

    texts = portion()
    assert len(texts) == 12
    assert any(texts)
    assert not all(texts)
    assert texts == portion()


def test_a_changed_strip_is_still_a_strip() -> None:
    strip = _strip(200, "1").views
    shapes = [changed_strip(np.random.default_rng(seed), strip).shape for seed in range(30)]
    assert {shape[:2] for shape in shapes} == {(2, 40)}
    assert 120 < min(s[2] for s in shapes) < max(s[2] for s in shapes) < 330
