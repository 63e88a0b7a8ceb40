"""How prepared lines and settings travel between processes."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from batch_fakes import prepared_page
from reader.batch import packing
from reader.records import PreparedLine
from reader.settings import Settings, load_settings

FULL = dataclasses.replace(
    prepared_page("a", 0).lines[0],
    field="sum",
    reasons=("struck-out",),
    crop=b"png",
    aside=0.25,
    strip_span=(3.5, 90.25),
)
EMPTY = dataclasses.replace(FULL, candidates=(), candidate_boxes=(), slices=0, strip=None)


def facts(line: PreparedLine) -> list[object]:
    """All that is in a line, comparable: its arrays as type, shape and bytes."""

    def comparable(value: object) -> object:
        if isinstance(value, np.ndarray):
            return value.dtype, value.shape, value.tobytes()
        return value

    candidates = [
        [comparable(getattr(one, name)) for name in one.__slots__] for one in line.candidates
    ]
    rest = [comparable(getattr(line, name)) for name in line.__slots__ if name != "candidates"]
    return [*rest, candidates]


@pytest.mark.parametrize("line", [FULL, EMPTY], ids=["full", "empty"])
def test_a_line_arrives_as_it_was_sent(line: PreparedLine) -> None:
    assert facts(pickle.loads(pickle.dumps(line))) == facts(line)


def test_candidates_travel_as_a_few_arrays() -> None:
    remake, _ = packing.packed_line(FULL)
    assert remake is packing.unpacked_line
    assert pickle.dumps(FULL).count(b"Candidate") == 0


def test_settings_arrive_as_they_were_sent_and_are_made_once() -> None:
    changed = load_settings(overrides={"decoding.accept": 0.9, "layout.mode": "line"})
    for settings in (Settings(), changed, changed):
        assert pickle.loads(pickle.dumps(settings)) == settings
    first, again = (pickle.loads(pickle.dumps((name, changed)))[1] for name in "ab")
    assert first is again
