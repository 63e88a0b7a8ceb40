"""Where is a string? One verb for the three layouts."""

from __future__ import annotations

from dataclasses import replace

from reader.imaging.ink import PageInk
from reader.layout.page import find_page_lines
from reader.layout.single import find_single_line
from reader.reasons import Reason
from reader.records import Box, Layout, Line
from reader.settings import LayoutSettings

__all__ = ["find_lines"]


def find_lines(page: PageInk, settings: LayoutSettings) -> tuple[Line, ...]:
    """Lines that may hold a string, in reading order; for ``line`` at most three rows that may be
    the string, for ``digit`` at most one.

    A line of more components than any handwriting has (noise, a halftone picture) keeps the
    largest and the reason ``illegible``: it must not take a minute to say that.
    """
    find = find_page_lines if settings.mode is Layout.PAGE else find_single_line
    return tuple(_bounded(line, settings.most_components) for line in find(page, settings))


def _bounded(line: Line, most: int) -> Line:
    if len(line.components) <= most:
        return line
    largest = sorted(line.components, key=lambda c: (-c.area, c.box))[:most]
    kept = tuple(sorted(largest, key=lambda c: (c.box.left, c.box.top)))
    box = Box.around(c.box for c in kept)
    return replace(line, box=box, components=kept, reasons=(*line.reasons, Reason.ILLEGIBLE))
