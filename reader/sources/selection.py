"""Which pages of every source are wanted: ``1,3-5``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.errors import UsageError

__all__ = ["PageSelection", "parse_pages"]

RANGE = re.compile(r"([0-9]+)(?:(-)([0-9]*))?")


@dataclass(frozen=True, slots=True)
class PageSelection:
    """Ranges of page numbers from 1, both ends included; a stop of None is open."""

    ranges: tuple[tuple[int, int | None], ...]

    def holds(self, number: int) -> bool:
        """Is page ``number`` (from 1) wanted?"""
        return any(
            start <= number and (stop is None or number <= stop) for start, stop in self.ranges
        )


def parse_pages(text: str) -> PageSelection:
    """``"1,3-5"`` or ``"7-"`` (7 and all after it) as a selection.

    Raises
    ------
    UsageError
        If a part is no page number or range, a number is 0, or a range runs backwards.
    """
    return PageSelection(tuple(_parse_range(part.strip(), text) for part in text.split(",")))


def _parse_range(part: str, text: str) -> tuple[int, int | None]:
    match = RANGE.fullmatch(part)
    if match is None:
        raise UsageError(f"--pages {text}: {part!r} is no page; expected words such as 1,3-5 or 7-")
    start = int(match[1])
    stop = start if match[2] is None else int(match[3]) if match[3] else None
    if start < 1 or (stop is not None and stop < start):
        raise UsageError(f"--pages {text}: {part!r} holds no page; pages count upwards from 1")
    return start, stop
