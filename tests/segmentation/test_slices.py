"""A line's components become slices; wide ones are cut, and no ink is lost or doubled."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import block, part
from reader.records import Box, Component, Line
from reader.segmentation.slices import Slice, find_slices
from reader.settings import SegmentationSettings

SETTINGS = SegmentationSettings()


def slices_of(
    *components: Component, slant: float = 0.0, settings: SegmentationSettings = SETTINGS
) -> tuple[Slice, ...]:
    line = Line(Box.around(c.box for c in components), components)
    return find_slices(line, slant=slant, digit_height=40.0, stroke_width=4.0, settings=settings)


def ring(left: int, *, width: int = 24) -> Component:
    mask = np.ones((40, width), bool)
    mask[4:36, 4:-4] = False
    return Component(Box(0, left, 40, width), mask, int(mask.sum()))


def rings_touching() -> Component:
    mask = np.zeros((40, 54), bool)
    mask[:, :24] = ring(0).mask
    mask[:, 30:] = ring(0).mask
    mask[18:21, 24:30] = True
    return Component(Box(7, 90, 40, 54), mask, int(mask.sum()))


@pytest.mark.parametrize("component", [block(0, 0, 1, 1), block(0, 0, 40, 20), part(["#", "#"])])
def test_a_narrow_component_is_one_slice(component: Component) -> None:
    (found,) = slices_of(component)
    assert found.box == component.box
    assert (found.left, found.right) == (component.box.left, component.box.right)


def test_slices_come_from_left_to_right() -> None:
    found = slices_of(ring(90), ring(10), ring(50))
    assert [s.box.left for s in found] == [10, 50, 90]


def test_a_wide_component_is_cut_and_keeps_all_its_ink() -> None:
    whole = rings_touching()
    found = slices_of(whole)
    assert len(found) >= 2
    cover = np.zeros((60, 200), int)
    for piece in found:
        cover[piece.box.slices] += piece.mask
    expected = np.zeros((60, 200), int)
    expected[whole.box.slices] += whole.mask
    assert np.array_equal(cover, expected)


def test_one_of_the_cuts_parts_the_touching_digits() -> None:
    edges = [s.right for s in slices_of(rings_touching())]
    assert any(90 + 23 <= right <= 90 + 31 for right in edges)


def test_a_slices_box_is_tight_around_its_ink() -> None:
    for piece in slices_of(rings_touching()):
        assert piece.mask.shape == (piece.box.height, piece.box.width)
        assert piece.mask[0].any()
        assert piece.mask[-1].any()
        assert piece.mask[:, 0].any()
        assert piece.mask[:, -1].any()


def test_wide_ink_may_be_left_uncut() -> None:
    uncut = SegmentationSettings(widest_uncut=float("inf"))
    (found,) = slices_of(rings_touching(), settings=uncut)
    assert found.box == rings_touching().box


def test_the_extent_of_a_leaning_stroke_is_that_of_the_stroke_set_upright() -> None:
    mask = np.zeros((40, 24), bool)
    for row in range(40):
        col = round(0.5 * (39 - row))
        mask[row, col : col + 4] = True
    (found,) = slices_of(Component(Box(0, 100, 40, 24), mask, int(mask.sum())), slant=0.5)
    assert found.width == pytest.approx(4, abs=1.5)
    assert found.left == pytest.approx(100, abs=1.5)


def test_leaning_neighbours_that_overlap_upright_keep_their_order() -> None:
    mask = np.zeros((40, 24), bool)
    for row in range(40):
        col = round(0.5 * (39 - row))
        mask[row, col : col + 4] = True
    first = Component(Box(0, 100, 40, 24), mask, int(mask.sum()))
    second = Component(Box(0, 112, 40, 24), mask, int(mask.sum()))
    found = slices_of(second, first, slant=0.5)
    assert [s.box.left for s in found] == [100, 112]
    assert found[0].right < found[1].left
