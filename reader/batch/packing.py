"""How records travel from process to process.

A prepared line's candidates do as four arrays: dozens of small records and arrays take several
times as long to pickle as the few large ones that they can be made of again. The settings, which go
with every page and are always the same, are pickled once and made again once.
"""

from __future__ import annotations

import copyreg
import dataclasses
import pickle
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.records import Box, Candidate, PreparedLine
from reader.settings import Settings

__all__ = ["packed_line", "packed_settings", "unpacked_line", "unpacked_settings"]

CANDIDATES, BOXES = "candidates", "candidate_boxes"
"""The fields that are packed."""

OTHERS = tuple(name for name in PreparedLine.__slots__ if name not in (CANDIDATES, BOXES))


def packed_line(line: PreparedLine) -> tuple[Callable[..., PreparedLine], tuple[Any, ...]]:
    """What ``pickle`` asks for: a function and what it makes the line of again."""
    others = tuple(getattr(line, name) for name in OTHERS)
    boxes = _packed_boxes(line.candidate_boxes)
    if not line.candidates:
        return unpacked_line, (others, boxes, None)
    candidates = line.candidates
    return unpacked_line, (
        others,
        boxes,
        (
            np.array([(c.start, c.stop) for c in candidates]),
            _packed_boxes([c.box for c in candidates]),
            np.stack([c.glyph for c in candidates]),
            np.stack([c.geometry for c in candidates]),
        ),
    )


def unpacked_line(
    others: tuple[Any, ...],
    boxes: NDArray[np.int64],
    candidates: tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]] | None,
) -> PreparedLine:
    """The line of :func:`packed_line`; its glyphs share one array."""
    found: tuple[Candidate, ...] = ()
    if candidates is not None:
        ends, places, glyphs, geometry = candidates
        found = tuple(
            Candidate(start, stop, box, glyph, measures)
            for (start, stop), box, glyph, measures in zip(
                ends.tolist(), _unpacked_boxes(places), glyphs, geometry, strict=True
            )
        )
    fields = dict(zip(OTHERS, others, strict=True))
    return PreparedLine(candidates=found, candidate_boxes=_unpacked_boxes(boxes), **fields)


def packed_settings(settings: Settings) -> tuple[Callable[[bytes], Settings], tuple[bytes]]:
    """What ``pickle`` asks for: a function and the bytes that it makes the settings of again."""
    return unpacked_settings, (_sections_of(settings),)


@lru_cache(maxsize=1)
def unpacked_settings(sections: bytes) -> Settings:
    """The settings of :func:`packed_settings`."""
    return Settings(*pickle.loads(sections))


@lru_cache(maxsize=1)
def _sections_of(settings: Settings) -> bytes:
    return pickle.dumps([getattr(settings, one.name) for one in dataclasses.fields(settings)])


def _packed_boxes(boxes: Sequence[Box]) -> NDArray[np.int64]:
    rows = [(b.top, b.left, b.height, b.width) for b in boxes]
    return np.array(rows, np.int64).reshape(-1, 4)


def _unpacked_boxes(rows: NDArray[np.int64]) -> tuple[Box, ...]:
    return tuple(Box(*row) for row in rows.tolist())


copyreg.pickle(PreparedLine, packed_line)
copyreg.pickle(Settings, packed_settings)
