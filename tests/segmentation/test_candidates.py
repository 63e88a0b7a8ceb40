"""Every run of slices that could be one digit, with its glyph."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from drawn_ink import candidate, ink_of, paper, written
from reader.imaging.ink import PageInk
from reader.layout.single import find_single_line
from reader.records import Box, Candidate, Image, Line
from reader.segmentation import is_unsplit, propose_candidates
from reader.segmentation.candidates import build_candidates
from reader.segmentation.geometry import GEOMETRY
from reader.segmentation.slices import Slice
from reader.settings import LayoutSettings, SegmentationSettings

SETTINGS = SegmentationSettings()


def prepared(image: Image) -> tuple[PageInk, Line]:
    ink = ink_of(image)
    (line,) = find_single_line(ink, LayoutSettings())
    return ink, line


def runs(candidates: tuple[Candidate, ...]) -> list[tuple[int, int]]:
    return [(c.start, c.stop) for c in candidates]


def piece(left: int, width: int = 20) -> Slice:
    return Slice(Box(10, left, 40, width), np.ones((40, width), bool), left, left + width)


def built(*slices: Slice, settings: SegmentationSettings = SETTINGS) -> tuple[Candidate, ...]:
    ink = np.zeros((60, 600), np.uint8)
    for one in slices:
        ink[one.box.slices] = 255
    return build_candidates(slices, ink, ink > 0, digit_height=40.0, settings=settings)


def test_no_slices_no_candidates() -> None:
    assert built() == ()


def test_one_slice_is_one_candidate() -> None:
    (found,) = built(piece(30))
    assert (found.start, found.stop, found.box) == (0, 1, Box(10, 30, 40, 20))
    assert found.glyph.shape == (28, 28)
    assert found.glyph.any()


def test_every_slice_alone_is_a_candidate_however_wide() -> None:
    found = runs(built(piece(0, 20), piece(100, 200), piece(400, 5)))
    assert {(0, 1), (1, 2), (2, 3)} <= set(found)


def test_near_slices_are_joined_in_all_ways_in_order() -> None:
    found = runs(built(piece(0, 8), piece(10, 8), piece(20, 8)))
    assert found == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_slices_far_apart_are_not_joined() -> None:
    gap = round(SETTINGS.widest_gap * 40) + 1
    assert runs(built(piece(0, 8), piece(8 + gap, 8))) == [(0, 1), (1, 2)]


def test_runs_wider_than_a_digit_are_not_joined() -> None:
    width = round(SETTINGS.widest_candidate * 40 / 2)
    assert (0, 2) not in runs(built(piece(0, width), piece(width + 2, width)))


def test_runs_longer_than_the_longest_are_not_joined() -> None:
    settings = SegmentationSettings(longest_run=2)
    found = runs(built(*(piece(5 * k, 4) for k in range(4)), settings=settings))
    assert max(stop - start for start, stop in found) == 2


def test_a_glyph_holds_the_ink_of_its_own_run_alone() -> None:
    image = paper(120, 420)
    written(image, "1", top=40, left=70)
    alone, line = prepared(image)
    _, (expected,) = propose_candidates(alone, line, SETTINGS, single=True)
    written(image, "8", top=40, left=92)  # close by
    both, line = prepared(image)
    slices, candidates = propose_candidates(both, line, SETTINGS, single=True)
    assert slices == 2
    first = next(c for c in candidates if (c.start, c.stop) == (0, 1))
    assert np.abs(first.glyph.astype(int) - expected.glyph).max() <= 30


def test_well_spaced_digits_are_slices_of_their_own() -> None:
    image = paper(120, 420)
    written(image, "11711", top=40, left=70)
    ink, line = prepared(image)
    slices, candidates = propose_candidates(ink, line, SETTINGS)
    assert slices == 5
    assert [c.start for c in candidates if c.stop - c.start == 1] == [0, 1, 2, 3, 4]


def test_touching_digits_are_cut_where_they_touch() -> None:
    image = paper(120, 420)
    written(image, "00", top=40, left=70, height=60, advance=0.62)
    ink, line = prepared(image)
    assert len(line.components) == 1
    slices, candidates = propose_candidates(ink, line, SETTINGS)
    assert slices >= 2
    halves = [c for c in candidates if c.start == 0 and abs(c.box.right - 108) <= 9]
    assert halves, [c.box for c in candidates]


def test_a_single_digit_is_not_cut() -> None:
    image = paper(120, 420)
    written(image, "00", top=40, left=70, height=60, advance=0.62)
    ink, line = prepared(image)
    slices, candidates = propose_candidates(ink, line, SETTINGS, single=True)
    assert slices == len(candidates) == 1


def test_candidates_lie_within_the_line_and_its_slices() -> None:
    image = paper(120, 620)
    written(image, "40,718259", top=40, left=30)
    ink, line = prepared(image)
    slices, candidates = propose_candidates(ink, line, SETTINGS)
    for found in candidates:
        assert 0 <= found.start < found.stop <= slices
        assert line.box.top <= found.box.top
        assert found.box.bottom <= line.box.bottom
        assert line.box.left <= found.box.left
        assert found.box.right <= line.box.right
        assert np.isfinite(found.geometry).all()


@pytest.mark.parametrize("offset", [(0, 0), (0, 300), (60, 0)])
def test_ink_at_the_pages_edge_is_cut_out_whole(offset: tuple[int, int]) -> None:
    ink = np.zeros((100, 320), np.uint8)
    box = Box(*offset, 40, 20)
    ink[box.slices] = 255
    mask = np.ones((40, 20), bool)
    (found,) = build_candidates(
        [Slice(box, mask, box.left, box.right)], ink, ink > 0, digit_height=40.0, settings=SETTINGS
    )
    assert int((found.glyph > 0).sum()) == 200


def test_a_high_slice_far_too_wide_for_a_digit_is_unsplit() -> None:
    assert is_unsplit((candidate(0, 1), candidate(1, 2, width=2.4)), SETTINGS)


@pytest.mark.parametrize(
    "harmless",
    [candidate(0, 1), candidate(0, 1, height=0.1, width=3.0), candidate(0, 3, width=2.4)],
)
def test_digits_dashes_and_runs_of_slices_are_not(harmless: Candidate) -> None:
    assert not is_unsplit((harmless,), SETTINGS)


def test_ink_goes_on_where_two_slices_were_cut_apart() -> None:
    place = GEOMETRY.index("onward")
    cut = [dataclasses.replace(piece(left, 8), component=0) for left in (0, 8)]
    touching = {(c.start, c.stop): c.geometry[place] for c in built(*cut)}
    assert touching == {(0, 1): 1.0, (0, 2): 0.0, (1, 2): 0.0}
    apart = [dataclasses.replace(piece(left, 8), component=0) for left in (0, 10)]
    for slices in (apart, [piece(0, 8), piece(8, 8)]):
        assert [c.geometry[place] for c in built(*slices)] == [0.0, 0.0, 0.0]
